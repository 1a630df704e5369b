import { Button } from '@outpost/ui/parts/button';
import { useState } from 'react';
import type { ShownMailbox, ShownMailProvider } from '../../../bridge/calls/mailbox-calls.ts';
import { refusalText } from '../../queries/use-acts.ts';
import { useAppPorts } from '../../window/app-ports.tsx';
import classes from '../../settings/settings.module.css';

/** The names of providers, as people know them. */
export const providerNames: Readonly<Record<ShownMailProvider, string>> = { google: 'Google', microsoft: 'Microsoft' };

/** A sign-in that goes on in the browser. `madeAt`: when the mailbox before it was connected; null: there was none. */
type Waiting = { readonly provider: ShownMailProvider; readonly madeAt: string | null };

/** A sign-in at a provider, and the acts that begin and end it. */
export type ProviderSignIn = {
  readonly waiting: Waiting | undefined;
  readonly problem: string | undefined;
  readonly begin: (provider: ShownMailProvider, before: ShownMailbox | null) => Promise<void>;
  readonly cancel: () => void;
};

/** Begins sign-ins at a provider: the server makes the address, and the person's own browser opens it. */
export function useProviderSignIn(): ProviderSignIn {
  const { bridge, openPage } = useAppPorts();
  const [waiting, setWaiting] = useState<Waiting>();
  const [problem, setProblem] = useState<string>();
  return {
    waiting,
    problem,
    cancel: () => setWaiting(undefined),
    async begin(provider, before) {
      setProblem(undefined);
      const started = await bridge.call('mailbox.startSignIn', { provider });
      if (!started.ok) return setProblem(refusalText(started));
      openPage(started.value.address);
      return setWaiting({ provider, madeAt: before?.madeAt ?? null });
    },
  };
}

/** Whether the server has connected a mailbox since the sign-in began. */
export const hasComeBack = ({ madeAt }: Waiting, mailbox: ShownMailbox | null): boolean =>
  mailbox !== null && mailbox.madeAt !== madeAt;

/** Says that the sign-in goes on in the browser. */
export function WaitingForBrowser({
  provider,
  onAgain,
  onCancel,
}: {
  readonly provider: ShownMailProvider;
  readonly onAgain: () => void;
  readonly onCancel: () => void;
}) {
  return (
    <section aria-labelledby="mailbox-waits" className={classes.section}>
      <h2 id="mailbox-waits" className={classes.heading}>
        Go on in your browser
      </h2>
      <p role="status">
        {`Sign in with ${providerNames[provider]} there, and connect the mailbox. This page goes on by itself when you are done. You have ten minutes.`}
      </p>
      <div className={classes.acts}>
        <Button size="sm" onClick={onAgain}>
          Open the browser again
        </Button>
        <Button size="sm" onClick={onCancel}>
          Cancel
        </Button>
      </div>
    </section>
  );
}
