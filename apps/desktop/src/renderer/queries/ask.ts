import type { Bridge, CallInput, CallName, CallOutput } from '../../bridge/contract.ts';

/** Carries a refusal through TanStack Query, which supports only errors. `message` is for the person (E-1). */
export class RefusedError extends Error {
  readonly code: string;
  readonly details: Readonly<Record<string, unknown>>;
  constructor(refusal: {
    readonly code: string;
    readonly message: string;
    readonly details: Readonly<Record<string, unknown>>;
  }) {
    super(refusal.message);
    this.name = 'RefusedError';
    this.code = refusal.code;
    this.details = refusal.details;
  }
}

/** Whether a question was refused because it would touch too many records. */
export const isTooCostly = (error: Error | null): error is RefusedError =>
  error instanceof RefusedError && error.code === 'query/too-costly';

/** An internal fault, identified only by its id. */
export class FaultError extends Error {
  readonly fault: string;
  constructor(fault: string) {
    super(`An internal error occurred (${fault}).`);
    this.name = 'FaultError';
    this.fault = fault;
  }
}

/** Calls the replica and throws a refusal or a fault as an error. Only for `useQuery`. */
export async function ask<N extends CallName>(bridge: Bridge, name: N, input: CallInput<N>): Promise<CallOutput<N>> {
  const result = await bridge.call(name, input);
  if (result.ok) return result.value;
  throw 'fault' in result ? new FaultError(result.fault) : new RefusedError(result);
}
