import { TextInput } from '@mantine/core';
import { SubmitForm } from '@outpost/ui/fields/editors/submit-form';
import { useFormats, useNowMs } from '@outpost/ui/formats/formats-context';
import { useSnackbar } from '@outpost/ui/frame/snackbar';
import { Button } from '@outpost/ui/parts/button';
import { useState } from 'react';
import type { ShownSigningKey } from '../../../bridge/calls/identity/dkim-calls.ts';
import { refusalText } from '../../queries/use-acts.ts';
import { FromServer } from '../../session/from-server.tsx';
import { useFromServer } from '../../session/use-from-server.ts';
import { SettingsBar } from '../../settings-bar/settings-bar.tsx';
import { useAppPorts } from '../../window/app-ports.tsx';
import { StateLine, type StateWords } from '../listed-beside.tsx';
import { NotForYou } from '../not-for-you.tsx';
import people from '../people.module.css';
import classes from '../sso/sso.module.css';
import page from '../../settings/settings.module.css';
import { useMayAdminister, usePeopleEntities } from '../use-people.ts';

const at = '/settings/mail-domains';

/** The keys that sign e-mails of the organisation's own domains (DKIM). For administrators. */
export function MailDomainsPage() {
  const may = useMayAdminister();
  const { person } = usePeopleEntities();
  return may.person ? <MailDomains /> : <NotForYou at={at} what="the signatures of e-mails" list={person} />;
}

function MailDomains() {
  const answer = useFromServer('dkim.list', null);
  const { isOffline, again } = answer;
  return (
    <>
      <SettingsBar at={at} />
      <div className={page.page}>
        <FromServer answer={answer} offline="The server has the keys">
          {({ keys }) => (
            <section className={classes.part} aria-labelledby="mail-domains">
              <h2 id="mail-domains">Signed e-mails (DKIM)</h2>
              <p className={people.hint}>
                Mail servers trust e-mails more that carry a signature of the sender’s domain. Make a key, and publish
                its record in the DNS of the domain. Only then is it used: e-mails of the domain that leave through a
                mail server are signed. SendGrid signs by itself.
              </p>
              {keys.length === 0 ? <p>No key yet: Outpost signs no e-mails.</p> : null}
              <ul className={classes.list}>
                {keys.map((key) => (
                  <KeyRow key={key.id} shown={key} keys={keys} isOffline={isOffline} onChanged={again} />
                ))}
              </ul>
              <NewKey isOffline={isOffline} onMade={again} />
            </section>
          )}
        </FromServer>
      </div>
    </>
  );
}

/** Returns what the state of a key means for the e-mails of its domain. `newer`: a newer key of the domain is published. */
function stateOf({ state, checkedAt }: ShownSigningKey, newer: boolean): StateWords {
  if (state === 'published')
    return newer
      ? { text: 'Published; a newer key signs', tone: 'neutral' }
      : { text: 'Published: it signs', tone: 'good' };
  if (state === 'another-key') return { text: 'The record has another key: it does not sign', tone: 'warn' };
  return { text: checkedAt === null ? 'Not looked for yet: it does not sign' : 'Not published yet: it does not sign', tone: 'neutral' }; // prettier-ignore
}

type KeyRowProps = {
  readonly shown: ShownSigningKey;
  readonly keys: readonly ShownSigningKey[];
  readonly isOffline: boolean;
  readonly onChanged: () => void;
};

function KeyRow({ shown, keys, isOffline, onChanged }: KeyRowProps) {
  const { bridge, copy } = useAppPorts();
  const { show } = useSnackbar();
  const formats = useFormats();
  const now = useNowMs();
  const [isBusy, setBusy] = useState(false);
  const { id, domain, record, checkedAt, madeAt, state } = shown;
  const newer = keys.some((one) => one.domain === domain && one.madeAt > madeAt && one.state === 'published');
  const offline = isOffline ? 'The server can’t be reached now.' : undefined;
  const copyIt = async (what: string, text: string) => {
    await copy(text);
    show({ text: `${what} is copied` });
  };
  const check = async () => {
    setBusy(true);
    const checked = await bridge.call('dkim.check', { id });
    setBusy(false);
    if (!checked.ok) show({ text: refusalText(checked) });
    else onChanged();
  };
  const remove = async () => {
    const removed = await bridge.call('dkim.remove', { id });
    show({ text: removed.ok ? `The key of ${domain} is removed. Leave its record in the DNS for some days` : refusalText(removed) }); // prettier-ignore
    if (removed.ok) onChanged();
  };
  const named = <span className="outpost-visually-hidden"> of {record.name}</span>;
  return (
    <li className={classes.row}>
      <div className={classes.grow}>
        <strong>{domain}</strong>
        <StateLine state={stateOf(shown, newer)} />
        <span className={people.hint}>
          {checkedAt === null ? '' : `Looked for ${formats.relative(checkedAt, now)}. `}
          {state === 'published' ? 'Its record: ' : 'Publish this TXT record: '}
          <code className={classes.code}>{record.name}</code>
          {state === 'published' ? null : (
            <>
              {' with the text '}
              <code className={classes.code}>{record.text}</code>
            </>
          )}
        </span>
      </div>
      <Button size="sm" icon="copy" onClick={() => void copyIt('The name', record.name)}>
        Copy the name{named}
      </Button>
      <Button size="sm" icon="copy" onClick={() => void copyIt('The text', record.text)}>
        Copy the text{named}
      </Button>
      <Button size="sm" disabledReason={offline} disabled={isBusy} onClick={() => void check()}>
        Look for it{named}
      </Button>
      <Button size="sm" variant="quiet" disabledReason={offline} onClick={() => void remove()}>
        Remove{named}
      </Button>
    </li>
  );
}

function NewKey({ isOffline, onMade }: { readonly isOffline: boolean; readonly onMade: () => void }) {
  const { bridge } = useAppPorts();
  const [typed, setTyped] = useState('');
  const [problem, setProblem] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const make = async () => {
    const domain = typed.trim();
    if (domain === '') return;
    setBusy(true);
    const done = await bridge.call('dkim.make', { domain });
    setBusy(false);
    setProblem(done.ok ? undefined : refusalText(done));
    if (!done.ok) return;
    setTyped('');
    onMade();
  };
  return (
    <>
      <SubmitForm className={classes.add} onSubmit={make}>
        <TextInput
          label="Domain of the sender’s address"
          description="A second key for a domain takes over once it is published."
          placeholder="example.com"
          value={typed}
          maxLength={253}
          spellCheck={false}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <Button
          type="submit"
          disabled={isBusy}
          disabledReason={isOffline ? 'The server can’t be reached now.' : undefined}
        >
          Make a key
        </Button>
      </SubmitForm>
      {problem === undefined ? null : <p role="alert">{problem}</p>}
    </>
  );
}
