import { Button, PasswordInput, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { Session } from '../../bridge/contract.ts';
import { useBridge } from '../window/app-ports.tsx';
import { AppMark } from './app-mark.tsx';
import { ForgottenPassword } from './forgotten-password.tsx';
import { type NewPassword, NewPasswordFields, newPasswordProblem, noNewPassword } from './new-password-fields.tsx';
import { serverUrl } from './server-url.ts';
import { type SignInProblem, signInProblem } from './sign-in-problem.ts';
import classes from './session.module.css';

const noServer = 'This is no server address. It looks like outpost.example.com.';

/** The first page on a device: e-mail address, password and server. */
export function SignInPage({ session }: { readonly session: Session }) {
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
  const [isForgotten, setForgotten] = useState(false);
  const [problem, setProblem] = useState<SignInProblem>();
  const [isBusy, setBusy] = useState(false);

  const submit = async (entered: string) => {
    const url = serverUrl(server);
    if (url === '') {
      setServerOpen(true);
      setProblem({ field: 'server', text: noServer });
      return;
    }
    if (email.trim() === '' || entered === '') {
      setProblem({
        field: email.trim() === '' ? 'email' : 'password',
        text: email.trim() === '' ? 'Type your work e-mail.' : 'Type your password.',
      });
      return;
    }
    const unchosen = own && newPasswordProblem(own);
    if (unchosen) return setProblem(unchosen);
    setBusy(true);
    setProblem(undefined); // clears the error of the earlier try
    const result = await bridge.call('session.signIn', {
      server: url,
      email: email.trim(),
      password: entered,
      ...(former === undefined || former === '' ? {} : { formerPassword: former }),
      ...(own === undefined ? {} : { newPassword: own.chosen }),
    });
    setBusy(false);
    if (result.ok) return; // the session's subscription shows the next page
    if ('code' in result && result.code === 'access/new-password-needed') return setOwn(noNewPassword);
    if (own && 'code' in result && result.code !== 'request/invalid' && result.code !== 'sync/offline') {
      // The server has accepted the new password, or no longer accepts the given one: from here on there is only one password.
      if (result.code === 'replica/wrong-key') setPassword(own.chosen);
      setOwn(undefined);
    }
    if ('code' in result && result.code === 'replica/wrong-key') {
      setFormer((before) => before ?? '');
      setProblem({ field: 'former', text: former ? 'That is not the password from before.' : result.message });
      return;
    }
    setProblem(signInProblem(result));
  };
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    void submit(password);
  };
  const forget = () => {
    if (serverUrl(server) === '') return setProblem({ field: 'server', text: noServer });
    setProblem(undefined);
    setForgotten(true);
  };
  const errorAt = (field: string) => (problem?.field === field ? problem.text : undefined);

  if (isForgotten)
    return (
      <div className={classes.page}>
        <main className={classes.middle}>
          <ForgottenPassword
            server={server}
            email={email}
            onEmail={setEmail}
            onDone={(chosen) => {
              setForgotten(false);
              setPassword(chosen);
              void submit(chosen);
            }}
            onBack={() => setForgotten(false)}
          />
        </main>
        <footer className={classes.foot}>
          <span className={classes.dot} aria-hidden />
          <span>{new URL(serverUrl(server)).host}</span>
        </footer>
      </div>
    );
  return (
    <div className={classes.page}>
      <main className={classes.middle}>
        <form className={classes.form} onSubmit={onSubmit} noValidate>
          <AppMark />
          <div>
            <h1 className={classes.title}>{own ? 'Choose your own password' : 'Sign in to Outpost'}</h1>
            <p className={classes.quiet} role={own ? 'status' : undefined}>
              {own
                ? `An administrator gave you the password for ${email.trim()}. From now on only you know it.`
                : 'Your records come onto this device and stay usable without a network.'}
            </p>
          </div>
          {own ? <NewPasswordFields value={own} onChange={setOwn} errorAt={errorAt} /> : null}
          {isServerOpen && !own ? (
            <TextInput
              label="Server"
              description="The address your organisation gave you."
              value={server}
              error={errorAt('server')}
              autoFocus={session.server === null}
              autoComplete="url"
              inputMode="url"
              placeholder="outpost.example.com"
              onChange={(event) => setServer(event.currentTarget.value)}
            />
          ) : null}
          {own ? null : (
            <>
              <TextInput
                label="Work e-mail"
                type="email"
                name="email"
                value={email}
                error={errorAt('email')}
                autoFocus={session.server !== null}
                autoComplete="username"
                onChange={(event) => setEmail(event.currentTarget.value)}
              />
              <PasswordInput
                label="Password"
                name="password"
                value={password}
                error={errorAt('password')}
                autoComplete="current-password"
                visibilityToggleButtonProps={{ 'aria-label': 'Show the password' }}
                onChange={(event) => setPassword(event.currentTarget.value)}
              />
            </>
          )}
          {former === undefined || own ? null : (
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
          {problem?.field === null ? (
            <p role="alert" className={classes.problem}>
              {problem.text}
            </p>
          ) : null}
          <Button type="submit" variant="filled" size="md" aria-busy={isBusy} disabled={isBusy}>
            {isBusy ? 'Signing in' : own ? 'Set password and sign in' : 'Sign in'}
          </Button>
          {own ? (
            <button type="button" className={classes.link} onClick={() => setOwn(undefined)}>
              Back
            </button>
          ) : (
            <button type="button" className={classes.link} disabled={isBusy} onClick={forget}>
              Forgotten password?
            </button>
          )}
          {own ? null : (
            <p className={classes.small}>
              The first records are here after a few seconds; you can start while the rest comes. Signing in for the
              first time needs a network.
            </p>
          )}
        </form>
      </main>
      <footer className={classes.foot}>
        <span className={classes.dot} aria-hidden />
        <span>{serverUrl(server) === '' ? 'No server chosen' : new URL(serverUrl(server)).host}</span>
        <span className={classes.gap} />
        {isServerOpen || own ? null : (
          <button type="button" className={classes.link} onClick={() => setServerOpen(true)}>
            Use another server
          </button>
        )}
      </footer>
    </div>
  );
}
