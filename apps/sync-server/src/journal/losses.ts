import type { Loss } from '@outpost/domain/engine/reads/look';
import { type Database, inTenant } from '../db/database.ts';

/**
 * Notes a loss that a head signed by this server proves. Earlier losses stay noted. A head that proves a known loss is
 * not a new proof, however often a device sends it. `seen`, the number up to which acts may name their places, moves
 * only with a younger signature.
 */
export async function noteLoss(database: Database, orgId: string, { at, common, seen }: Loss): Promise<void> {
  await inTenant(database, { orgId, mode: 'write' }, (tx) =>
    tx.query(
      `update store.clock set lost_at = greatest(lost_at, $2), lost_common = greatest(lost_common, $3::bigint),
         lost_seen = case when lost_at >= $2 then lost_seen else greatest(lost_seen, $4) end
       where org_id = $1 and (lost_at is null or lost_at < $2 or lost_common < $3::bigint)`,
      [orgId, at, common, seen],
    ),
  );
}
