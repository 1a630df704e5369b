import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import { readAsker } from '../access/asker.ts';
import {
  countsKind,
  isMonthly,
  labelInMonth,
  type QuotaUnit,
  quotaLimitsIn,
  quotasOf,
} from '@outpost/domain/kernel/quotas/quotas';
import { seesUse } from '@outpost/domain/kernel/access/sees-use';
import { type Database, inTenant, type Transaction } from '../db/database.ts';
import { usedBytes } from '../files/file-contents.ts';
import { readAlive } from '../records/load/record-counts.ts';
import type { MonthlyUse, MonthUse } from './monthly-use.ts';

/**
 * A quota of an organisation: its limit (null: none), and how much of it is used (null: it is not counted). One that is counted by month
 * has the present month, and its label names it: "API calls in November 2026".
 */
export type QuotaUse = {
  readonly key: string;
  readonly label: string;
  readonly unit: QuotaUnit;
  readonly limit: number | null;
  readonly used: number | null;
  /** In UTC, such as "2026-11"; null: it is not counted by month. */
  readonly month: string | null;
};
export type Plan = { readonly plan: string; readonly quotas: readonly QuotaUse[] };

/** `inMonth`: the organisation's use in the present month. */
type PlanAsked = { readonly orgId: string; readonly serverBytes: number | undefined; readonly inMonth: MonthUse };

/** Returns the plan of the transaction's organisation with its quotas and their use, in the order of their declaration. */
export async function readPlan(
  tx: Transaction,
  { orgId, catalogue, serverBytes, inMonth }: PlanAsked & { readonly catalogue: Catalogue },
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
    if (unit === 'records') return { key, label, unit, limit, used: count(), month: null };
    if (unit === 'bytes') return { key, label, unit, limit: leastOf(limit, serverBytes), used: bytes, month: null };
    if (!isMonthly(key)) return { key, label, unit, limit, used: null, month: null };
    const { month, used } = inMonth;
    return { key, label: labelInMonth(quota, month), unit, limit, used: used[key], month };
  });
  return { plan: row?.plan ?? '', quotas };
}

/** Returns the plan with its quotas and their use, for administrators. Refuses others with `access/denied`. */
export async function askPlan(
  ports: { readonly database: Database; readonly installed: Catalogue; readonly uses: MonthlyUse },
  { orgId, userId }: { readonly orgId: string; readonly userId: string },
  serverBytes: number | undefined,
): Promise<Result<Plan>> {
  const inMonth = await ports.uses.read(orgId);
  return inTenant(ports.database, { orgId, mode: 'snapshot' }, async (tx) => {
    const { principal, tenant } = await readAsker(tx, { orgId, userId, installed: ports.installed });
    if (!seesUse(principal, tenant.catalogue))
      return refuse('access/denied', 'Only administrators see the use of the organisation.', { action: 'administer' });
    return accept(await readPlan(tx, { orgId, catalogue: tenant.catalogue, serverBytes, inMonth }));
  });
}

const leastOf = (limit: number | null, serverBytes: number | undefined): number | null =>
  serverBytes === undefined ? limit : Math.min(limit ?? serverBytes, serverBytes);
