import type { StoredContent } from '../files/blob-store.ts';
import { sealInClear } from '../files/renew-contents.ts';
import { removeUnneeded, type UnneededPorts } from '../files/remove-unneeded.ts';
import type { Worker } from './workers/workers.ts';

/** Chosen: contents are kept for days after their record, so once an hour is often enough. */
const everyMs = 3_600_000;

/**
 * Chosen: after an upgrade, sealing a tenant's contents may take hours. Other tenants and the end of the server wait
 * for one run.
 */
const sealsForMs = 10_000;

export type FilesWorkerPorts = UnneededPorts & {
  readonly log: { readonly error: (details: object, message: string) => void };
};

/**
 * Removes unfinished uploads whose time is over, contents without a record, and the files of erased organisations. Seals contents that an earlier build left in clear, for a
 * limited time in each run. A content that cannot be sealed is logged and tried again in the next hour.
 */
export function filesWorker(ports: FilesWorkerPorts): Worker {
  const { monotonic } = ports;
  const state = { dueAtMs: monotonic.elapsedMs() };
  const sealing = new Set<string>(); // tenants whose run ended before all was sealed
  const failed = new Set<string>();
  return {
    doing: 'removing files that nothing needs, and sealing those in clear',
    async isDue() {
      if (monotonic.elapsedMs() < state.dueAtMs) return false;
      state.dueAtMs = monotonic.elapsedMs() + everyMs;
      failed.clear();
      await ports.blobs.removeExpired();
      await removeErased(ports);
      return true;
    },
    async run(orgId) {
      if (!sealing.delete(orgId)) await removeUnneeded(ports, orgId);
      if (!(await sealForAWhile(ports, { orgId, failed }))) return 'done';
      sealing.add(orgId);
      return 'more';
    },
  };
}

/** Removes the files of organisations that were erased. One that cannot be removed stays on the list. */
async function removeErased({ database, blobs, log }: FilesWorkerPorts): Promise<void> {
  const erased = await database.transaction('snapshot', (tx) =>
    tx.query<{ orgId: string }>('select erased_id as "orgId" from auth.erased_files'),
  );
  for (const { orgId } of erased) {
    try {
      await blobs.removeTenant(orgId);
      await database.transaction('write', (tx) =>
        tx.query('delete from auth.erased_files where erased_id = $1', [orgId]),
      );
    } catch (cause) {
      log.error({ orgId, err: cause }, 'files of an erased organisation were not removed; it is tried again');
    }
  }
}

/** Returns whether contents may be left for which there was no time. `failed`: contents of this hour that could not be sealed. */
async function sealForAWhile(
  ports: FilesWorkerPorts,
  { orgId, failed }: { readonly orgId: string; readonly failed: Set<string> },
): Promise<boolean> {
  const { monotonic, log } = ports;
  const endsAtMs = monotonic.elapsedMs() + sealsForMs;
  const run = { isCut: false };
  const nameOf = ({ sha256 }: StoredContent): string => `${orgId}/${sha256}`;
  await sealInClear(ports, orgId, {
    isOver: () => (run.isCut = monotonic.elapsedMs() >= endsAtMs),
    skips: (content) => failed.has(nameOf(content)),
    onFault(content, cause) {
      failed.add(nameOf(content));
      log.error({ orgId, sha256: content.sha256, err: cause }, 'a file was not sealed; it is tried again');
    },
  });
  return run.isCut;
}
