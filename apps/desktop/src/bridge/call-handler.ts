import type { Result } from '@outpost/domain/kernel/refusal';
import type { CallName, CallOutput } from './contract.ts';
import type { ParsedInput } from './parse-call.ts';

/** Handles one call, whose input has been parsed. */
export type CallHandler<N extends CallName> = (input: ParsedInput<N>) => Promise<Result<CallOutput<N>>>;
