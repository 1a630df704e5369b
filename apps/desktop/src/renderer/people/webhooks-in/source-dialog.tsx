import { SubmitForm } from '@outpost/ui/fields/editors/submit-form';
import { useSnackbar } from '@outpost/ui/frame/snackbar';
import { Button } from '@outpost/ui/parts/button';
import { useState } from 'react';
import type { ShownSource } from '../../../bridge/calls/source-calls.ts';
import { refusalText } from '../../queries/use-acts.ts';
import { useBridge } from '../../window/app-ports.tsx';
import { Dialog } from '../../window/dialog.tsx';
import dialog from '../../window/dialog.module.css';

/** Something that is done to a source after an explanation. */
export type SourceAct =
  | { readonly kind: 'remove' | 'secret' }
  | { readonly kind: 'end-secret'; readonly secret: ShownSource['secrets'][number] };

type Props = {
  readonly source: ShownSource;
  readonly act: SourceAct;
  readonly onClose: () => void;
  /** With the new secret, where one was made. */
  readonly onDone: (secret: string | undefined) => void;
};

const words = {
  remove: {
    title: 'Remove the source',
    text: 'Its address takes nothing more. Its secrets and its log are deleted. The records that it made stay. This cannot be undone.',
    yes: 'Remove it',
  },
  secret: {
    title: 'Another secret',
    text: 'The former one counts, too, for a day, so that there is time to give the sender the new one.',
    yes: 'Make it',
  },
  'end-secret': {
    title: 'End the secret now',
    text: 'Messages that are proven with it are refused from now on.',
    yes: 'End it',
  },
} as const;

/** Asks before a source is changed, and says what that means. */
export function SourceDialog({ source, act, onClose, onDone }: Props) {
  const bridge = useBridge();
  const { show } = useSnackbar();
  const [error, setError] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const { id, name } = source;
  const { title, text, yes } = words[act.kind];
  const ask = async () => {
    switch (act.kind) {
      case 'remove':
        return bridge.call('sources.remove', { id });
      case 'secret':
        return bridge.call('sources.newSecret', { id });
      case 'end-secret':
        return bridge.call('sources.endSecret', { id, secret: act.secret.id });
    }
  };
  const go = async (): Promise<void> => {
    if (isBusy) return;
    setBusy(true);
    const done = await ask();
    setBusy(false);
    if (!done.ok) return setError(refusalText(done));
    if (act.kind === 'remove') show({ text: `Removed ${name}` });
    return onDone(done.value === null ? undefined : done.value.secret);
  };
  return (
    <Dialog onClose={onClose} title={`${title}: ${name}`} size="md" isForReading>
      <SubmitForm className={dialog.dialog} onSubmit={go}>
        <p>{text}</p>
        {error === undefined ? null : <p role="alert">{error}</p>}
        <div className={dialog.acts}>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" disabledReason={isBusy ? 'The server is being asked.' : undefined}>
            {yes}
          </Button>
        </div>
      </SubmitForm>
    </Dialog>
  );
}
