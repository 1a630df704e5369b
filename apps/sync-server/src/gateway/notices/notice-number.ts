import type { Transaction } from '../../db/database.ts';

/** The number to which a person wants texts about notifications. `confirmed`: they have entered the code that was sent to it, and have not stopped it. */
export type NoticeNumber = {
  readonly id: string;
  readonly number: string;
  readonly state: 'unconfirmed' | 'confirmed' | 'stopped';
};

type Whose = { readonly orgId: string; readonly personId: string };
type Row = { readonly id: string; readonly number: string; readonly confirmed_at: string | null; readonly stopped_at: string | null }; // prettier-ignore

const stateOf = ({ confirmed_at: confirmed, stopped_at: stopped }: Row): NoticeNumber['state'] =>
  stopped !== null ? 'stopped' : confirmed === null ? 'unconfirmed' : 'confirmed';

/** Returns the number of a person. */
export async function readNoticeNumber(tx: Transaction, { orgId, personId }: Whose): Promise<NoticeNumber | undefined> {
  const [row] = await tx.query<Row>(
    'select id, number, confirmed_at, stopped_at from store.notice_number where org_id = $1 and person_id = $2',
    [orgId, personId],
  );
  return row && { id: row.id, number: row.number, state: stateOf(row) };
}

/** Keeps a number in place of an earlier one. It gets no notifications before it is confirmed. */
export async function enterNoticeNumber(
  tx: Transaction,
  { orgId, personId, id, number, now }: Whose & { readonly id: string; readonly number: string; readonly now: string },
): Promise<void> {
  await tx.query(
    `insert into store.notice_number (org_id, id, person_id, number, made_at) values ($1, $2, $3, $4, $5)
     on conflict (org_id, person_id) do update set id = $2, number = $4, made_at = $5, confirmed_at = null, stopped_at = null`,
    [orgId, id, personId, number, now],
  );
}

/** NTF-9: notes that a person has confirmed their number. Returns false where it is not their number any more. */
export async function confirmNoticeNumber(
  tx: Transaction,
  { orgId, personId, number, now }: Whose & { readonly number: string; readonly now: string },
): Promise<boolean> {
  const rows = await tx.query(
    'update store.notice_number set confirmed_at = $4, stopped_at = null where org_id = $1 and person_id = $2 and number = $3 returning id',
    [orgId, personId, number, now],
  );
  return rows.length > 0;
}

/** Removes the number of a person. */
export async function removeNoticeNumber(tx: Transaction, { orgId, personId }: Whose): Promise<void> {
  await tx.query('delete from store.notice_number where org_id = $1 and person_id = $2', [orgId, personId]);
}

/** NTF-10: ends the texts to a number, for all people who have it: somebody has answered from it with a word such as STOP. */
export async function stopNoticeNumber(
  tx: Transaction,
  { orgId, number, now }: { readonly orgId: string; readonly number: string; readonly now: string },
): Promise<void> {
  await tx.query(
    'update store.notice_number set stopped_at = $3 where org_id = $1 and number = $2 and stopped_at is null',
    [orgId, number, now],
  );
}
