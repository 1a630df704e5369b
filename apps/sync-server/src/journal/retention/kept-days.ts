import { type AuditClass, auditClasses } from '@outpost/domain/kernel/audit/audit-actions';
import { tableNameOf, type Tenant } from '../../catalogue/tenant.ts';
import type { Transaction } from '../../db/database.ts';

/** The number of days for which entries of each class are kept; null: for ever. */
export type KeptDays = Readonly<Record<AuditClass, number | null>>;

/** The record of the organisation, and its field for each class. Their bounds are declared there. */
const organisation = 'platform/organisation';
const fieldOf: Readonly<Record<AuditClass, string>> = {
  security: 'securityDays',
  compliance: 'complianceDays',
  change: 'changeDays',
};

/** Reads the days that the organisation has set. If nothing is set, everything is kept. */
export async function readKeptDays(tx: Transaction, tenant: Tenant): Promise<KeptDays> {
  const [row] = await tx.query<{ fields: Readonly<Record<string, unknown>> }>(
    `select fields from ${tableNameOf(tenant, organisation)} where org_id = $1 and life = 'alive' limit 1`,
    [tenant.orgId],
  );
  const daysOf = (of: AuditClass): number | null => {
    const days = row?.fields[fieldOf[of]];
    return typeof days === 'number' ? days : null;
  };
  return Object.fromEntries(auditClasses.map((of) => [of, daysOf(of)])) as KeptDays; // every class has its days
}
