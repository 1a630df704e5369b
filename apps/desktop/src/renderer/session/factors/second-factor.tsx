import { type FactorKind, type SentKind, sentKinds } from '@outpost/domain/kernel/factor-kinds';
import { Checkbox } from '@mantine/core';
import { useState } from 'react';
import type { CallInput } from '../../../bridge/contract.ts';
import { useFormRequests } from '../../queries/use-form-requests.ts';
import { useBridge } from '../../window/app-ports.tsx';
import { CodeField } from '../session-fields.tsx';
import { SessionForm, SessionLink } from '../session-form.tsx';
import { type SignInProblem, signInProblem } from '../sign-in-problem.ts';
import classes from '../session.module.css';
import { answerWords } from './factor-words.ts';
import { PasskeyStep } from './passkey-step.tsx';
import type { AskedSecondStep } from './second-step.ts';

type SecondFactorProps = {
  /** The address of the server, with protocol. */
  readonly server: string;
  /** The factor that is proved already, as a sentence. */
  readonly proved: string;
  readonly step: AskedSecondStep;
  readonly problem: SignInProblem | undefined;
  readonly isBusy: boolean;
  readonly onAnswer: (answer: NonNullable<CallInput<'session.signIn'>['second']>) => void;
  readonly onBack: () => void;
};

const isSent = (kind: FactorKind): kind is SentKind => (sentKinds as readonly string[]).includes(kind);

/** The step after a right first factor: a code of one of the account's second factors. */
export function SecondFactor({
  server,
  proved,
  step,
  problem: refused,
  isBusy,
  onAnswer: answerWith,
  onBack,
}: SecondFactorProps) {
  const bridge = useBridge();
  const { challenge, kinds, trustDays } = step;
  const [isTrusted, setTrusted] = useState(false);
  const onAnswer: typeof answerWith = (answer) => answerWith(isTrusted ? { ...answer, trust: true } : answer);
  /** The code that was sent, with the minutes for which it is valid. */
  const [sent, setSent] = useState<{ readonly kind: SentKind; readonly minutes: number }>();
  const sending = useFormRequests((result): SignInProblem => ({ ...signInProblem(result), field: null }));
  const isSending = sending.isBusy;
  const [chosen, setChosen] = useState<FactorKind>();
  const [text, setText] = useState('');
  const [missing, setMissing] = useState(false);
  const kind = chosen ?? kinds[0];
  const back = <SessionLink onClick={onBack}>Start again</SessionLink>;
  if (kind === undefined)
    return (
      <SessionForm
        title="One more step"
        about="This account asks for a second factor that this version of Outpost does not know. Update Outpost, then sign in again."
        isNews
        submit="Start again"
        isBusy={false}
        onSubmit={onBack}
      >
        {null}
      </SessionForm>
    );
  const words = answerWords[kind];
  const problem = sending.problem ?? refused;
  const ask = async (asked: SentKind) => {
    const result = await sending.send(bridge.call('session.askForFactorCode', { server, challenge, kind: asked }));
    if (result.ok) setSent({ kind: asked, minutes: result.value.minutes });
  };
  const isWaitingFor = isSent(kind) && sent?.kind !== kind ? kind : undefined;
  const send = (answer: string) => {
    sending.setProblem(undefined);
    setMissing(answer.trim() === '');
    if (answer.trim() !== '' && !isBusy) onAnswer({ challenge, kind, answer: answer.trim() });
  };
  const type = (typed: string) => {
    setText(typed);
    setMissing(false);
    const [before, now] = [text, typed].map((each) => each.replaceAll(/\s/g, ''));
    if (now?.length === words.chars && before !== now) send(typed);
  };
  const error = missing ? 'Type the code.' : problem?.field === null ? undefined : problem?.text;
  const others = (
    <>
      {kinds.map((other) =>
        other === kind ? null : (
          <SessionLink
            key={other}
            disabled={isBusy || isSending}
            onClick={() => {
              setChosen(other);
              sending.setProblem(undefined);
              setText('');
              setMissing(false);
            }}
          >
            {answerWords[other].instead}
          </SessionLink>
        ),
      )}
      {back}
      <p className={classes.small}>
        Can’t use any of them? Ask an administrator of your organisation to remove them. That takes some time, and you
        get an e-mail when it begins, so that nobody does it behind your back.
      </p>
    </>
  );
  const trust =
    trustDays === undefined ? null : (
      <Checkbox
        label={`Don’t ask again on this device for ${trustDays === 1 ? 'one day' : `${trustDays} days`}`}
        description="Only for a device that you alone use. You can end it under Devices."
        checked={isTrusted}
        disabled={isBusy}
        onChange={(event) => setTrusted(event.currentTarget.checked)}
      />
    );
  if (kind === 'passkey')
    return (
      <PasskeyStep
        key={kind}
        title="One more step"
        about={`${proved} Now show that it is you.`}
        act={words.send ?? words.instead}
        asked={{ for: 'answer', server, challenge }}
        problem={problem}
        isBusy={isBusy}
        onAnswer={onAnswer}
        below={
          <>
            {trust}
            {others}
          </>
        }
      />
    );
  if (isWaitingFor)
    return (
      <SessionForm
        key={kind}
        title="One more step"
        about={`${proved} Now show that it is you.`}
        isNews
        problem={problem?.text}
        submit={words.send ?? 'Send the code'}
        isBusy={isSending}
        onSubmit={() => void ask(isWaitingFor)}
        below={others}
      >
        {null}
      </SessionForm>
    );
  return (
    <SessionForm
      title="One more step"
      about={`${proved} Now show that it is you.`}
      isNews
      problem={problem?.field === null ? problem.text : undefined}
      submit={isBusy ? 'Signing in' : 'Sign in'}
      isBusy={isBusy}
      onSubmit={() => send(text)}
      below={
        <>
          {sent?.kind === kind ? (
            <SessionLink disabled={isBusy || isSending} onClick={() => void ask(sent.kind)}>
              Send another code
            </SessionLink>
          ) : null}
          {others}
        </>
      }
    >
      {trust}
      <CodeField
        key={kind} // so that it gets the focus
        label={words.label}
        description={sent?.kind === kind ? `${words.about} It is valid for ${sent.minutes} minutes.` : words.about}
        value={text}
        error={error}
        autoFocus
        inputMode={words.inputMode}
        digits={words.chars}
        onChange={type}
      />
    </SessionForm>
  );
}
