import type { QuotaState } from '@outpost/domain/engine/reads/look';
import { countsKind, type QuotaLimits, quotasOf } from '@outpost/domain/kernel/quotas/quotas';
import type { Tenant } from '../../catalogue/tenant.ts';
import type { Transaction } from '../../db/database.ts';

/** PLT-26: the tenant's numbers of living records by kind, with the limits on them. */
export type RecordCounts = {
  /** By kind. Each run adds its own changes. */
  readonly alive: Map<string, number>;
  readonly limits: readonly { readonly state: Omit<QuotaState, 'used'>; readonly kinds: readonly string[] }[];
};

/**
 * Reads the numbers of living records under the locked clock, so that two writes never pass a limit together. Returns undefined, without a
 * query, where the tenant has no limit on records.
 */
export async function readCounts(
  tx: Transaction,
  { orgId, catalogue }: Pick<Tenant, 'orgId' | 'catalogue'>,
  quotas: QuotaLimits,
): Promise<RecordCounts | undefined> {
  const kinds = [...catalogue.entities.values()];
  const limits = quotasOf(catalogue).flatMap((quota) => {
    const limit = quotas[quota.key];
    if (limit === undefined || quota.unit !== 'records') return [];
    return [
      { state: { quota, limit }, kinds: kinds.filter((kind) => countsKind(quota, kind)).map(({ name }) => name) },
    ];
  });
  return limits.length === 0 ? undefined : { alive: await readAlive(tx, orgId), limits };
}

/** Returns the numbers of living records by kind. Kinds without one may be left out. */
export async function readAlive(tx: Transaction, orgId: string): Promise<Map<string, number>> {
  const rows = await tx.query<{ entity: string; alive: number }>(
    'select entity, alive from store.record_count where org_id = $1',
    [orgId],
  );
  return new Map(rows.map(({ entity, alive }) => [entity, alive]));
}

/** Returns the limits with their counts, in which the changes of a run so far are included. `added`: by kind. */
export const quotaStates = ({ alive, limits }: RecordCounts, added: ReadonlyMap<string, number>): QuotaState[] =>
  limits.map(({ state, kinds }) => ({
    ...state,
    used: () => kinds.reduce((sum, kind) => sum + (alive.get(kind) ?? 0) + (added.get(kind) ?? 0), 0),
  }));

/** Adds a run's changes to the numbers of living records, in the transaction that writes the records. One statement for all kinds. */
export async function writeCounts(tx: Transaction, orgId: string, added: ReadonlyMap<string, number>): Promise<void> {
  const changed = [...added].filter(([, more]) => more !== 0);
  if (changed.length === 0) return;
  await tx.query(
    `insert into store.record_count (org_id, entity, alive) select $1, c.entity, c.more from unnest($2::text[], $3::bigint[]) as c(entity, more)
     on conflict (org_id, entity) do update set alive = store.record_count.alive + excluded.alive`,
    [orgId, changed.map(([entity]) => entity), changed.map(([, more]) => more)],
  );
}
