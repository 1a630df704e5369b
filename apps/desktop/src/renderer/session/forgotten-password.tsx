import { useState } from 'react';
import type { CallOutput } from '../../bridge/contract.ts';
import { useFormRequests } from '../queries/use-form-requests.ts';
import { useBridge } from '../window/app-ports.tsx';
import { type NewPassword, NewPasswordFields, newPasswordProblem, noNewPassword } from './new-password-fields.tsx';
import { serverUrl } from './server-url.ts';
import { CodeField, mailedCodeLooks, WorkEmailField } from './session-fields.tsx';
import { SessionForm, SessionLink } from './session-form.tsx';
import { signInProblem } from './sign-in-problem.ts';
import classes from './session.module.css';

type ForgottenPasswordProps = {
  /** The address of the server as it was typed. */
  readonly server: string;
  readonly email: string;
  readonly onEmail: (email: string) => void;
  /** Called when the password is replaced. The ticket allows the sign-in during a pause. */
  readonly onDone: (password: string, ticket: string) => void;
  readonly onBack: () => void;
};

/**
 * Replaces a forgotten password: first the address, to which the server sends a code, then the code with a password of the
 * person's choice.
 */
export function ForgottenPassword({ server, email, onEmail, onDone, onBack }: ForgottenPasswordProps) {
  const bridge = useBridge();
  const [asked, setAsked] = useState<CallOutput<'session.askForCode'>>();
  const [code, setCode] = useState('');
  const [own, setOwn] = useState<NewPassword>(noNewPassword);
  const { setProblem, isBusy, errorAt, send } = useFormRequests(signInProblem);
  const url = serverUrl(server);

  const ask = async () => {
    if (email.trim() === '') return setProblem({ field: 'email', text: 'Type your work e-mail.' });
    const result = await send(bridge.call('session.askForCode', { server: url, email: email.trim() }));
    if (result.ok) {
      setAsked(result.value);
      setCode('');
    }
  };
  const replace = async (ticket: string) => {
    if (code.trim() === '') return setProblem({ field: 'code', text: 'Type the code from the e-mail.' });
    const unchosen = newPasswordProblem(own);
    if (unchosen) return setProblem(unchosen);
    const input = { server: url, ticket, code: code.trim(), password: own.chosen };
    const result = await send(bridge.call('session.resetPassword', input));
    if (result.ok) onDone(own.chosen, ticket);
  };
  const back = <SessionLink onClick={onBack}>Back to sign in</SessionLink>;

  if (asked === undefined)
    return (
      <SessionForm
        title="Forgotten password"
        about="A code for a new password is sent to your work e-mail."
        problem={errorAt(null)}
        submit="Send the code"
        isBusy={isBusy}
        onSubmit={() => void ask()}
        below={back}
      >
        <WorkEmailField value={email} onChange={onEmail} error={errorAt('email')} autoFocus />
      </SessionForm>
    );
  return (
    <SessionForm
      title="Enter the code"
      about={`If ${email.trim()} has an account, a code is on its way to it. It is valid for ${asked.minutes} minutes.`}
      isNews
      problem={errorAt(null)}
      submit="Set password and sign in"
      isBusy={isBusy}
      onSubmit={() => void replace(asked.ticket)}
      below={
        <>
          <SessionLink disabled={isBusy} onClick={() => void ask()}>
            Send another code
          </SessionLink>
          {back}
          <p className={classes.small}>
            All your devices are signed out. A device that locks its records with your password asks for the former one
            once: keep it if you remember it.
          </p>
        </>
      }
    >
      <CodeField description={mailedCodeLooks} value={code} error={errorAt('code')} autoFocus onChange={setCode} />
      <NewPasswordFields value={own} onChange={setOwn} errorAt={errorAt} isFirst={false} />
    </SessionForm>
  );
}
