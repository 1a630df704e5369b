import { sealInClear } from '../files/renew-contents.ts';
import { removeUnneeded, type UnneededPorts } from '../files/remove-unneeded.ts';
import type { Worker } from './workers/workers.ts';

/** Chosen: contents are kept for days after their record, so once an hour is often enough. */
const everyMs = 3_600_000;

/** Removes unfinished uploads whose time is over, and contents without a record. Seals contents that an earlier build left in clear. */
export function filesWorker(ports: UnneededPorts): Worker {
  const state = { dueAtMs: ports.monotonic.elapsedMs() };
  return {
    doing: 'removing files that nothing needs, and sealing those in clear',
    async isDue() {
      if (ports.monotonic.elapsedMs() < state.dueAtMs) return false;
      state.dueAtMs = ports.monotonic.elapsedMs() + everyMs;
      await ports.blobs.removeExpired();
      return true;
    },
    async run(orgId) {
      await removeUnneeded(ports, orgId);
      await sealInClear(ports, orgId);
      return 'done';
    },
  };
}
