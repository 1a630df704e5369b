import { companionKindsOf } from '@outpost/domain/kernel/catalogue/sealed-group';
import { sameJson } from '@outpost/domain/kernel/json';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import { parentOf } from '@outpost/domain/engine/reads/references';
import { inheritedBy } from '../../access/filed-tokens.ts';
import { tableNameOf, type Tenant } from '../../catalogue/tenant.ts';
import type { Transaction } from '../../db/database.ts';
import { recordsOf } from '../load/load.ts';

/** A companion (K-4) before and after it got the month of its record, and the record's number. Its values stay encrypted. */
type CompanionMove = { readonly before: StoredRecord; readonly now: StoredRecord; readonly n: number };

/**
 * writes the months of these records into the rows of their companions, where these have another month or none. Returns the
 * companions that it wrote: the caller files them. For writers other than the write path, which does both itself. The caller
 * holds the tenant's clock.
 */
export async function moveCompanions(
  tx: Transaction,
  tenant: Tenant,
  records: readonly StoredRecord[],
): Promise<readonly CompanionMove[]> {
  const moves: CompanionMove[] = [];
  for (const [kind, ofKind] of Map.groupBy(records, ({ entity }) => entity)) {
    if (!(kind in tenant.filedByMonth)) continue;
    const byId = new Map(ofKind.map((record) => [record.id, record]));
    for (const group of companionKindsOf(tenant.catalogue, kind)) {
      const found = await tx.query<{ id: string }>(
        'select id from store.reference where org_id = $1 and target_id = any($2::uuid[]) and entity = $3',
        [tenant.orgId, [...byId.keys()], group.name],
      );
      if (found.length === 0) continue;
      const companions = await recordsOf(tx, tenant, { entity: group.name, ids: found.map(({ id }) => id) });
      const moved = companions.flatMap((before): readonly CompanionMove[] => {
        const record = byId.get(parentOf(group, before.fields)?.id ?? '');
        if (!record) return [];
        const inherited = inheritedBy(tenant, group, record);
        return sameJson(before.inherited, inherited)
          ? []
          : [{ before, now: { ...before, inherited }, n: record.version }];
      });
      await tx.query(
        `update ${tableNameOf(tenant, group.name)} t set inherited = r.inherited from unnest($2::uuid[], $3::jsonb[]) as r(id, inherited) where t.org_id = $1 and t.id = r.id`,
        [tenant.orgId, moved.map(({ now }) => now.id), moved.map(({ now }) => JSON.stringify(now.inherited))],
      );
      moves.push(...moved);
    }
  }
  return moves;
}
