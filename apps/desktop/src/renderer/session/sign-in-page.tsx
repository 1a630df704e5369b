import { Button, PasswordInput } from '@mantine/core';
import { useState } from 'react';
import type { BridgeResult, CallInput, Session } from '../../bridge/contract.ts';
import { useFormRequests } from '../queries/use-form-requests.ts';
import { useBridge } from '../window/app-ports.tsx';
import { isSecondStepOpen, secondStepIn, type SecondStep } from './factors/second-step.ts';
import { SetUpFactor } from './factors/set-up-factor.tsx';
import { StopRecovery } from './factors/stop-recovery.tsx';
import { SecondFactor } from './factors/second-factor.tsx';
import { ForgottenPassword } from './forgotten-password.tsx';
import { AcceptInvitation } from './invited/accept-invitation.tsx';
import { type NewPassword, NewPasswordFields, newPasswordProblem, noNewPassword } from './new-password-fields.tsx';
import { ChooseOrganisation } from './organisations/choose-organisation.tsx';
import { choicesIn, type OrganisationChoice } from './organisations/choices-in.ts';
import { RegisterOrganisation } from './registering/register-organisation.tsx';
import { serverUrl } from './server-url.ts';
import { PasswordField, ServerField, WorkEmailField } from './session-fields.tsx';
import { SessionForm, SessionLink } from './session-form.tsx';
import { SessionPage } from './session-page.tsx';
import { signInProblem, type SignInProblem } from './sign-in-problem.ts';
import { SsoWaiting } from './sso/sso-waiting.tsx';
import { type SsoProvider, useSsoProviders } from './sso/use-sso-providers.ts';
import classes from './session.module.css';

const noServer = 'This is no server address. It looks like outpost.example.com.';

type SignInPageProps = {
  readonly session: Session;
  /** Present while another organisation is open: returns to it. */
  readonly onBack?: () => void;
};

type Refused = Extract<BridgeResult<unknown>, { ok: false }>;

const wantsOwnPassword = (result: Refused) => 'code' in result && result.code === 'access/new-password-needed';
/** A reset by mail opens this device at once, while another person's wrong tries keep it waiting (PLT-31). */
const withWayBack = (problem: SignInProblem): SignInProblem => ({
  ...problem,
  text: `${problem.text} A new password by mail ends the wait: “Forgotten password?”.`,
});
const problemOf = (result: Refused, step: 'password' | 'second') => {
  if (wantsOwnPassword(result) || secondStepIn(result) || choicesIn(result)) return undefined;
  const problem = signInProblem(result);
  const isPasswordLocked = step === 'password' && 'code' in result && result.code === 'access/locked-out';
  return isPasswordLocked ? withWayBack(problem) : problem;
};

