import type { Act } from '@outpost/domain/kernel/acts/act';
import { type Refusal, refuse } from '@outpost/domain/kernel/refusal';
import type { Decision } from '@outpost/domain/sync/protocol';
import type { Run } from './run.ts';

/**
 * Returns whether an id has version 8 (RFC 9562). The server computes such ids from its own work, so no client may use
 * one first.
 */
export const isReserved = (id: string): boolean => id.charAt(14) === '8';

/** Returns the refusal of an act whose id another person's act has. It reveals nothing of that act. */
export const idTaken = (act: Act, run: Pick<Run, 'head' | 'hash'>, at: string): Decision => {
  const taken = refuse('records/exists', 'This act has the id of another one. Make it again.', { id: act.id });
  return refusedUnstored(act, taken, { run, at });
};

/** Returns the answer to an act that is refused and not stored: its id stays free. */
export const refusedUnstored = (
  act: Act,
  { code, message, details }: Refusal,
  { run, at }: { readonly run: Pick<Run, 'head' | 'hash'>; readonly at: string },
): Decision => ({
  act: act.id,
  status: 'refused',
  refused: Object.fromEntries(
    (act.edits.length > 0 ? act.edits : [act]).map(({ id }) => [id, { code, message, details }]),
  ),
  superseded: {},
  versions: {},
  n: run.head,
  at,
  head: [run.head, run.hash],
});
