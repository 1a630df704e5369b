import { type Calculated, calculateAs } from '@outpost/domain/kernel/query/calculate';
import type { Calculation } from '@outpost/domain/kernel/catalogue/calculations/calculation';
import { sqlName } from '@outpost/domain/kernel/entities/entity';
import type { Result } from '@outpost/domain/kernel/refusal';
import { readAsker } from '../access/asker.ts';
import { inTenant, type Transaction } from '../db/database.ts';
import type { InsightPorts } from './questions.ts';

type Asked = { readonly orgId: string; readonly userId: string; readonly given: unknown };

/** T-18: runs a calculation for the caller, with their present rights. It reads no records except the tenant's settings, and writes none. */
export function askCalculation(
  { database, installed }: Pick<InsightPorts, 'database' | 'installed'>,
  declared: Calculation,
  { orgId, userId, given }: Asked,
): Promise<Result<Calculated>> {
  return inTenant(database, { orgId, mode: 'snapshot' }, async (tx) => {
    const { tenant, principal } = await readAsker(tx, { orgId, userId, installed });
    const settings = declared.settings && (await readCalculationSettings(tx, orgId, declared.settings.on));
    return calculateAs({ principal, catalogue: tenant.catalogue, settings }, declared, given);
  });
}

/** T-24: reads the tenant's record of settings, which everybody in it sees. */
export async function readCalculationSettings(tx: Transaction, orgId: string, kind: string) {
  const [record] = await tx.query<{ fields: Readonly<Record<string, unknown>> }>(
    `select fields from store.${sqlName(kind)} where org_id = $1 and life = 'alive' order by id limit 1`,
    [orgId],
  );
  return record;
}
