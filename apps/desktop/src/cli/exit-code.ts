import type { BridgeResult } from '../bridge/contract.ts';

/** What a command's end says to a script. Part of the product's surface: never renumbered. */
export const exitCode = { done: 0, fault: 1, usage: 2, refused: 3, offline: 4 } as const;
export type ExitCode = (typeof exitCode)[keyof typeof exitCode];

type Unanswered = Extract<BridgeResult<unknown>, { readonly ok: false }>;

/** The code for a refusal or fault. A request that keeps no shape of the contract is the caller's usage, not the product's refusal. */
export function exitCodeOf(answer: Unanswered): ExitCode {
  if ('fault' in answer) return exitCode.fault;
  if (answer.code === 'sync/offline') return exitCode.offline;
  return answer.code === 'request/invalid' ? exitCode.usage : exitCode.refused;
}
