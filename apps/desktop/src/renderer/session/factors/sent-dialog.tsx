import { TextInput } from '@mantine/core';
import type { SentKind } from '@outpost/domain/kernel/access/factor-kinds';
import { SubmitForm } from '@outpost/ui/fields/editors/submit-form';
import { Button } from '@outpost/ui/parts/button';
import { useState } from 'react';
import type { CallOutput } from '../../../bridge/contract.ts';
import { refusalText } from '../../queries/use-acts.ts';
import { useBridge } from '../../window/app-ports.tsx';
import { Dialog } from '../../window/dialog.tsx';
import dialog from '../../window/dialog.module.css';
import { useSignedIn } from '../session-context.tsx';

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
  const [code, setCode] = useState('');
  const [error, setError] = useState<string>();
  const [isBusy, setBusy] = useState(false);

  const begin = async () => {
    if (kind === 'sms' && phone.trim() === '') return setError('Type the number of your phone.');
    setBusy(true);
    const answer = await bridge.call('factors.startSent', { kind, ...(kind === 'sms' ? { phone: phone.trim() } : {}) });
    setBusy(false);
    setError(answer.ok ? undefined : refusalText(answer));
    if (answer.ok) setStarted(answer.value);
  };
  const confirm = async ({ id }: CallOutput<'factors.startSent'>) => {
    if (code.trim() === '') return setError('Type the code.');
    setBusy(true);
    const answer = await bridge.call('factors.confirm', { id, code: code.trim() });
    setBusy(false);
    setError(answer.ok ? undefined : refusalText(answer));
    if (answer.ok) onDone(answer.value.codes);
  };
  if (started === undefined)
    return (
      <Dialog onClose={onClose} title={titles[kind]} size="md">
        <SubmitForm className={dialog.dialog} onSubmit={begin}>
          {kind === 'email' ? (
            <>
              <p>A code goes to {person.email} now, and after your password from then on.</p>
              {error === undefined ? null : <p role="alert">{error}</p>}
            </>
          ) : (
            <TextInput
              label="Telephone number"
              description="With its country code, such as +1 415 555 0100."
              type="tel"
              value={phone}
              error={error}
              autoComplete="tel"
              data-autofocus
              onChange={(event) => {
                setPhone(event.currentTarget.value);
                setError(undefined);
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
      </Dialog>
    );
  return (
    <Dialog onClose={onClose} title={titles[kind]} size="md">
      <SubmitForm className={dialog.dialog} onSubmit={() => confirm(started)}>
        <p role="status" className={dialog.quiet}>
          A code is on its way to {kind === 'email' ? person.email : phone.trim()}. It is valid for {started.minutes}{' '}
          minutes.
        </p>
        <TextInput
          label="Code"
          description="Eight letters and digits, such as K7PM-X2QD."
          name="code"
          value={code}
          error={error}
          autoComplete="one-time-code"
          spellCheck={false}
          autoFocus
          onChange={(event) => {
            setCode(event.currentTarget.value);
            setError(undefined);
          }}
        />
        <div className={dialog.acts}>
          <Button onClick={onClose}>Not now</Button>
          <Button type="submit" variant="primary" disabled={isBusy}>
            Turn on
          </Button>
        </div>
      </SubmitForm>
    </Dialog>
  );
}
