import { SubmitForm } from '@outpost/ui/fields/editors/submit-form';
import { useSnackbar } from '@outpost/ui/frame/snackbar';
import { Button } from '@outpost/ui/parts/button';
import { useState } from 'react';
import type { ShownApiKey, ShownNewKey } from '../../../bridge/calls/identity/key-calls.ts';
import { refusalText } from '../../queries/use-acts.ts';
import { useBridge } from '../../window/app-ports.tsx';
import { Dialog } from '../../window/dialog.tsx';
import dialog from '../../window/dialog.module.css';

export type ManagedKey = { readonly key: ShownApiKey; readonly what: 'rotate' | 'end' };

type Props = {
  readonly managed: ManagedKey;
  readonly onClose: () => void;
  /** With the new secret; undefined if the key has ended. */
  readonly onDone: (made: ShownNewKey | undefined) => void;
};

/** Chosen: a day is enough to bring the new secret to all machines. */
const overlapHours = 24;

/** Gives a key another secret, or ends it, after an explanation. */
export function ManageKeyDialog({ managed: { key, what }, onClose, onDone }: Props) {
  const bridge = useBridge();
  const { show } = useSnackbar();
  const [error, setError] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const go = async () => {
    if (isBusy) return;
    setBusy(true);
    const result =
      what === 'end'
        ? await bridge.call('keys.end', { id: key.id })
        : await bridge.call('keys.rotate', { id: key.id, overlapHours });
    setBusy(false);
    if (!result.ok) return setError(refusalText(result));
    if (what === 'end') show({ text: `Ended the key ${key.name}` });
    onDone(result.value ?? undefined);
  };
  const title = what === 'end' ? `End the key ${key.name}` : `New secret for ${key.name}`;
  return (
    <Dialog onClose={onClose} title={title} size="md" isForReading>
      <SubmitForm className={dialog.dialog} onSubmit={go}>
        <p>
          {what === 'end'
            ? 'The next request of the program is refused. This cannot be undone: a program that needs the API again gets another key.'
            : `The program gets a new secret. The present one stays valid for ${overlapHours} hours, so that no program stops.`}
        </p>
        {error === undefined ? null : <p role="alert">{error}</p>}
        <div className={dialog.acts}>
          <Button onClick={onClose}>Keep it</Button>
          <Button type="submit" variant="primary" disabledReason={isBusy ? 'The server is being asked.' : undefined}>
            {what === 'end' ? 'End the key' : 'Make the secret'}
          </Button>
        </div>
      </SubmitForm>
    </Dialog>
  );
}
