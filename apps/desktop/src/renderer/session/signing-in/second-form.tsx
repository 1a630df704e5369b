import { SecondFactor } from '../factors/second-factor.tsx';
import type { AskedSecondStep } from '../factors/second-step.ts';
import { SetUpFactor } from '../factors/set-up-factor.tsx';
import type { SignInFields } from './use-sign-in-fields.ts';
import type { SignInRequests } from './use-sign-in.ts';

type Props = { readonly step: AskedSecondStep; readonly fields: SignInFields; readonly signIn: SignInRequests };

/** The step after the password: a second factor is asked for, or set up. */
export function SecondForm({ step, fields, signIn }: Props) {
  const given = {
    server: fields.url,
    proved: `The password for ${fields.address} is right.`,
    problem: signIn.problem,
    isBusy: signIn.isBusy,
    onBack: signIn.endSecond,
  };
  if (step.setUp)
    return (
      <SetUpFactor
        {...given}
        key={step.challenge}
        email={fields.address}
        challenge={step.challenge}
        kinds={step.setUp}
        onAnswer={(answer) => void signIn.submit(fields.password, undefined, answer)}
      />
    );
  return (
    <SecondFactor
      {...given}
      key={step.challenge}
      step={step}
      onAnswer={(answer) => void signIn.submit(fields.password, undefined, answer)}
    />
  );
}
