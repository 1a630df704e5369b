import type { Head } from '@outpost/domain/sync/protocol';
import { type Database, inTenant } from '../../db/database.ts';
import { hashText } from '../../journal/chain.ts';
import { readClock } from '../../journal/heads.ts';

/** Chosen: the same as for a page of records. */
const rowsOfPage = 1_000;

/** Returns the head of a tenant's journal. */
export async function headNow(database: Database, orgId: string): Promise<Head> {
  const clock = await inTenant(database, { orgId, mode: 'snapshot' }, (tx) => readClock(tx, orgId, 'unlocked'));
  if (!clock) throw new Error(`There is no tenant ${orgId}`);
  return [clock.head, clock.hash];
}

type Row = {
  readonly n: number;
  readonly entity: string | null;
  readonly salt: Uint8Array | null;
  readonly payload: string | null;
  readonly digest: Uint8Array;
};

/**
 * Yields the journal up to a number as lines of JSON: `{n, digest, salt, payload}`. The digest of a row is SHA-256 of its salt
 * and its payload. The hash of a row is SHA-256 of the previous hash and its digest. All lines together thus lead to the signed
 * head. Rows of kinds that are left out, and rows whose content was erased, have only their digest. A row with a payload and
 * without salt has a copy without the data of a former member (ADR 122).
 */
export async function* journalLines(
  database: Database,
  { orgId, head, leftOut }: { readonly orgId: string; readonly head: number; readonly leftOut: ReadonlySet<string> },
): AsyncGenerator<string> {
  for (let after = 0; after < head; after += rowsOfPage) {
    const rows = await inTenant(database, { orgId, mode: 'snapshot' }, (tx) =>
      tx.query<Row>(
        'select n, entity, salt, payload, digest from store.journal where org_id = $1 and n > $2 and n <= $3 order by n',
        [orgId, after, Math.min(head, after + rowsOfPage)],
      ),
    );
    yield rows
      .map(({ n, entity, salt, payload, digest }) => {
        const isShown = payload !== null && (entity === null || !leftOut.has(entity));
        const salted = salt === null ? {} : { salt: hashText(salt) };
        const line = { n, digest: hashText(digest), ...(isShown ? { ...salted, payload } : {}) };
        return `${JSON.stringify(line)}\n`;
      })
      .join('');
  }
}
