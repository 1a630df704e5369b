import { PasswordInput, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { BridgeResult, CallOutput } from '../../../bridge/contract.ts';
import { useBridge } from '../../window/app-ports.tsx';
import { type NewPassword, NewPasswordFields, newPasswordProblem, noNewPassword } from '../new-password-fields.tsx';
import { serverUrl } from '../server-url.ts';
import { SessionForm, SessionLink } from '../session-form.tsx';
import { type SignInProblem, signInProblem } from '../sign-in-problem.ts';
import classes from '../session.module.css';

type AcceptInvitationProps = {
  /** The address of the server as it was typed. */
  readonly server: string;
  readonly onServer: (server: string) => void;
  /** Called when the invitation is accepted: the person signs in with this. */
  readonly onDone: (input: {
    readonly email: string;
    readonly password: string;
    readonly organisation: string;
  }) => void;
  readonly onBack: () => void;
};

/**
 * Accepts an invitation: first the code from the e-mail, then a name with an own password, or the password of an account that the
 * address has already.
 */
export function AcceptInvitation({ server, onServer, onDone, onBack }: AcceptInvitationProps) {
  const bridge = useBridge();
  const [asksServer] = useState(serverUrl(server) === '');
  const [found, setFound] = useState<CallOutput<'session.findInvite'>>();
  const [code, setCode] = useState('');
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [own, setOwn] = useState<NewPassword>(noNewPassword);
  const [problem, setProblem] = useState<SignInProblem>();
  const [isBusy, setBusy] = useState(false);
  const url = serverUrl(server);

  const during = async <T,>(work: Promise<BridgeResult<T>>): Promise<BridgeResult<T>> => {
    setBusy(true);
    setProblem(undefined);
    const result = await work;
    setBusy(false);
    if (!result.ok) setProblem(signInProblem(result));
    return result;
  };
  const look = async () => {
    if (url === '')
      return setProblem({ field: 'server', text: 'This is no server address. It looks like outpost.example.com.' });
    if (code.trim() === '') return setProblem({ field: 'code', text: 'Type the code from the e-mail.' });
    const result = await during(bridge.call('session.findInvite', { server: url, code: code.trim() }));
    if (result.ok) setFound(result.value);
  };
  const accept = async (invite: CallOutput<'session.findInvite'>) => {
    if (name.trim() === '') return setProblem({ field: 'name', text: 'Type your name.' });
    const unchosen = invite.hasAccount ? undefined : newPasswordProblem(own);
    if (unchosen) return setProblem(unchosen);
    if (invite.hasAccount && password === '') return setProblem({ field: 'password', text: 'Type your password.' });
    const chosen = invite.hasAccount ? password : own.chosen;
    const input = { server: url, code: code.trim(), name: name.trim(), password: chosen };
    const result = await during(bridge.call('session.acceptInvite', input));
    if (result.ok) onDone({ email: result.value.email, password: chosen, organisation: result.value.organisation.id });
  };
  const errorAt = (field: SignInProblem['field']) => (problem?.field === field ? problem.text : undefined);
  const back = <SessionLink onClick={onBack}>Back to sign in</SessionLink>;

  if (found === undefined)
    return (
      <SessionForm
        title="I have an invitation"
        about="The code is in the e-mail that invited you."
        problem={errorAt(null)}
        submit="Continue"
        isBusy={isBusy}
        onSubmit={() => void look()}
        below={back}
      >
        {asksServer ? (
          <TextInput
            label="Server"
            description="The address in the e-mail."
            value={server}
            error={errorAt('server')}
            autoFocus
            autoComplete="url"
            inputMode="url"
            placeholder="outpost.example.com"
            onChange={(event) => onServer(event.currentTarget.value)}
          />
        ) : null}
        <TextInput
          label="Code from the e-mail"
          description="Twenty letters and digits, such as K7PM-X2QD-9FGH-AB34-PQRS."
          name="code"
          value={code}
          error={errorAt('code')}
          autoFocus={!asksServer}
          autoComplete="one-time-code"
          spellCheck={false}
          onChange={(event) => setCode(event.currentTarget.value.slice(0, 40))}
        />
      </SessionForm>
    );
  return (
    <SessionForm
      key="accept" // so that its first field gets the focus
      title={`Join ${found.organisation.name}`}
      about={
        found.hasAccount
          ? `${found.email} has an Outpost account already. Its password opens ${found.organisation.name}, too.`
          : `You sign in as ${found.email}, with a password that only you know.`
      }
      isNews
      problem={errorAt(null) ?? errorAt('code')}
      submit={isBusy ? 'Joining' : 'Join and sign in'}
      isBusy={isBusy}
      onSubmit={() => void accept(found)}
      below={
        <>
          <SessionLink disabled={isBusy} onClick={() => setFound(undefined)}>
            Use another code
          </SessionLink>
          {back}
          {found.hasAccount ? (
            <p className={classes.small}>
              Forgotten it? Go back to sign in and choose “Forgotten password?”. The invitation stays good.
            </p>
          ) : null}
        </>
      }
    >
      <TextInput
        label="Your name"
        description={`As the people of ${found.organisation.name} will see it.`}
        name="name"
        value={name}
        error={errorAt('name')}
        autoFocus
        autoComplete="name"
        maxLength={200}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      {found.hasAccount ? (
        <PasswordInput
          label="Password"
          name="password"
          value={password}
          error={errorAt('password')}
          autoComplete="current-password"
          visibilityToggleButtonProps={{ 'aria-label': 'Show the password' }}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
      ) : (
        <NewPasswordFields value={own} onChange={setOwn} errorAt={errorAt} isFirst={false} />
      )}
    </SessionForm>
  );
}
