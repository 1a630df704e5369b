import { PasswordInput } from '@mantine/core';
import { Button } from '@outpost/ui/button';
import { Icon } from '@outpost/ui/icons';
import { type FormEvent, useState } from 'react';
import { useBridge } from '../app/app-ports.tsx';
import { Dialog } from '../app/dialog.tsx';
import dialog from '../records/records.module.css';
import { ClockNotice } from './clock-notice.tsx';
import { RescueNotice } from './rescue-notice.tsx';
import { signInProblem } from './sign-in-problem.ts';
import { useLiveState, useSignedIn } from './session-context.tsx';
import classes from './session.module.css';

/** Over every page: what the device can't mend by itself, and what a person has to know of. Work goes on. */
export function StandingNotice() {
  return (
    <>
      <RescueNotice />
      <ClockNotice />
      <ContactNotice />
    </>
  );
}

/** It is too old for its server, or its session has ended. */
function ContactNotice() {
  const { sync } = useLiveState();
  const [isSigningIn, setSigningIn] = useState(false);
  if (sync?.state === 'too-old') {
    return (
      <div role="status" className={classes.standing}>
        <Icon name="warning" />
        <span>
          Outpost must be updated before it can send and receive. You can go on working; unsent changes wait unharmed.
        </span>
      </div>
    );
  }
  if (sync?.state !== 'session-ended') return null;
  return (
    <div role="status" className={classes.standing}>
      <Icon name="warning" />
      <span>
        {sync.problem ?? 'Your session has ended.'} You can go on working; nothing is sent or received until you sign in
        again.
      </span>
      <Button size="sm" onClick={() => setSigningIn(true)}>
        Sign in again
      </Button>
      {isSigningIn ? <SignInAgain onClose={() => setSigningIn(false)} /> : null}
    </div>
  );
}

/** The same person at the same server: only the password is asked, and the page stays where it is. */
function SignInAgain({ onClose }: { readonly onClose: () => void }) {
  const bridge = useBridge();
  const session = useSignedIn();
  const [password, setPassword] = useState('');
  const [problem, setProblem] = useState<string>();
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const result = await bridge.call('session.signIn', {
      server: session.server ?? '',
      email: session.person.email,
      password,
    });
    if (result.ok) onClose();
    else setProblem(signInProblem(result).text);
  };
  return (
    <Dialog title="Sign in again" onClose={onClose}>
      <form noValidate className={dialog.dialog} onSubmit={(event) => void submit(event)}>
        <p className={dialog.quiet}>{session.person.email}</p>
        <PasswordInput
          label="Password"
          value={password}
          error={problem}
          autoComplete="current-password"
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        <div className={dialog.acts}>
          <Button onClick={onClose}>Later</Button>
          <Button type="submit" variant="primary" disabled={password === ''}>
            Sign in
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
