import { useEffect, useEffectEvent, useRef, useState } from 'react';
import type { BridgeResult, CallInput, CallOutput } from '../../../bridge/contract.ts';
import { useAppPorts } from '../../window/app-ports.tsx';
import { SecondFactor } from '../factors/second-factor.tsx';
import { isSecondStepOpen, type AskedSecondStep, secondStepIn } from '../factors/second-step.ts';
import { SetUpFactor } from '../factors/set-up-factor.tsx';
import { PasswordField } from '../session-fields.tsx';
import { SessionForm, SessionLink } from '../session-form.tsx';
import { type SignInProblem, signInProblem } from '../sign-in-problem.ts';
import { SsoLink } from './sso-link.tsx';

type Started = CallOutput<'session.startInBrowser'>;
type Refused = Extract<BridgeResult<unknown>, { ok: false }>;

const linkIn = (result: Refused): string | undefined =>
  'code' in result && result.code === 'access/link-needed' && typeof result.details['link'] === 'string'
    ? result.details['link']
    : undefined;

/**
 * Signs in in the person's browser: opens it, waits until it comes back, and continues with the server's next step.
 * Nothing that is entered in the browser passes through the app.
 */
export function SsoWaiting({
  server,
  email,
  provider,
  onBack,
}: {
  /** The server's address, with protocol. */
  readonly server: string;
  readonly email: string;
  /** The identity provider; without an id it is a passkey. `name`: as people call it. */
  readonly provider: { readonly id?: string; readonly name: string };
  readonly onBack: () => void;
}) {
  const { bridge, shell } = useAppPorts();
  const [started, setStarted] = useState<Started>();
  /** For machines without a key store: it encrypts the records on this device. */
  const [password, setPassword] = useState('');
  const [isOpen, setOpen] = useState(false);
  const [second, setSecond] = useState<AskedSecondStep>();
  const [link, setLink] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<SignInProblem>();
  /** The number of the newest wait: results of earlier ones are ignored. */
  const wait = useRef(0);

  const finish = async (answer: Pick<CallInput<'session.finishInBrowser'>, 'second' | 'link'> = {}) => {
    const mine = (wait.current += 1);
    setBusy(answer.second !== undefined || answer.link !== undefined);
    setProblem(undefined);
    const result = await bridge.call('session.finishInBrowser', {
      email,
      ...(password === '' ? {} : { password }),
      ...answer,
    });
    if (mine !== wait.current) return;
    setBusy(false);
    if (result.ok) return; // the session's subscription shows the next page
    const [asked, linkNow] = [secondStepIn(result), linkIn(result)];
    if (asked) return setSecond(asked);
    if (linkNow !== undefined) return setLink(linkNow);
    setProblem(signInProblem(result));
    if (answer.second && isSecondStepOpen(result)) return;
    if (answer.link && 'code' in result && (result.code === 'access/bad-code' || result.code === 'access/bad-credentials' || result.code === 'sync/offline')) return; // prettier-ignore
    setSecond(undefined);
    setLink(undefined);
    setStarted(undefined);
    setOpen(false);
  };

  const openPage = ({ address }: Started) => {
    window.open(address, '_blank', 'noopener'); // Electron gives it to the person's browser (`main/harden.ts`)
    setOpen(true);
    void finish();
  };
  const start = async () => {
    setProblem(undefined);
    setBusy(true);
    wait.current += 1;
    const returns = shell?.state()?.isLinkTaker === true ? 'link' : 'page';
    const way =
      provider.id === undefined ? ({ way: 'passkey' } as const) : ({ way: 'sso', provider: provider.id } as const);
    const begun = await bridge.call('session.startInBrowser', { server, ...way, returns });
    setBusy(false);
    if (!begun.ok) return setProblem(signInProblem(begun));
    setStarted(begun.value);
    if (!begun.value.asksPassword || password !== '') openPage(begun.value);
  };
  const startOnce = useEffectEvent(() => void start());
  useEffect(() => {
    startOnce();
    return () => void bridge.call('session.cancelInBrowser', null);
  }, [bridge]);
  useEffect(
    () =>
      shell?.follow((message) => {
        if (message.kind === 'open') void bridge.call('session.cameBack', { link: message.link });
      }),
    [bridge, shell],
  );

  const step = { problem, isBusy, onBack };
  const proved = `Your browser has signed you in with ${provider.name}.`;
  if (second?.setUp)
    return (
      <SetUpFactor {...step} key={second.challenge} server={server} email={email} proved={proved} challenge={second.challenge} kinds={second.setUp} onAnswer={(answer) => void finish({ second: answer })} />
    ); // prettier-ignore
  if (second)
    return <SecondFactor {...step} key={second.challenge} server={server} proved={proved} step={second} onAnswer={(answer) => void finish({ second: answer })} />; // prettier-ignore
  if (link !== undefined)
    return <SsoLink {...step} server={server} email={email} link={link} onAnswer={(answer) => void finish({ link: { link, ...answer } })} />; // prettier-ignore
  const back = <SessionLink onClick={onBack}>Cancel</SessionLink>;
  if (started?.asksPassword === true && !isOpen)
    return (
      <SessionForm
        key="password" // so that its field gets the focus
        title="Choose a password for this device"
        about={`Your browser signs you in with ${provider.name}. This password encrypts your records on this device, and opens them again without a network.`}
        problem={problem?.text}
        submit={`Continue with ${provider.name}`}
        isBusy={isBusy}
        onSubmit={() => {
          if (password.length < 8)
            return setProblem({ field: null, text: 'Choose a password of at least eight characters.' });
          openPage(started);
        }}
        below={back}
      >
        <PasswordField
          label="Password for this device"
          value={password}
          error={undefined}
          autoFocus
          onChange={setPassword}
        />
      </SessionForm>
    );
  return (
    <SessionForm
      key="waiting"
      title={isOpen ? 'Go on in your browser' : `Continue with ${provider.name}`}
      about={
        isOpen
          ? `Sign in with ${provider.name} there. Outpost goes on by itself when you are done.`
          : 'Your browser opens, and brings you back here.'
      }
      isNews
      problem={problem?.text}
      submit={isOpen ? 'Open the browser again' : isBusy ? 'Opening your browser' : 'Try again'}
      isBusy={isBusy}
      onSubmit={() => void start()} // a page belongs to the browser that opened it first: another try has another one
      below={back}
    >
      {null}
    </SessionForm>
  );
}
