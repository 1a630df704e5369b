import type { QuotaLimits } from '@outpost/domain/kernel/quotas/quotas';
import { type Database, inTenant } from '../../db/database.ts';

/**
 * PLT-26: sets the plan and the limits of an organisation; the limits replace all earlier ones. A seam for billing: until it comes, the operator's command
 * calls this. Records beyond a new limit stay. Returns false where there is no such organisation.
 */
export function setPlan(
  { database }: { readonly database: Database },
  { orgId, plan, quotas }: { readonly orgId: string; readonly plan: string; readonly quotas: QuotaLimits },
): Promise<boolean> {
  return inTenant(database, { orgId, mode: 'write' }, async (tx) => {
    await tx.query('select 1 from store.clock where org_id = $1 for update', [orgId]); // as every write, so that none is judged by both
    const found = await tx.query(
      'update store.tenants set plan = $2, quotas = $3::jsonb where org_id = $1 returning org_id',
      [orgId, plan, JSON.stringify(quotas)],
    );
    return found.length > 0;
  });
}
