import type { Clock } from '@outpost/domain/kernel/ports';
import { type Database, inTenant } from '../db/database.ts';
import type { Origin } from '../journal/events/journal-event.ts';
import { noteExport } from '../journal/events/note-event.ts';

/** An export on a device. `of`: a kind of record, "report" or "everything". `at`: the device's time, ISO 8601 UTC. */
export type ExportedOnDevice = {
  readonly of: string;
  readonly count: number;
  readonly format: string;
  readonly at: string;
};

/** Writes the journal's entries of exports that a person has begun on a device, which reports them when it reaches the server. */
export function noteExported(
  { database, clock }: { readonly database: Database; readonly clock: Clock },
  { orgId, origin }: { readonly orgId: string; readonly origin: Origin },
  exported: readonly ExportedOnDevice[],
): Promise<void> {
  return inTenant(database, { orgId, mode: 'write' }, async (tx) => {
    const nowMs = clock.nowMs();
    for (const { of, count, format, at } of exported)
      await noteExport(tx, orgId, { of, count, format, nowMs, origin, exportedAt: at });
  });
}
