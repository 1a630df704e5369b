import type { SentKind } from '@outpost/domain/kernel/factor-kinds';
import { SubmitForm } from '@outpost/ui/fields/editors/submit-form';
import { Button } from '@outpost/ui/parts/button';
import { useState } from 'react';
import type { CallOutput } from '../../../bridge/contract.ts';
import { refusalText } from '../../queries/use-acts.ts';
import { useFormRequests } from '../../queries/use-form-requests.ts';
import { useBridge } from '../../window/app-ports.tsx';
import { Dialog } from '../../window/dialog.tsx';
import dialog from '../../window/dialog.module.css';
import { useSignedIn } from '../session-context.tsx';
import { mailedCodeLooks, PhoneField } from '../session-fields.tsx';
import { ProveFactor } from './prove-factor.tsx';

type SentDialogProps = {
  readonly kind: SentKind;
  readonly onClose: () => void;
  /** Called when the factor is on, with the backup codes that came with it. */
  readonly onDone: (codes: readonly string[]) => void;
};

const titles = { email: 'Add codes by e-mail', sms: 'Add codes by text message' };

/** Sets codes by e-mail or text message up: the server sends one, which proves that it arrives. */
export function SentDialog({ kind, onClose, onDone }: SentDialogProps) {
  const bridge = useBridge();
  const { person } = useSignedIn();
  const [phone, setPhone] = useState('');
  const [started, setStarted] = useState<CallOutput<'factors.startSent'>>();
  const { problem, setProblem, isBusy, send } = useFormRequests((refused) => ({
    field: 'phone',
    text: refusalText(refused),
  }));
  const begin = async () => {
    if (kind === 'sms' && phone.trim() === '')
      return setProblem({ field: 'phone', text: 'Type the number of your phone.' });
    const given = kind === 'sms' ? { phone: phone.trim() } : {};
    const answer = await send(bridge.call('factors.startSent', { kind, ...given }));
    if (answer.ok) setStarted(answer.value);
    return undefined;
  };
  return (
    <Dialog onClose={onClose} title={titles[kind]} size="md">
      {started === undefined ? (
        <SubmitForm className={dialog.dialog} onSubmit={begin}>
          {kind === 'email' ? (
            <>
              <p>A code is sent to {person.email} now, and from then on after your password.</p>
              {problem === undefined ? null : <p role="alert">{problem.text}</p>}
            </>
          ) : (
            <PhoneField
              value={phone}
              error={problem?.text}
              autoFocus
              onChange={(typed) => {
                setPhone(typed);
                setProblem(undefined);
              }}
            />
          )}
          <div className={dialog.acts}>
            <Button onClick={onClose}>Cancel</Button>
            <Button type="submit" variant="primary" disabled={isBusy}>
              Send the code
            </Button>
          </div>
        </SubmitForm>
      ) : (
        <ProveFactor
          id={started.id}
          label="Code"
          description={mailedCodeLooks}
          missing="Type the code."
          onClose={onClose}
          onDone={onDone}
        >
          <p role="status" className={dialog.quiet}>
            A code is on its way to {kind === 'email' ? person.email : phone.trim()}. It is valid for {started.minutes}{' '}
            minutes.
          </p>
        </ProveFactor>
      )}
    </Dialog>
  );
}
