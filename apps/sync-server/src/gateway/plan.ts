import { administers } from '@outpost/domain/kernel/access/access';
import { type Catalogue, entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import { readAsker } from '../access/asker.ts';
import { accessEntities } from '../access/principal.ts';
import { countsKind, quotaLimitsIn, type QuotaUnit, quotasOf } from '@outpost/domain/kernel/quotas/quotas';
import { type Database, inTenant, type Transaction } from '../db/database.ts';
import { usedBytes } from '../files/file-contents.ts';
import { readAlive } from '../records/load/record-counts.ts';

/** A quota of an organisation: its limit (null: none), and how much of it is used (null: it is not counted yet). */
export type QuotaUse = {
  readonly key: string;
  readonly label: string;
  readonly unit: QuotaUnit;
  readonly limit: number | null;
  readonly used: number | null;
};
export type Plan = { readonly plan: string; readonly quotas: readonly QuotaUse[] };

/** Returns the plan of the transaction's organisation with its quotas and their use, in the order of their declaration. */
export async function readPlan(
  tx: Transaction,
  {
    orgId,
    catalogue,
    serverBytes,
  }: { readonly orgId: string; readonly catalogue: Catalogue; readonly serverBytes: number | undefined },
): Promise<Plan> {
  const [row] = await tx.query<{ plan: string; quotas: unknown }>(
    'select plan, quotas from store.tenants where org_id = $1',
    [orgId],
  );
  const limits = quotaLimitsIn(row?.quotas);
  const alive = await readAlive(tx, orgId);
  const bytes = await usedBytes(tx, orgId);
  const kinds = [...catalogue.entities.values()];
  const quotas = quotasOf(catalogue).map((quota): QuotaUse => {
    const { key, label, unit } = quota;
    const count = () =>
      kinds.reduce((sum, kind) => sum + (countsKind(quota, kind) ? (alive.get(kind.name) ?? 0) : 0), 0);
    const limit = limits[key] ?? null;
    if (unit === 'records') return { key, label, unit, limit, used: count() };
    if (unit === 'bytes') return { key, label, unit, limit: leastOf(limit, serverBytes), used: bytes };
    return { key, label, unit, limit, used: null };
  });
  return { plan: row?.plan ?? '', quotas };
}

/** Returns the plan with its quotas and their use, for administrators. Refuses others with `access/denied`. */
export function askPlan(
  ports: { readonly database: Database; readonly installed: Catalogue },
  { orgId, userId }: { readonly orgId: string; readonly userId: string },
  serverBytes: number | undefined,
): Promise<Result<Plan>> {
  return inTenant(ports.database, { orgId, mode: 'snapshot' }, async (tx) => {
    const { principal, tenant } = await readAsker(tx, { orgId, userId, installed: ports.installed });
    if (!administers(principal, entityOf(tenant.catalogue, accessEntities.person)))
      return refuse('access/denied', 'Only administrators see what the organisation uses.', { action: 'administer' });
    return accept(await readPlan(tx, { orgId, catalogue: tenant.catalogue, serverBytes }));
  });
}

const leastOf = (limit: number | null, serverBytes: number | undefined): number | null =>
  serverBytes === undefined ? limit : Math.min(limit ?? serverBytes, serverBytes);
