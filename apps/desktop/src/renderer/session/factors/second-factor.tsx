import { TextInput } from '@mantine/core';
import type { FactorKind } from '@outpost/domain/kernel/access/factor-kinds';
import { useState } from 'react';
import type { CallInput } from '../../../bridge/contract.ts';
import { SessionForm, SessionLink } from '../session-form.tsx';
import type { SignInProblem } from '../sign-in-problem.ts';
import classes from '../session.module.css';
import { answerWords } from './factor-words.ts';
import type { SecondStep } from './second-step.ts';

type SecondFactorProps = {
  readonly email: string;
  readonly step: SecondStep;
  readonly problem: SignInProblem | undefined;
  readonly isBusy: boolean;
  readonly onAnswer: (answer: NonNullable<CallInput<'session.signIn'>['second']>) => void;
  readonly onBack: () => void;
};

/** The step after a right password: a code of one of the account's second factors. */
export function SecondFactor({ email, step, problem, isBusy, onAnswer, onBack }: SecondFactorProps) {
  const { challenge, kinds } = step;
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
  const send = (answer: string) => {
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
  return (
    <SessionForm
      title="One more step"
      about={`The password for ${email} is right. Now show that it is you.`}
      isNews
      problem={problem?.field === null ? problem.text : undefined}
      submit={isBusy ? 'Signing in' : 'Sign in'}
      isBusy={isBusy}
      onSubmit={() => send(text)}
      below={
        <>
          {kinds.map((other) =>
            other === kind ? null : (
              <SessionLink
                key={other}
                disabled={isBusy}
                onClick={() => {
                  setChosen(other);
                  setText('');
                  setMissing(false);
                }}
              >
                {answerWords[other].instead}
              </SessionLink>
            ),
          )}
          {back}
          <p className={classes.small}>None of them at hand? Ask an administrator of your organisation.</p>
        </>
      }
    >
      <TextInput
        key={kind} // so that it gets the focus
        label={words.label}
        description={words.about}
        name="code"
        value={text}
        error={error}
        autoFocus
        autoComplete="one-time-code"
        inputMode={words.inputMode}
        spellCheck={false}
        onChange={(event) => type(event.currentTarget.value)}
      />
    </SessionForm>
  );
}
