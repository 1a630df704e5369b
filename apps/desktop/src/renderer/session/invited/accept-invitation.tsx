import { useState } from 'react';
import type { CallOutput } from '../../../bridge/contract.ts';
import type { InviteLink } from '../../../bridge/shell/invite-link.ts';
import { useFormRequests } from '../../queries/use-form-requests.ts';
import { useBridge } from '../../window/app-ports.tsx';
import { type NewPassword, NewPasswordFields, newPasswordProblem, noNewPassword } from '../new-password-fields.tsx';
import { serverUrl } from '../server-url.ts';
import { CodeField, NameField, PasswordField, ServerField } from '../session-fields.tsx';
import { SessionForm, SessionLink } from '../session-form.tsx';
import { signInProblem } from '../sign-in-problem.ts';
import classes from '../session.module.css';

type AcceptInvitationProps = {
  /** The address of the server as it was typed. */
  readonly server: string;
  readonly onServer: (server: string) => void;
  /** The link that opened the form. Its code is filled in, and the server is shown. */
  readonly link?: InviteLink | undefined;
  /** Called when the invitation is accepted: the person signs in with this. */
  readonly onDone: (input: {
    readonly email: string;
    readonly password: string;
    readonly organisation: string;
  }) => void;
  readonly onBack: () => void;
};

/**
 * Accepts an invitation. It asks for the code from the e-mail, then for a name with a new password, or for the password
 * of the account that the address already has.
 */
export function AcceptInvitation({ server, link, onServer, onDone, onBack }: AcceptInvitationProps) {
  const bridge = useBridge();
  const [asksServer] = useState(link !== undefined || serverUrl(server) === '');
  const [found, setFound] = useState<CallOutput<'session.findInvite'>>();
  const [code, setCode] = useState(link?.code ?? '');
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [own, setOwn] = useState<NewPassword>(noNewPassword);
  const { setProblem, isBusy, errorAt, send } = useFormRequests(signInProblem);
  const url = serverUrl(server);

  const look = async () => {
    if (url === '')
      return setProblem({
        field: 'server',
        text: 'This is not a server address. A server address looks like outpost.example.com.',
      });
    if (code.trim() === '') return setProblem({ field: 'code', text: 'Type the code from the e-mail.' });
    const result = await send(bridge.call('session.findInvite', { server: url, code: code.trim() }));
    if (result.ok) setFound(result.value);
  };
  const accept = async (invite: CallOutput<'session.findInvite'>) => {
    if (name.trim() === '') return setProblem({ field: 'name', text: 'Type your name.' });
    const unchosen = invite.hasAccount ? undefined : newPasswordProblem(own);
    if (unchosen) return setProblem(unchosen);
    if (invite.hasAccount && password === '') return setProblem({ field: 'password', text: 'Type your password.' });
    const chosen = invite.hasAccount ? password : own.chosen;
    const input = { server: url, code: code.trim(), name: name.trim(), password: chosen };
    const result = await send(bridge.call('session.acceptInvite', input));
    if (result.ok) onDone({ email: result.value.email, password: chosen, organisation: result.value.organisation.id });
  };
  const back = <SessionLink onClick={onBack}>Back to sign in</SessionLink>;

  if (found === undefined)
    return (
      <SessionForm
        title="I have an invitation"
        about={
          link === undefined
            ? 'The code is in the e-mail that invited you.'
            : 'The link has filled in the server and the code. Continue only if this is the server in the e-mail that invited you.'
        }
        isNews={link !== undefined}
        problem={errorAt(null)}
        submit="Continue"
        isBusy={isBusy}
        onSubmit={() => void look()}
        below={back}
      >
        {asksServer ? (
          <ServerField
            description="The address in the e-mail."
            value={server}
            error={errorAt('server')}
            autoFocus={link === undefined}
            onChange={onServer}
          />
        ) : null}
        <CodeField
          description="Twenty letters and digits, such as K7PM-X2QD-9FGH-AB34-PQRS."
          value={code}
          error={errorAt('code')}
          autoFocus={link !== undefined || !asksServer}
          onChange={setCode}
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
              Forgotten it? Go back to sign in and choose “Forgotten password?”. The invitation stays valid.
            </p>
          ) : null}
        </>
      }
    >
      <NameField
        description={`As the people of ${found.organisation.name} will see it.`}
        value={name}
        error={errorAt('name')}
        autoFocus
        onChange={setName}
      />
      {found.hasAccount ? (
        <PasswordField value={password} error={errorAt('password')} onChange={setPassword} />
      ) : (
        <NewPasswordFields value={own} onChange={setOwn} errorAt={errorAt} isFirst={false} />
      )}
    </SessionForm>
  );
}
