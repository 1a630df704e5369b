import { type Database, inTenant } from '../../db/database.ts';

/**
 * Returns the smallest number of characters that a password needs for these organisations. An account has one password for all
 * its organisations, so the largest of their numbers counts. Undefined: none of them sets a number.
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
