import { canSee } from '@outpost/domain/kernel/access/access';
import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import { isSealedField } from '@outpost/domain/kernel/entities/sealed';
import type { Clock } from '@outpost/domain/kernel/ports';
import { readAsker } from '../access/asker.ts';
import { type Database, inTenant } from '../db/database.ts';
import type { Origin } from '../journal/events/journal-event.ts';
import { noteSealedRead } from '../journal/events/note-event.ts';
import { recordsOf } from '../records/load/load.ts';

/** A sealed field that a person revealed on a device. `at`: the device's time, ISO 8601 UTC. */
export type RevealedField = {
  readonly entity: string;
  readonly record: string;
  readonly field: string;
  readonly at: string;
};

/**
 * K-4: writes the journal's entries of sealed fields that a person has revealed. Devices report them when they reach
 * the server. The person may no longer see the record then: the entry is still written, and says so. Reports of
 * anything else are dropped.
 */
export function noteRevealed(
  { database, installed, clock }: { readonly database: Database; readonly installed: Catalogue; readonly clock: Clock },
  { orgId, userId, origin }: { readonly orgId: string; readonly userId: string; readonly origin: Origin },
  revealed: readonly RevealedField[],
): Promise<void> {
  return inTenant(database, { orgId, mode: 'write' }, async (tx) => {
    const { tenant, principal } = await readAsker(tx, { orgId, userId, installed });
    const nowMs = clock.nowMs();
    for (const { entity: name, record: id, field, at } of revealed) {
      const entity = tenant.catalogue.entities.get(name);
      if (!entity || !isSealedField(entity, field) || !Object.hasOwn(entity.fields, field)) continue;
      const [record] = await recordsOf(tx, tenant, { entity: name, ids: [id] });
      if (!record) continue;
      const isHeld = canSee(principal, tenant.catalogue, record);
      await noteSealedRead(tx, orgId, {
        entity: name,
        record: id,
        fields: [field],
        nowMs,
        origin,
        revealedAt: at,
        isHeld,
      });
    }
  });
}
