import type { SetUpKind } from '@outpost/domain/kernel/factor-kinds';
import { useState } from 'react';
import type { CallInput, CallOutput } from '../../../bridge/contract.ts';
import { useFormRequests } from '../../queries/use-form-requests.ts';
import { useBridge } from '../../window/app-ports.tsx';
import { CodeField, PhoneField } from '../session-fields.tsx';
import { SessionForm, SessionLink } from '../session-form.tsx';
import { type SignInProblem, signInProblem } from '../sign-in-problem.ts';
import classes from '../session.module.css';
import { answerWords, groupedSecret, setUpWords } from './factor-words.ts';
import factors from '../security.module.css';
import { PasskeyStep } from './passkey-step.tsx';
import { QrCode } from './qr-code.tsx';

type SetUpFactorProps = {
  /** The address of the server, with protocol. */
  readonly server: string;
  readonly email: string;
  /** The factor that is proved already, as a sentence. */
  readonly proved: string;
  readonly challenge: string;
  /** The kinds of factor that the person's role accepts. */
  readonly kinds: readonly SetUpKind[];
  readonly problem: SignInProblem | undefined;
  readonly isBusy: boolean;
  readonly onAnswer: (answer: NonNullable<CallInput<'session.signIn'>['second']>) => void;
  readonly onBack: () => void;
};

const title = 'Set up a second factor';

/**
 * Sets up a second factor during a sign-in, because a role of the person requires one: its kind, then its first code.
 */
export function SetUpFactor(props: SetUpFactorProps) {
  const { server, email, proved, challenge, kinds, problem: refused, isBusy, onAnswer, onBack } = props;
  const bridge = useBridge();
  const [chosen, setChosen] = useState<SetUpKind>();
  const [begun, setBegun] = useState<CallOutput<'session.setUpFactor'>>();
  const [phone, setPhone] = useState('');
  const [code, setCode] = useState('');
  const beginning = useFormRequests((result): SignInProblem => ({ ...signInProblem(result), field: null }));
  const isBeginning = beginning.isBusy;
  const kind = chosen ?? kinds[0];
  const problem = beginning.problem ?? refused;
  const back = <SessionLink onClick={onBack}>Start again</SessionLink>;
  if (kind === undefined)
    return (
      <SessionForm
        title={title}
        about="Your role asks for a second factor that this version of Outpost does not know. Update Outpost, then sign in again."
        isNews
        submit="Start again"
        isBusy={false}
        onSubmit={onBack}
      >
        {null}
      </SessionForm>
    );
  const begin = async (of: Exclude<SetUpKind, 'passkey'>) => {
    if (of === 'sms' && phone.trim() === '')
      return beginning.setProblem({ field: 'code', text: 'Type the number of your phone.' });
    const given = of === 'sms' ? { phone: phone.trim() } : {};
    const result = await beginning.send(bridge.call('session.setUpFactor', { server, challenge, kind: of, ...given }));
    if (result.ok) setBegun(result.value);
    return undefined;
  };
  /** Begins another kind at once, unless it asks for something first: a phone number, or a press that may open the browser. */
  const choose = (other: SetUpKind) => {
    beginning.setProblem(undefined);
    setChosen(other);
    if (other !== 'sms' && other !== 'passkey') void begin(other);
  };
  const others = (
    <>
      {kinds.map((other) =>
        other === kind ? null : (
          <SessionLink key={other} disabled={isBeginning} onClick={() => choose(other)}>
            {setUpWords[other].add}
          </SessionLink>
        ),
      )}
      {back}
    </>
  );
  if (kind === 'passkey')
    return (
      <PasskeyStep
        title={title}
        about={
          kinds.length === 1
            ? `${proved} Your role asks for a passkey as well: make one now, on this computer, your phone or a security key.`
            : `${proved} Your role asks for a second factor as well: set it up once, now.`
        }
        act={setUpWords[kind].add}
        asked={{ for: 'new-passkey', server, challenge }}
        problem={problem}
        isBusy={isBusy}
        onAnswer={onAnswer}
        below={others}
      />
    );
  const prove = () => {
    beginning.setProblem(code.trim() === '' ? { field: 'code', text: 'Type the code.' } : undefined);
    if (code.trim() !== '') onAnswer({ challenge, kind, answer: code.trim() });
  };
  const alert = problem?.field === null ? problem.text : undefined;
  const error = problem?.field === null ? undefined : problem?.text;
  if (begun === undefined)
    return (
      <SessionForm
        title={title}
        about={`${proved} Your role asks for a second factor as well: set it up once, now.`}
        isNews
        problem={alert}
        submit={setUpWords[kind].add}
        isBusy={isBeginning}
        onSubmit={() => void begin(kind)}
        below={others}
      >
        {kind === 'sms' ? <PhoneField value={phone} error={error} autoFocus onChange={setPhone} /> : null}
      </SessionForm>
    );
  const { uri, secret } = begun;
  return (
    <SessionForm
      key="code" // so that its field gets the focus
      title={title}
      about={
        uri === undefined
          ? `A code is on its way to ${kind === 'sms' ? phone.trim() : email}. It is valid for ${begun.minutes ?? 0} minutes.`
          : 'Scan this with the authenticator app, then type the code that it shows.'
      }
      isNews
      problem={alert}
      submit={isBusy ? 'Signing in' : 'Turn on and sign in'}
      isBusy={isBusy}
      onSubmit={prove}
      below={
        <>
          <SessionLink disabled={isBusy} onClick={() => setBegun(undefined)}>
            Another way
          </SessionLink>
          {back}
          <p className={classes.small}>
            You find backup codes in the settings, under Sign-in. Use them when you cannot use this factor.
          </p>
        </>
      }
    >
      {uri === undefined ? null : <QrCode text={uri} label="QR code for the authenticator app" />}
      {secret === undefined ? null : (
        <p className={classes.small}>
          No camera? Type this in the app: <span className={factors.secret}>{groupedSecret(secret)}</span>
        </p>
      )}
      <CodeField
        label={answerWords[kind].label}
        value={code}
        error={error}
        autoFocus
        inputMode={answerWords[kind].inputMode}
        digits={answerWords[kind].chars}
        onChange={setCode}
      />
    </SessionForm>
  );
}