/** The first page on a device: e-mail address, password and server. */
export function SignInPage({ session, onBack }: SignInPageProps) {
  const bridge = useBridge();
  const [server, setServer] = useState(session.server ?? '');
  const [isServerOpen, setServerOpen] = useState(session.server === null);
  const [email, setEmail] = useState(session.person?.email ?? '');
  const [password, setPassword] = useState('');
  /**
   * The former password, once it is requested: the password was changed elsewhere, and the data here is still encrypted with the
   * former one (D-4).
   */
  const [former, setFormer] = useState<string>();
  /** The person's own new password, once it is requested: an administrator has set the present one. */
  const [own, setOwn] = useState<NewPassword>();
  /** The step after the password, once it is requested. */
  const [second, setSecond] = useState<SecondStep>();
  /** The organisation that an accepted invitation opens. Otherwise the server chooses. */
  const [organisation, setOrganisation] = useState<string>();
  /** The organisations to choose from, once the server asks for one. */
  const [choices, setChoices] = useState<readonly OrganisationChoice[]>();
  /** The form in place of that of signing in. */
  const [instead, setInstead] = useState<'forgotten' | 'invited' | 'register' | 'recovery'>();
  const { problem, setProblem, isBusy, errorAt, send } = useFormRequests((result) =>
    problemOf(result, second ? 'second' : 'password'),
  );

  const submit = async (
    entered: string,
    joined: { readonly email: string; readonly organisation: string | undefined; readonly resetTicket?: string } = { email: email.trim(), organisation }, // prettier-ignore
    answer?: CallInput<'session.signIn'>['second'],
  ) => {
    const address = joined.email;
    const url = serverUrl(server);
    if (url === '') {
      setServerOpen(true);
      setProblem({ field: 'server', text: noServer });
      return;
    }
    if (address === '' || entered === '') {
      setProblem({
        field: address === '' ? 'email' : 'password',
        text: address === '' ? 'Type your work e-mail.' : 'Type your password.',
      });
      return;
    }
    const unchosen = own && newPasswordProblem(own);
    if (unchosen) return setProblem(unchosen);
    const result = await send(
      bridge.call('session.signIn', {
        server: url,
        email: address,
        password: entered,
        ...(joined.organisation === undefined ? {} : { organisation: joined.organisation }),
        ...(joined.resetTicket === undefined ? {} : { resetTicket: joined.resetTicket }),
        ...(former === undefined || former === '' ? {} : { formerPassword: former }),
        ...(own === undefined ? {} : { newPassword: own.chosen }),
        ...(answer === undefined ? {} : { second: answer }),
      }),
    );
    if (result.ok) return onBack?.(); // the session's subscription shows the next page
    const several = choicesIn(result);
    if (several) return setChoices(several);
    if (wantsOwnPassword(result)) return setOwn(noNewPassword);
    const asked = secondStepIn(result);
    if (asked) {
      if (own) setPassword(own.chosen); // the server has accepted it
      setOwn(undefined);
      return setSecond(asked);
    }
    if (answer && !('code' in result && isSecondStepOpen(result))) setSecond(undefined); // back to the password
    if (own && 'code' in result && result.code !== 'request/invalid' && result.code !== 'sync/offline') {
      // The server has accepted the new password, or no longer accepts the given one: from here on there is only one password.
      if (result.code === 'replica/wrong-key') setPassword(own.chosen);
      setOwn(undefined);
    }
    if ('code' in result && result.code === 'replica/wrong-key') {
      setFormer((before) => before ?? '');
      setProblem({ field: 'former', text: former ? 'That is not the password from before.' : result.message });
    }
  };
  const endSecond = () => {
    setSecond(undefined);
    setOrganisation(undefined); // the next try may choose another one
    setProblem(undefined);
  };
  const goTo = (form: 'forgotten' | 'register' | 'recovery') => {
    if (serverUrl(server) === '') return setProblem({ field: 'server', text: noServer });
    setProblem(undefined);
    setInstead(form);
  };
  const join = ({ password: chosen, ...joined }: { email: string; password: string; organisation: string }) => {
    setInstead(undefined);
    setEmail(joined.email);
    setOrganisation(joined.organisation);
    setPassword(chosen);
    void submit(chosen, joined);
  };
  const [sso, setSso] = useState<Partial<SsoProvider> & { readonly name: string }>();
  const startPasskey = () => {
    if (serverUrl(server) === '') return setProblem({ field: 'server', text: noServer });
    setProblem(undefined);
    return setSso({ name: 'a passkey' });
  };
  const offered = useSsoProviders(serverUrl(server), email);
  const proved = `The password for ${email.trim()} is right.`;
  const form = { problem: errorAt(null), isBusy, onSubmit: () => void submit(password) };

  const step = () => {
    if (sso)
      return (
        <SsoWaiting
          key={sso.id ?? 'passkey'}
          server={serverUrl(server)}
          email={sso.id === undefined ? '' : email.trim()} // a passkey identifies its person
          provider={sso}
          onBack={() => setSso(undefined)}
        />
      );
    if (instead === 'invited')
      return (
        <AcceptInvitation server={server} onServer={setServer} onDone={join} onBack={() => setInstead(undefined)} />
      );
    if (instead === 'recovery') return <StopRecovery server={server} onBack={() => setInstead(undefined)} />;
    if (instead === 'register')
      return (
        <RegisterOrganisation
          server={server}
          email={email}
          onEmail={setEmail}
          onDone={(made) => {
            window.location.hash = '/setup'; // the app opens with the first steps of the organisation
            join(made);
          }}
          onBack={() => setInstead(undefined)}
        />
      );
    if (instead === 'forgotten')
      return (
        <ForgottenPassword
          server={server}
          email={email}
          onEmail={setEmail}
          onDone={(chosen, resetTicket) => {
            setInstead(undefined);
            setPassword(chosen);
            void submit(chosen, { email: email.trim(), organisation, resetTicket });
          }}
          onBack={() => setInstead(undefined)}
        />
      );
    if (choices)
      return (
        <ChooseOrganisation
          email={email.trim()}
          choices={choices}
          isBusy={isBusy}
          onChoose={(id) => {
            setChoices(undefined);
            setOrganisation(id);
            void submit(password, { email: email.trim(), organisation: id });
          }}
          onBack={() => setChoices(undefined)}
        />
      );
    if (second?.setUp)
      return (
        <SetUpFactor
          key={second.challenge}
          server={serverUrl(server)}
          email={email.trim()}
          proved={proved}
          challenge={second.challenge}
          kinds={second.setUp}
          problem={problem}
          isBusy={isBusy}
          onAnswer={(answer) => void submit(password, undefined, answer)}
          onBack={endSecond}
        />
      );
    if (second)
      return (
        <SecondFactor
          key={second.challenge}
          server={serverUrl(server)}
          proved={proved}
          step={second}
          problem={problem}
          isBusy={isBusy}
          onAnswer={(answer) => void submit(password, undefined, answer)}
          onBack={endSecond}
        />
      );
    if (own)
      return (
        <SessionForm
          {...form}
          key="own" // so that its first field gets the focus
          title="Choose your own password"
          about={`An administrator gave you the password for ${email.trim()}. From now on only you know it.`}
          isNews
          submit={isBusy ? 'Signing in' : 'Set password and sign in'}
          below={<SessionLink onClick={() => setOwn(undefined)}>Back</SessionLink>}
        >
          <NewPasswordFields value={own} onChange={setOwn} errorAt={errorAt} />
        </SessionForm>
      );
    return (
      <SessionForm
        {...form}
        title="Sign in to Outpost"
        about="Your records come onto this device and stay usable without a network."
        submit={isBusy ? 'Signing in' : 'Sign in'}
        below={
          <>
            <SessionLink disabled={isBusy} onClick={startPasskey}>
              Sign in with a passkey
            </SessionLink>
            <SessionLink disabled={isBusy} onClick={() => goTo('forgotten')}>
              Forgotten password?
            </SessionLink>
            <SessionLink disabled={isBusy} onClick={() => setInstead('invited')}>
              I have an invitation
            </SessionLink>
            <SessionLink disabled={isBusy} onClick={() => goTo('register')}>
              Register an organisation
            </SessionLink>
            {onBack && session.organisation ? (
              <SessionLink onClick={onBack}>{`Back to ${session.organisation.name}`}</SessionLink>
            ) : null}
            <SessionLink disabled={isBusy} onClick={() => goTo('recovery')}>
              Stop the removal of my second factors
            </SessionLink>
            <p className={classes.small}>
              The first records are here after a few seconds; you can start while the rest comes. Signing in for the
              first time needs a network.
            </p>
          </>
        }
      >
        {isServerOpen ? (
          <ServerField
            description="The address your organisation gave you."
            value={server}
            error={errorAt('server')}
            autoFocus={session.server === null}
            onChange={setServer}
          />
        ) : null}
        <WorkEmailField
          value={email}
          onChange={setEmail}
          error={errorAt('email')}
          autoFocus={session.server !== null}
        />
        {offered.map((provider) => (
          <Button
            key={provider.id}
            variant="default"
            size="md"
            disabled={isBusy}
            onClick={() => {
              setProblem(undefined);
              setSso(provider);
            }}
          >
            {`Continue with ${provider.name}`}
          </Button>
        ))}
        <PasswordField value={password} error={errorAt('password')} onChange={setPassword} />
        {former === undefined ? null : (
          <PasswordInput
            label="Former password"
            description="The one that opened this device last."
            name="former-password"
            value={former}
            error={errorAt('former')}
            autoFocus
            autoComplete="off"
            visibilityToggleButtonProps={{ 'aria-label': 'Show the former password' }}
            onChange={(event) => setFormer(event.currentTarget.value)}
          />
        )}
      </SessionForm>
    );
  };
  const isFirst = instead === undefined && second === undefined && own === undefined && sso === undefined;
  return (
    <SessionPage
      server={serverUrl(server)}
      end={
        isFirst && !isServerOpen ? (
          <SessionLink onClick={() => setServerOpen(true)}>Use another server</SessionLink>
        ) : null
      }
    >
      {step()}
    </SessionPage>
  );
}
