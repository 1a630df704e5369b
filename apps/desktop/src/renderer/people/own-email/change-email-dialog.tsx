import { TextInput } from '@mantine/core';
import { SubmitForm } from '@outpost/ui/fields/editors/submit-form';
import { useSnackbar } from '@outpost/ui/frame/snackbar';
import { Button } from '@outpost/ui/parts/button';
import { useState } from 'react';
import type { BridgeResult, CallOutput } from '../../../bridge/contract.ts';
import { useIsOffline } from '../../session/use-from-server.ts';
import { refusalText } from '../../queries/use-acts.ts';
import { type FormProblem, useFormRequests } from '../../queries/use-form-requests.ts';
import { useSignedIn } from '../../session/session-context.tsx';
import { CodeField, PasswordField } from '../../session/session-fields.tsx';
import { useBridge } from '../../window/app-ports.tsx';
import { Dialog } from '../../window/dialog.tsx';
import dialog from '../../window/dialog.module.css';
import classes from '../people.module.css';

type Problem = FormProblem<'email' | 'password' | 'code' | 'presentCode'>;

function problemOf(result: Extract<BridgeResult<unknown>, { ok: false }>): Problem {
  const text = refusalText(result);
  const why = 'code' in result ? result.code : '';
  if (why === 'access/bad-credentials' || why === 'access/locked-out')
    return { field: 'password', text: text.replace('E-mail or password', 'The password') };
  return { field: why === 'request/invalid' ? 'email' : null, text };
}

/** Changes the person's own address: the new one and the password, then the codes that both addresses get. Needs the server. */
export function ChangeEmailDialog({ onClose }: { readonly onClose: () => void }) {
  const bridge = useBridge();
  const { person } = useSignedIn();
  const { show } = useSnackbar();
  const isOffline = useIsOffline();
  const [asked, setAsked] = useState<CallOutput<'account.askToChangeEmail'>>();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const [presentCode, setPresentCode] = useState('');
  const { setProblem, isBusy, errorAt, send } = useFormRequests(problemOf);
  const [present] = useState(person.email); // the session has the new one before the dialog closes

  const ask = async () => {
    if (isBusy) return undefined;
    if (email.trim() === '') return setProblem({ field: 'email', text: 'Type the new address.' });
    if (password === '') return setProblem({ field: 'password', text: 'Type your password.' });
    const result = await send(bridge.call('account.askToChangeEmail', { email: email.trim(), password }));
    if (result.ok) setAsked(result.value);
    return undefined;
  };
  const change = async (tickets: CallOutput<'account.askToChangeEmail'>) => {
    if (isBusy) return undefined;
    if (code.trim() === '') return setProblem({ field: 'code', text: 'Type the code from the new address.' });
    if (presentCode.trim() === '')
      return setProblem({ field: 'presentCode', text: 'Type the code from the present address.' });
    const { ticket, presentTicket } = tickets;
    const input = { email: email.trim(), ticket, presentTicket, code: code.trim(), presentCode: presentCode.trim() };
    const result = await send(bridge.call('account.changeEmail', input));
    if (!result.ok) return setProblem({ field: null, text: refusalText(result) }); // the field of the address is gone
    show({ text: `You sign in as ${email.trim()} from now on` });
    onClose();
    return undefined;
  };
  const busy = isBusy ? 'The server is being asked.' : undefined;
  return (
    <Dialog onClose={onClose} title="Change your e-mail" size="md">
      <SubmitForm className={dialog.dialog} onSubmit={() => (asked ? change(asked) : ask())}>
        {asked === undefined ? (
          <>
            <p className={dialog.quiet}>You sign in as {present}. Both addresses get a code, and both are needed.</p>
            <TextInput
              label="New e-mail"
              type="email"
              value={email}
              error={errorAt('email')}
              autoComplete="email"
              data-autofocus
              onChange={(event) => setEmail(event.currentTarget.value.slice(0, 254))}
            />
            <PasswordField label="Your password" value={password} error={errorAt('password')} onChange={setPassword} />
          </>
        ) : (
          <>
            <p role="status" className={dialog.quiet}>
              The codes are on their way. They are valid for {asked.minutes} minutes. An address that has an account
              already gets no code.
            </p>
            <CodeField
              key="code" // so that it gets the focus
              label={`Code sent to ${email.trim()}`}
              value={code}
              error={errorAt('code')}
              autoFocus
              onChange={setCode}
            />
            <TextInput
              label={`Code sent to ${present}`}
              value={presentCode}
              error={errorAt('presentCode')}
              autoComplete="off"
              spellCheck={false}
              onChange={(event) => setPresentCode(event.currentTarget.value.slice(0, 40))}
            />
            <p className={dialog.quiet}>
              You cannot read the present address any more? Ask an administrator to change it in your record.
            </p>
          </>
        )}
        {errorAt(null) === undefined ? null : (
          <p role="alert" className={classes.error}>
            {errorAt(null)}
          </p>
        )}
        {isOffline ? (
          <p className={classes.note} role="note">
            The server can’t be reached now, and this needs it.
          </p>
        ) : null}
        <div className={dialog.acts}>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" keys="mod+enter" disabledReason={busy}>
            {asked === undefined ? 'Send the codes' : 'Change the e-mail'}
          </Button>
        </div>
      </SubmitForm>
    </Dialog>
  );
}
