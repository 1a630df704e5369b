import type { QuotaLimits } from '@outpost/domain/kernel/quotas/quotas';
import { type Database, inTenant } from '../../db/database.ts';

/**
 * PLT-26: sets the plan and the limits of an organisation. The limits replace all earlier ones. Billing will call this.
 * Until then the operator's command does. Records beyond a new limit stay. Returns false where there is no such
 * organisation.
 */
export function setPlan(
  { database }: { readonly database: Database },
  { orgId, plan, quotas }: { readonly orgId: string; readonly plan: string; readonly quotas: QuotaLimits },
): Promise<boolean> {
  return inTenant(database, { orgId, mode: 'write' }, async (tx) => {
    // Locks the clock, like every write, so that no write is judged by both the old and the new limits.
    await tx.query('select 1 from store.clock where org_id = $1 for update', [orgId]);
    const found = await tx.query(
      'update store.tenants set plan = $2, quotas = $3::jsonb where org_id = $1 returning org_id',
      [orgId, plan, JSON.stringify(quotas)],
    );
    return found.length > 0;
  });
}
