import { type Calculated, calculateAs } from '@outpost/domain/kernel/query/calculate';
import type { Calculation } from '@outpost/domain/kernel/catalogue/calculation';
import type { Result } from '@outpost/domain/kernel/refusal';
import { readAsker } from '../access/asker.ts';
import { inTenant } from '../db/database.ts';
import type { InsightPorts } from './questions.ts';

type Asked = { readonly orgId: string; readonly userId: string; readonly given: unknown };

/** T-18: runs a calculation for the caller, with their present rights. It reads and writes no records. */
export function askCalculation(
  { database, installed }: Pick<InsightPorts, 'database' | 'installed'>,
  declared: Calculation,
  { orgId, userId, given }: Asked,
): Promise<Result<Calculated>> {
  return inTenant(database, { orgId, mode: 'snapshot' }, async (tx) => {
    const { tenant, principal } = await readAsker(tx, { orgId, userId, installed });
    return calculateAs({ principal, catalogue: tenant.catalogue }, declared, given);
  });
}
