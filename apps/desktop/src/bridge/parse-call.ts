import { firstIssue, plainIssue } from '@outpost/domain/kernel/text/plain-issue';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import type { z } from 'zod';
import { type CallName, calls } from './contract.ts';

/** A call's input as its handler gets it: parsed, with its defaults. */
export type ParsedInput<N extends CallName> = z.output<(typeof calls)[N]['input']>;

/** Parses a call's input. Refuses with request/invalid: the error, its place, and a hint (E-2). */
export function parseCall<N extends CallName>(name: N, input: unknown): Result<ParsedInput<N>> {
  const parsed = calls[name].input.safeParse(input, { error: plainIssue });
  if (parsed.success) return accept(parsed.data as ParsedInput<N>); // parsed by the schema of the same name
  const { path, message } = firstIssue(parsed.error);
  const place = path.map(String).join('.');
  return refuse('request/invalid', `${place === '' ? 'The request' : place}: ${message}.`, { path: place });
}
