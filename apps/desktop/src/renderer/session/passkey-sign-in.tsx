import { useEffect, useRef, useState } from 'react';
import { useFormRequests } from '../queries/use-form-requests.ts';
import { useBridge } from '../window/app-ports.tsx';
import { OpenInBrowser } from './factors/open-in-browser.tsx';
import { secondStepIn, type SecondStep } from './factors/second-step.ts';
import { useBrowserPage } from './factors/use-browser-page.ts';
import { PasswordField } from './session-fields.tsx';
import { SessionForm, SessionLink } from './session-form.tsx';
import { signInProblem } from './sign-in-problem.ts';
import classes from './session.module.css';

type PasskeySignInProps = {
  /** The address of the server, with protocol. */
  readonly server: string;
  /** The passkey alone is not enough. */
  readonly onSecond: (step: SecondStep) => void;
  readonly onBack: () => void;
};

const title = 'Sign in with a passkey';

/**
 * Signs in by a passkey alone: opens the browser at once, and goes on when it comes back. A device without a key store asks for the password
 * that locks the data on it (D-4).
 */
export function PasskeySignIn({ server, onSecond, onBack }: PasskeySignInProps) {
  const bridge = useBridge();
  const page = useBrowserPage();
  /** The page whose sign-in is done, where this device wants a password of its own. */
  const [locked, setLocked] = useState<string>();
  const [password, setPassword] = useState('');
  const { problem, setProblem, isBusy, send } = useFormRequests((result) =>
    secondStepIn(result) ? undefined : signInProblem(result),
  );
  const id = useRef<string>(undefined);
  const start = async () => {
    const ended = await send(page.ask({ for: 'sign-in', server }, (begun) => void (id.current = begun)));
    if (ended.ok) return; // the session's subscription shows the next page
    const second = secondStepIn(ended);
    if (second) return onSecond(second);
    if ('code' in ended && ended.code === 'replica/wrong-key') {
      setProblem(undefined);
      setLocked(id.current);
    }
  };
  const begin = useRef(start);
  const isBegun = useRef(false);
  useEffect(() => {
    if (isBegun.current) return;
    isBegun.current = true;
    void begin.current();
  }, []);
  if (locked !== undefined) {
    const open = async () => {
      if (password === '') return setProblem({ field: 'password', text: 'Type a password.' });
      await send(bridge.call('browser.finish', { id: locked, password }));
      return undefined;
    };
    return (
      <SessionForm
        key="locked" // so that its field gets the focus
        title="A password for this device"
        about="Your passkey is right. This device has no key store of its own, so a password locks your data on it. If you have signed in here before, it is the one from then."
        isNews
        submit={isBusy ? 'Signing in' : 'Open Outpost'}
        isBusy={isBusy}
        onSubmit={() => void open()}
        below={<SessionLink onClick={onBack}>Start again</SessionLink>}
      >
        <PasswordField
          label="Password for this device"
          value={password}
          error={problem?.text}
          autoFocus
          onChange={setPassword}
        />
      </SessionForm>
    );
  }
  return (
    <SessionForm
      title={title}
      about="Your browser asks for it on a page of your server. No password is needed."
      problem={page.url === undefined ? problem?.text : undefined}
      submit={isBusy ? 'Waiting for your browser' : 'Open the browser'}
      isBusy={isBusy}
      onSubmit={() => void start()}
      below={<SessionLink onClick={onBack}>Another way</SessionLink>}
    >
      {page.url === undefined ? null : <OpenInBrowser url={page.url} className={classes.quiet} />}
    </SessionForm>
  );
}
