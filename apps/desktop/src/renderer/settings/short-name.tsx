import { TextInput } from '@mantine/core';
import { SubmitForm } from '@outpost/ui/fields/editors/submit-form';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { Button } from '@outpost/ui/parts/button';
import { useState } from 'react';
import { refusalText } from '../queries/use-acts.ts';
import { useFromServer } from '../session/use-from-server.ts';
import { useBridge } from '../window/app-ports.tsx';
import classes from './settings.module.css';

/** PLT-52: the short name of the organisation for addresses of the API, for its owners. The server has it, and asks for a proof before a change. */
export function ShortName() {
  const bridge = useBridge();
  const formats = useFormats();
  const { data, problem: unanswered, again } = useFromServer('organisation.slug', null);
  const [entered, setEntered] = useState<string>();
  const [state, setState] = useState<{ readonly isBusy: boolean; readonly problem?: string }>({ isBusy: false });
  const slug = entered ?? data?.slug ?? '';
  const missing = data === undefined ? 'The server is asked for it.' : slug === data.slug ? 'It is this name already.' : undefined; // prettier-ignore
  const submit = async () => {
    if (state.isBusy || missing !== undefined) return;
    setState({ isBusy: true });
    const changed = await bridge.call('organisation.changeSlug', { slug });
    setState({ isBusy: false, ...(changed.ok ? {} : { problem: refusalText(changed) }) });
    if (!changed.ok) return;
    setEntered(undefined);
    again();
  };
  const problem = state.problem ?? unanswered;
  return (
    <section className={classes.packs} aria-label="Short name">
      <h2>Short name</h2>
      <SubmitForm onSubmit={submit}>
        <TextInput
          label="Short name for addresses"
          description="2 to 48 small letters, digits and hyphens. Programs use it in addresses of the API. The former name leads here for a year."
          value={slug}
          autoComplete="off"
          spellCheck={false}
          error={problem}
          onChange={(event) => setEntered(event.currentTarget.value)}
        />
        <p className={classes.quiet}>
          {data?.former
            .map((one) => `${one.slug} leads here until ${formats.date(formats.dayOf(one.until))}.`)
            .join(' ')}
        </p>
        <Button type="submit" disabledReason={state.isBusy ? 'Under way.' : missing}>
          Change the short name
        </Button>
      </SubmitForm>
    </section>
  );
}
