import { TextInput } from '@mantine/core';
import { SubmitForm } from '@outpost/ui/fields/editors/submit-form';
import { Button } from '@outpost/ui/parts/button';
import { useState } from 'react';
import type { CallOutput } from '../../../bridge/contract.ts';
import { refusalText } from '../../queries/use-acts.ts';
import { useFormRequests } from '../../queries/use-form-requests.ts';
import { useBridge } from '../../window/app-ports.tsx';
import { Dialog } from '../../window/dialog.tsx';
import dialog from '../../window/dialog.module.css';
import classes from '../security.module.css';
import { answerWords, groupedSecret } from './factor-words.ts';
import { ProveFactor } from './prove-factor.tsx';
import { QrCode } from './qr-code.tsx';

type TotpDialogProps = {
  readonly onClose: () => void;
  /** Called when the app is on, with the backup codes that came with it. */
  readonly onDone: (codes: readonly string[]) => void;
};

/** Sets an authenticator app up: its name, then the QR code, then a code of the app that proves that it works. */
export function TotpDialog({ onClose, onDone }: TotpDialogProps) {
  const bridge = useBridge();
  const [name, setName] = useState('Phone');
  const [started, setStarted] = useState<CallOutput<'factors.startTotp'>>();
  const { problem, setProblem, isBusy, send } = useFormRequests((refused) => ({
    field: 'name',
    text: refusalText(refused),
  }));
  const begin = async () => {
    if (name.trim() === '') return setProblem({ field: 'name', text: 'Type a name.' });
    const answer = await send(bridge.call('factors.startTotp', { name: name.trim() }));
    if (answer.ok) setStarted(answer.value);
    return undefined;
  };
  return (
    <Dialog onClose={onClose} title="Add an authenticator app" size="md">
      {started === undefined ? (
        <SubmitForm className={dialog.dialog} onSubmit={begin}>
          <TextInput
            label="Name"
            description="Where the app is, so that you recognise it in your list."
            value={name}
            maxLength={60}
            error={problem?.text}
            data-autofocus
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <div className={dialog.acts}>
            <Button onClick={onClose}>Cancel</Button>
            <Button type="submit" variant="primary" disabled={isBusy}>
              Continue
            </Button>
          </div>
        </SubmitForm>
      ) : (
        <ProveFactor
          id={started.id}
          label="Code that the app shows"
          description="Six digits. It proves that the app works before it is asked for."
          inputMode="numeric"
          digits={answerWords.totp.chars}
          missing="Type the code that the app shows."
          onClose={onClose}
          onDone={onDone}
        >
          <p>Scan this with the app.</p>
          <QrCode text={started.uri} label="QR code for the authenticator app" />
          <p className={dialog.quiet}>
            No camera? Type this in the app: <span className={classes.secret}>{groupedSecret(started.secret)}</span>
          </p>
        </ProveFactor>
      )}
    </Dialog>
  );
}
