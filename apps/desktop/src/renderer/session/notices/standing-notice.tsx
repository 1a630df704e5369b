import { PasswordInput } from '@mantine/core';
import { Button } from '@outpost/ui/parts/button';
import { Icon } from '@outpost/ui/parts/icons';
import { type FormEvent, useState } from 'react';
import type { SyncStatus } from '../../../bridge/contract.ts';
import { useBridge } from '../../window/app-ports.tsx';
import { Dialog } from '../../window/dialog.tsx';
import dialog from '../../window/dialog.module.css';
import { ClockNotice } from './clock-notice.tsx';
import { type NewPassword, NewPasswordFields, newPasswordProblem, noNewPassword } from '../new-password-fields.tsx';
import { RescueNotice } from './rescue-notice.tsx';
import { type SignInProblem, signInProblem } from '../sign-in-problem.ts';
import { UpdateNotice } from './update-notice.tsx';
import { useLiveValue, useSignedIn } from '../session-context.tsx';
import classes from '../session.module.css';

/**
 * A notice over every page about a problem that the device cannot solve itself, or that the person must notice. Work
 * continues.
 */
export function StandingNotice() {
  return (
    <>
      <RescueNotice />
      <ClockNotice />
      <ContactNotice />
      <UpdateNotice />
    </>
  );
}

/** Returns the state in which nothing is sent or received until the person does something. */
const haltOf = ({ state }: SyncStatus) => (state === 'too-old' || state === 'session-ended' ? state : undefined);

/** The app is too old for its server, or its session has ended. */
function ContactNotice() {
  const halt = useLiveValue('sync', (sync) => sync && haltOf(sync));
  const problem = useLiveValue('sync', (sync) => sync?.problem);
  const [isSigningIn, setSigningIn] = useState(false);
  if (halt === 'too-old') {
    return (
      <div role="status" className={classes.standing}>
        <Icon name="warning" />
        <span>
          Outpost must be updated before it can send and receive. You can go on working; unsent changes are kept.
        </span>
      </div>
    );
  }
  if (halt !== 'session-ended') return null;
  return (
    <div role="status" className={classes.standing}>
      <Icon name="warning" />
      <span>
        {problem ?? 'Your session has ended.'} You can go on working; nothing is sent or received until you sign in
        again.
      </span>
      <Button size="sm" onClick={() => setSigningIn(true)}>
        Sign in again
      </Button>
      {isSigningIn ? <SignInAgain onClose={() => setSigningIn(false)} /> : null}
    </div>
  );
}

/** The same person signs in again at the same server: only the password is requested, and the page stays open. */
function SignInAgain({ onClose }: { readonly onClose: () => void }) {
  const bridge = useBridge();
  const session = useSignedIn();
  const [password, setPassword] = useState('');
  /** The person's own new password, once it is requested: an administrator has set another password. */
  const [own, setOwn] = useState<NewPassword>();
  const [problem, setProblem] = useState<SignInProblem>();
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const unchosen = own && newPasswordProblem(own);
    if (unchosen) return setProblem(unchosen);
    setProblem(undefined); // clears the error of the earlier try
    const result = await bridge.call('session.signIn', {
      server: session.server ?? '',
      email: session.person.email,
      organisation: session.organisation.id,
      password,
      ...(own === undefined ? {} : { newPassword: own.chosen }),
    });
    if (result.ok) return onClose();
    if ('code' in result && result.code === 'access/new-password-needed') return setOwn(noNewPassword);
    const told = signInProblem(result);
    if (told.field === 'password') setOwn(undefined);
    return setProblem(told);
  };
  const errorAt = (field: string) => (problem?.field === field ? problem.text : undefined);
  return (
    <Dialog title="Sign in again" onClose={onClose}>
      <form noValidate className={dialog.dialog} onSubmit={(event) => void submit(event)}>
        <p className={dialog.quiet}>{session.person.email}</p>
        {own ? (
          <>
            <p role="status" className={dialog.quiet}>
              An administrator gave you this password. Choose your own: from now on only you know it.
            </p>
            <NewPasswordFields value={own} onChange={setOwn} errorAt={errorAt} />
          </>
        ) : (
          <PasswordInput
            label="Password"
            value={password}
            error={errorAt('password')}
            autoComplete="current-password"
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
        )}
        {problem?.field === null ? (
          <p role="alert" className={classes.problem}>
            {problem.text}
          </p>
        ) : null}
        <div className={dialog.acts}>
          <Button onClick={onClose}>Later</Button>
          <Button type="submit" variant="primary" disabled={password === ''}>
            {own ? 'Set password and sign in' : 'Sign in'}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
