import { TextInput } from '@mantine/core';
import { SubmitForm } from '@outpost/ui/fields/editors/submit-form';
import { Button } from '@outpost/ui/parts/button';
import { useState } from 'react';
import { refusalText } from '../../queries/use-acts.ts';
import { useFormRequests } from '../../queries/use-form-requests.ts';
import { useBridge } from '../../window/app-ports.tsx';
import { Dialog } from '../../window/dialog.tsx';
import dialog from '../../window/dialog.module.css';
import { OpenInBrowser } from './open-in-browser.tsx';
import { useBrowserPage } from './use-browser-page.ts';

type PasskeyDialogProps = {
  readonly onClose: () => void;
  /** Called when the passkey is on, with the backup codes that came with it. */
  readonly onDone: (codes: readonly string[]) => void;
};

/** Makes a passkey: its name, then a page of the server in the person's browser, which comes back by itself. */
export function PasskeyDialog({ onClose, onDone }: PasskeyDialogProps) {
  const bridge = useBridge();
  const page = useBrowserPage();
  const [name, setName] = useState('This computer');
  const { problem, setProblem, isBusy, send } = useFormRequests((refused) => ({
    field: 'name',
    text: refusalText(refused),
  }));
  const add = async () => {
    if (name.trim() === '') return setProblem({ field: 'name', text: 'Type a name.' });
    const made = await send(page.ask({ for: 'passkey', name: name.trim() }));
    if (!made.ok || made.value.factor === undefined) return undefined;
    const { factor: id, answer: code } = made.value;
    const on = await send(bridge.call('factors.confirm', { id, code }));
    if (on.ok) onDone(on.value.codes);
    return undefined;
  };
  return (
    <Dialog onClose={onClose} title="Add a passkey" size="md">
      <SubmitForm className={dialog.dialog} onSubmit={add}>
        <p className={dialog.quiet}>
          A passkey stays on this computer, on your phone or on a security key. It signs you in without a password, and
          no page but that of your server gets it.
        </p>
        <TextInput
          label="Name"
          description="Where the passkey is, so that you recognise it in your list."
          value={name}
          maxLength={60}
          error={problem?.text}
          disabled={page.url !== undefined}
          data-autofocus
          onChange={(event) => setName(event.currentTarget.value)}
        />
        {page.url === undefined ? null : <OpenInBrowser url={page.url} />}
        <div className={dialog.acts}>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" disabled={isBusy}>
            Go on in the browser
          </Button>
        </div>
      </SubmitForm>
    </Dialog>
  );
}
