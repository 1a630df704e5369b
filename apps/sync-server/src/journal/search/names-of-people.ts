import type { AuditEntry } from '@outpost/domain/kernel/audit/audit-log';
import { accessEntities } from '../../access/principal.ts';
import { tableNameOf, type Tenant } from '../../catalogue/tenant.ts';
import type { Transaction } from '../../db/database.ts';

/** Returns the names of the people in these entries, by id. Somebody who is gone has none. */
export async function namesOfPeople(
  tx: Transaction,
  tenant: Tenant,
  entries: readonly Pick<AuditEntry, 'by' | 'about'>[],
): Promise<ReadonlyMap<string, string>> {
  const ids = [...new Set(entries.flatMap(({ by, about }) => [by, about].filter((id) => id !== null)))];
  if (ids.length === 0) return new Map();
  const rows = await tx.query<{ id: string; name: string | null }>(
    `select id, fields ->> 'name' as name from ${tableNameOf(tenant, accessEntities.person)} where org_id = $1 and id = any($2::uuid[])`,
    [tenant.orgId, ids],
  );
  return new Map(rows.flatMap(({ id, name }) => (name === null ? [] : [[id, name] as const])));
}
