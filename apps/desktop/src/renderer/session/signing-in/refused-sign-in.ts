import type { BridgeResult } from '../../../bridge/contract.ts';
import { secondStepIn } from '../factors/second-step.ts';
import { choicesIn } from '../organisations/choices-in.ts';
import { signInProblem, type SignInProblem } from '../sign-in-problem.ts';

/** A sign-in that was refused. The server also refuses to ask for another step. */
export type RefusedSignIn = Extract<BridgeResult<unknown>, { ok: false }>;

/** Whether the server asks for a password of the person's own choice. */
export const wantsOwnPassword = (result: RefusedSignIn): boolean =>
  'code' in result && result.code === 'access/new-password-needed';

/** A reset by mail opens this device immediately, even while another person's wrong tries keep it waiting (PLT-31). */
const withWayBack = (problem: SignInProblem): SignInProblem => ({
  ...problem,
  text: `${problem.text} A new password by mail ends the wait: “Forgotten password?”.`,
});

/** Returns the problem of a sign-in; undefined if the server only asks for another step. */
export function refusedSignInProblem(result: RefusedSignIn, step: 'password' | 'second'): SignInProblem | undefined {
  if (wantsOwnPassword(result) || secondStepIn(result) || choicesIn(result)) return undefined;
  const problem = signInProblem(result);
  const isPasswordLocked = step === 'password' && 'code' in result && result.code === 'access/locked-out';
  return isPasswordLocked ? withWayBack(problem) : problem;
}
