import { sameJson } from '@outpost/domain/kernel/json';
import { type QuotaLimits, quotaLimitsIn } from '@outpost/domain/kernel/quotas/quotas';
import { type Database, inTenant } from '../../db/database.ts';
import { noteOrder } from '../../journal/events/note-event.ts';

type PlanPorts = { readonly database: Database; readonly clock: { readonly nowMs: () => number } };
/** `orderedBy`: the operator, for the journal. */
type NewPlan = {
  readonly orgId: string;
  readonly plan: string;
  readonly quotas: QuotaLimits;
  readonly orderedBy?: string;
};

/**
 * PLT-26: sets the plan and the limits of an organisation. The limits replace all earlier ones. Billing will call this.
 * Until then the operator's command does. Records beyond a new limit stay. The journal notes a change. Returns false
 * where there is no such organisation.
 */
export function setPlan({ database, clock }: PlanPorts, { orgId, plan, quotas, orderedBy }: NewPlan): Promise<boolean> {
  return inTenant(database, { orgId, mode: 'write' }, async (tx) => {
    // Locks the clock, like every write, so that no write is judged by both the old and the new limits.
    await tx.query('select 1 from store.clock where org_id = $1 for update', [orgId]);
    const [row] = await tx.query<{ plan: string; quotas: unknown }>(
      'select plan, quotas from store.tenants where org_id = $1 for update',
      [orgId],
    );
    if (!row) return false;
    const before = quotaLimitsIn(row.quotas);
    if (row.plan === plan && sameJson(before, quotas)) return true;
    await tx.query('update store.tenants set plan = $2, quotas = $3::jsonb where org_id = $1', [
      orgId,
      plan,
      JSON.stringify(quotas),
    ]);
    const details = { from: row.plan, to: plan, formerLimits: wordsOf(before), limits: wordsOf(quotas) };
    await noteOrder(tx, orgId, { action: 'plan/changed', nowMs: clock.nowMs(), orderedBy, details });
    return true;
  });
}

/** Returns limits as in the operator's command: "people=25, records=1000". */
const wordsOf = (quotas: QuotaLimits): string =>
  Object.entries(quotas)
    .map(([key, limit]) => `${key}=${limit}`)
    .sort()
    .join(', ') || 'none';
