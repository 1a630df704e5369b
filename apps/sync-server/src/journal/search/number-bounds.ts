import type { Transaction } from '../../db/database.ts';

/** The numbers of the first rows at or after two instants, null where there is none, and the head. */
export type NumberBounds = { readonly first: number | null; readonly end: number | null; readonly head: number };

/** Turns a period into numbers of rows, because the journal's numbers have no gaps and are its primary key. */
export async function boundsOf(
  tx: Transaction,
  orgId: string,
  { from, until }: { readonly from?: string | undefined; readonly until?: string | undefined },
): Promise<NumberBounds> {
  const numberAt = (place: number) =>
    `(select n from store.journal where org_id = $1 and at >= $${place} order by at, n limit 1)`;
  const [row] = await tx.query<NumberBounds>(
    `select head, ${numberAt(2)} as first, ${numberAt(3)} as "end" from store.clock where org_id = $1`,
    [orgId, from ?? null, until ?? null],
  );
  return row ?? { first: null, end: null, head: 0 };
}
