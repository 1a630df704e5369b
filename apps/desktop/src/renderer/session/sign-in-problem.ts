import type { BridgeResult } from '../../bridge/contract.ts';
import type { FormProblem } from '../queries/use-form-requests.ts';

/** The error of a page before the app. */
export type SignInProblem = FormProblem<
  'server' | 'email' | 'password' | 'former' | 'new' | 'again' | 'code' | 'name' | 'organisation'
>;

const minutes = (seconds: number) =>
  seconds < 90 ? `${Math.ceil(seconds)} seconds` : `${Math.ceil(seconds / 60)} minutes`;

/** Describes a refused sign-in or unlocking, and the next step (tries left, the wait). */
export function signInProblem(result: Extract<BridgeResult<unknown>, { ok: false }>): SignInProblem {
  if ('fault' in result)
    return {
      field: null,
      text: `An internal error occurred. Try again; if it stays, send us the number ${result.fault}.`,
    };
  const { triesLeft, waitSeconds, path } = result.details;
  if (result.code === 'request/invalid' && path === 'newPassword') return { field: 'new', text: result.message };
  if (result.code === 'access/bad-credentials' || result.code === 'replica/wrong-key') {
    const left =
      typeof triesLeft === 'number' ? ` ${triesLeft} more ${triesLeft === 1 ? 'try' : 'tries'}, then a wait.` : '';
    return {
      field: 'password',
      text: `${result.code === 'replica/wrong-key' ? 'That is not it.' : 'The e-mail or the password is not right.'}${left}`,
    };
  }
  if (result.code === 'access/bad-code') return { field: triesLeft === 0 ? null : 'code', text: result.message };
  if (result.code === 'access/locked-out') {
    const wait = typeof waitSeconds === 'number' ? ` Try again in ${minutes(waitSeconds)}.` : ' Try again later.';
    return { field: 'password', text: `Too many wrong tries.${wait}` };
  }
  if (result.code === 'sync/offline')
    return {
      field: null,
      text: `${result.message} Signing in for the first time needs a network; check the connection and the server's address.`,
    };
  return { field: null, text: result.message };
}
