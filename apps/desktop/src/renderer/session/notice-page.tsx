import { Button } from '@outpost/ui/parts/button';
import { StateBlock } from '@outpost/ui/states/state-block';
import { type ReactNode, useState } from 'react';
import type { Session } from '../../bridge/contract.ts';
import { SignInPage } from './sign-in-page.tsx';
import classes from './session.module.css';

export type NoticePageProps = {
  readonly icon: string;
  readonly title: string;
  readonly children: ReactNode;
  /** The button that leads to the sign-in; left out while there is nothing to do. */
  readonly signIn?: { readonly label: string; readonly session: Session };
};

/** A page without records that explains the state of this device, and leads to the sign-in. */
export function NoticePage({ icon, title, children, signIn }: NoticePageProps) {
  const [isSigningIn, setSigningIn] = useState(false);
  if (isSigningIn && signIn) return <SignInPage session={signIn.session} />;
  return (
    <div className={classes.page}>
      <main className={classes.middle}>
        <StateBlock
          icon={icon}
          title={title}
          isPage
          actions={
            signIn && (
              <Button variant="primary" onClick={() => setSigningIn(true)}>
                {signIn.label}
              </Button>
            )
          }
        >
          {children}
        </StateBlock>
      </main>
    </div>
  );
}
