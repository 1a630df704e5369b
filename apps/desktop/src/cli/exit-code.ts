import type { BridgeResult } from '../bridge/contract.ts';

/** The exit codes of commands. They are part of the product's interface and never renumbered. */
export const exitCode = { done: 0, fault: 1, usage: 2, refused: 3, offline: 4 } as const;
export type ExitCode = (typeof exitCode)[keyof typeof exitCode];

type Unanswered = Extract<BridgeResult<unknown>, { readonly ok: false }>;

/** Returns the code for a refusal or fault. A request that violates the contract's shape is a usage error. */
export function exitCodeOf(answer: Unanswered): ExitCode {
  if ('fault' in answer) return exitCode.fault;
  if (answer.code === 'sync/offline') return exitCode.offline;
  return answer.code === 'request/invalid' ? exitCode.usage : exitCode.refused;
}
