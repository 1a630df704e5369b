import { PasswordInput } from '@mantine/core';
import { pinLength, pinProblem } from '@outpost/domain/kernel/access/pin-problem';
import { SubmitForm } from '@outpost/ui/fields/editors/submit-form';
import { useSnackbar } from '@outpost/ui/frame/snackbar';
import { Button } from '@outpost/ui/parts/button';
import { useState } from 'react';
import type { BridgeResult, Session } from '../../../bridge/contract.ts';
import { refusalText } from '../../queries/use-acts.ts';
import { type FormProblem, useFormRequests } from '../../queries/use-form-requests.ts';
import { useBridge } from '../../window/app-ports.tsx';
import { Dialog } from '../../window/dialog.tsx';
import dialog from '../../window/dialog.module.css';
import { useSignedIn } from '../session-context.tsx';
import { PasswordField } from '../session-fields.tsx';
import { triesWords } from './tries-words.ts';

export type Quick = NonNullable<NonNullable<Session['unlocking']>['quick']>;
type Problem = FormProblem<'pin' | 'again' | 'password'>;

function problemOf(result: Extract<BridgeResult<unknown>, { ok: false }>): Problem {
  const why = 'code' in result ? result.code : '';
  if (why === 'access/bad-credentials') return { field: 'password', text: 'That is not it.' };
  if (why === 'request/invalid') return { field: 'pin', text: refusalText(result) };
  if (why === 'access/step-up-needed')
    return { field: null, text: 'Lock Outpost, sign in online, and come back here within ten minutes.' };
  return { field: null, text: refusalText(result) };
}

/** A dialog that sets the PIN of this device, or turns Touch ID on, after the person has shown that it is them (PLT-41). */
export function QuickDialog({
  what,
  quick,
  onClose,
}: {
  readonly what: 'pin' | 'biometrics';
  readonly quick: Quick;
  readonly onClose: () => void;
}) {
  const bridge = useBridge();
  const { show } = useSnackbar();
  const { unlocking } = useSignedIn();
  const [pin, setPin] = useState('');
  const [again, setAgain] = useState('');
  const [password, setPassword] = useState('');
  const { setProblem, isBusy, errorAt, send } = useFormRequests(problemOf);
  const isPin = what === 'pin';
  const byPassword = quick.proof === 'password';
  const save = async () => {
    if (isBusy) return undefined;
    const wrong = isPin ? pinProblem(pin) : undefined;
    if (wrong !== undefined) return setProblem({ field: 'pin', text: wrong });
    if (isPin && pin !== again)
      return setProblem({ field: 'again', text: 'The two are not the same. Type the PIN again.' });
    if (byPassword && password === '') return setProblem({ field: 'password', text: 'Type your password.' });
    const result = await send(
      isPin
        ? bridge.call('session.setPin', { pin, password })
        : bridge.call('session.setBiometrics', { isOn: true, password }),
    );
    if (!result.ok) return undefined;
    show({ text: isPin ? 'Your PIN unlocks this device' : 'Touch ID unlocks this device' });
    onClose();
    return undefined;
  };
  const title = isPin ? (quick.pin === 'set' ? 'Change the PIN' : 'Set a PIN') : 'Unlock with Touch ID';
  const wrongPassword = errorAt('password');
  const problem = errorAt(null);
  return (
    <Dialog onClose={onClose} title={title} size="md">
      <SubmitForm className={dialog.dialog} onSubmit={save}>
        {isPin ? (
          <>
            <PinField
              label="New PIN"
              description={`${pinLength.min} to ${pinLength.max} digits. No date, no repetition, and no row such as 345678.`}
              value={pin}
              error={errorAt('pin')}
              onChange={setPin}
            />
            <PinField label="New PIN again" value={again} error={errorAt('again')} onChange={setAgain} />
          </>
        ) : (
          <p>Anybody whose finger this computer knows can then unlock your records on it.</p>
        )}
        {byPassword ? (
          <PasswordField
            label="Your password"
            value={password}
            error={wrongPassword === undefined ? undefined : withTries(wrongPassword, unlocking?.triesLeft)}
            onChange={setPassword}
          />
        ) : (
          <p className={dialog.quiet}>
            You sign in here without a password, so a sign-in online of the last ten minutes shows that it is you.
          </p>
        )}
        <p className={dialog.quiet}>
          {isPin ? 'The PIN' : 'Touch ID'} unlocks only this device, until you sign out, change your password, or use up
          your tries.
        </p>
        {problem === undefined ? null : <p role="alert">{problem}</p>}
        <div className={dialog.acts}>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" disabledReason={isBusy ? 'Your proof is being checked.' : undefined}>
            {title}
          </Button>
        </div>
      </SubmitForm>
    </Dialog>
  );
}

/** The error at the password, with the tries that are left after a wrong one. */
const withTries = (text: string, left: number | undefined): string =>
  text === 'That is not it.' ? `${text}${triesWords(left)}` : text;

function PinField({
  label,
  description,
  value,
  error,
  onChange,
}: {
  readonly label: string;
  readonly description?: string;
  readonly value: string;
  readonly error: string | undefined;
  readonly onChange: (value: string) => void;
}) {
  return (
    <PasswordInput
      label={label}
      description={description}
      value={value}
      error={error}
      inputMode="numeric"
      autoComplete="off"
      visibilityToggleButtonProps={{ 'aria-label': `Show: ${label}`, tabIndex: 0 }}
      onChange={(event) => onChange(event.currentTarget.value.slice(0, pinLength.max + 1))} // one too many, so that the person sees it
    />
  );
}
