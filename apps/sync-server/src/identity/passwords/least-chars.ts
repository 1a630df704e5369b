import { type Database, inTenant } from '../../db/database.ts';

/**
 * Returns the least characters of a password that these organisations want; of several the most. An account has one password for all its
 * organisations, so the strictest of them counts. Undefined: none of them says so.
 */
export async function leastCharsOf(database: Database, orgIds: readonly string[]): Promise<number | undefined> {
  const wanted: number[] = [];
  for (const orgId of orgIds) {
    const [row] = await inTenant(database, { orgId, mode: 'snapshot' }, (tx) =>
      tx.query<{ least: number | null }>(
        `select (fields ->> 'passwordChars')::integer as least from store.platform_organisation where org_id = $1 and life = 'alive'`,
        [orgId],
      ),
    );
    if (typeof row?.least === 'number') wanted.push(row.least);
  }
  return wanted.length === 0 ? undefined : Math.max(...wanted);
}
