import { useState } from 'react';
import { StateBlock } from '@outpost/ui/states/state-block';
import { Button } from '@outpost/ui/parts/button';
import { useFormats } from '@outpost/ui/formats/formats-context';
import type { Session } from '../../bridge/contract.ts';
import { SignInPage } from './sign-in-page.tsx';
import classes from './session.module.css';

/** The page after the server has ended this device's session: explains that, and which data is kept (S-5). */
export function SessionEndedPage({ session, problem }: { readonly session: Session; readonly problem: string | null }) {
  const formats = useFormats();
  const [isSigningIn, setSigningIn] = useState(false);
  if (isSigningIn) return <SignInPage session={session} />;
  return (
    <div className={classes.page}>
      <main className={classes.middle}>
        <StateBlock
          icon="sign-out"
          title="You were signed out"
          actions={
            <Button variant="primary" onClick={() => setSigningIn(true)}>
              Sign in again
            </Button>
          }
        >
          {problem ?? 'An administrator ended the session of this device.'}{' '}
          {session.unsent === 0
            ? 'Nothing was unsent.'
            : `${formats.plural(session.unsent, 'unsent change stays', 'unsent changes stay')} in the encrypted file until you are back.`}
        </StateBlock>
      </main>
    </div>
  );
}
