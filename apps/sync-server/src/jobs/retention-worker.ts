import type { MonotonicClock } from '@outpost/domain/kernel/ports';
import { applyRetention } from '../records/erase/retention/apply-retention.ts';
import type { ErasePorts } from '../records/erase/erase-records.ts';
import type { Worker } from './workers/workers.ts';

/** Chosen: entries are kept for years, so a day more or less does not matter. */
const everyMs = 86_400_000;
/** E-3: chosen; the journal of the organisation is locked while so many entries of each class lose their content. */
const entriesPerSlice = 500;

/** The ports of retention. `database` works as the role `outpost_eraser` (P-5), which the server's own role is not. */
export type RetentionPorts = ErasePorts & { readonly monotonic: MonotonicClock };

/**
 * Removes the content of old journal entries once a day, as each organisation has set (ADR 73). It works in slices, so other
 * organisations and the writes of this one come in between. Servers and the operator's command wait for each other.
 */
export function retentionWorker(ports: RetentionPorts): Worker {
  const { monotonic } = ports;
  const state = { dueAtMs: monotonic.elapsedMs() };
  return {
    doing: 'removing the content of old journal entries',
    isDue() {
      if (monotonic.elapsedMs() < state.dueAtMs) return Promise.resolve(false);
      state.dueAtMs = monotonic.elapsedMs() + everyMs;
      return Promise.resolve(true);
    },
    async run(orgId) {
      const { security, compliance, change } = await applyRetention(ports, { orgId, isDry: false, most: entriesPerSlice }); // prettier-ignore
      return security + compliance + change > 0 ? 'more' : 'done';
    },
  };
}
