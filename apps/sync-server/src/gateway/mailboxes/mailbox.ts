import { instantOfMs } from '../../db/instant-at.ts';
import type { Transaction } from '../../db/database.ts';
import type { MailboxProviderKey } from './mailbox-sign-in.ts';

/**
 * The reasons why a mailbox was not read. `sign-in`: its server refused the password, or the provider the sign-in. `unreachable`: there was no connection. `address`: this server may not ask
 * that address.
 */
export const mailboxProblems = ['sign-in', 'unreachable', 'address'] as const;
export type MailboxProblem = (typeof mailboxProblems)[number];

/** MBX-16: whether the e-mails that a mailbox brings are shared at once, or belong to its person alone until they share them. */
export const mailboxKeepings = ['shared', 'private'] as const;
export type MailboxKeeping = (typeof mailboxKeepings)[number];

/** The mailbox of a person, and the place up to which it was read. Its password or its tokens are sealed (`mailbox-secret.ts`, `mailbox-tokens.ts`). */
export type Mailbox = {
  readonly id: string;
  readonly personId: string;
  readonly address: string;
  readonly host: string;
  readonly port: number;
  readonly userName: string;
  readonly sealed: string;
  /** The provider at which its person signed in. Null: they gave a password. */
  readonly provider: MailboxProviderKey | null;
  /** The mail server that sends what its person writes. Null: it goes out from the organisation's address. */
  readonly sending: { readonly host: string; readonly port: number } | null;
  readonly keeps: MailboxKeeping;
  readonly madeAt: string;
  readonly uidValidity: string | null;
  readonly lastUid: number;
  readonly failedUid: number | null;
  readonly failures: number;
  readonly readAt: string | null;
  /** The number of answers that it has brought, and of e-mails at which the server failed each time. */
  readonly kept: number;
  readonly skipped: number;
  readonly problem: MailboxProblem | null;
  /** The number of times in a row that it was not read. */
  readonly tries: number;
  /** The number of times in a row that its mail server has refused the access token. */
  readonly refusals: number;
  /** Null: it is not read before its person connects it again. */
  readonly nextAt: string | null;
  readonly fence: number;
};

type MailboxRow = {
  readonly id: string;
  readonly person_id: string;
  readonly address: string;
  readonly host: string;
  readonly port: number;
  readonly user_name: string;
  readonly sealed: string;
  readonly provider: MailboxProviderKey | null;
  readonly sends_host: string | null;
  readonly sends_port: number | null;
  readonly keeps: MailboxKeeping;
  readonly made_at: string;
  readonly uid_validity: string | null;
  readonly last_uid: string | number;
  readonly failed_uid: string | number | null;
  readonly failures: number;
  readonly read_at: string | null;
  readonly kept: number;
  readonly skipped: number;
  readonly problem: MailboxProblem | null;
  readonly tries: number;
  readonly refusals: number;
  readonly next_at: string | null;
  readonly fence: string | number;
};

const columns =
  'id, person_id, address, host, port, user_name, sealed, provider, sends_host, sends_port, keeps, made_at, uid_validity, last_uid, failed_uid, failures, read_at, kept, skipped, problem, tries, refusals, next_at, fence';

const mailboxOf = (row: MailboxRow): Mailbox => ({
  id: row.id,
  personId: row.person_id,
  address: row.address,
  host: row.host,
  port: row.port,
  userName: row.user_name,
  sealed: row.sealed,
  provider: row.provider,
  sending: row.sends_host === null || row.sends_port === null ? null : { host: row.sends_host, port: row.sends_port },
  keeps: row.keeps,
  madeAt: row.made_at,
  uidValidity: row.uid_validity,
  lastUid: Number(row.last_uid),
  failedUid: row.failed_uid === null ? null : Number(row.failed_uid),
  failures: row.failures,
  readAt: row.read_at,
  kept: row.kept,
  skipped: row.skipped,
  problem: row.problem,
  tries: row.tries,
  refusals: row.refusals,
  nextAt: row.next_at,
  fence: Number(row.fence),
});

/** Returns the mailbox of a person. */
export async function readMailboxOf(tx: Transaction, orgId: string, personId: string): Promise<Mailbox | undefined> {
  const [row] = await tx.query<MailboxRow>(
    `select ${columns} from store.mailbox where org_id = $1 and person_id = $2`,
    [orgId, personId],
  );
  return row && mailboxOf(row);
}

/** MBX-16: sets how the e-mails that come in from now on are kept. Returns whether the person has a mailbox. */
export async function setMailboxKeeping(
  tx: Transaction,
  orgId: string,
  { personId, keeps }: { readonly personId: string; readonly keeps: MailboxKeeping },
): Promise<boolean> {
  const rows = await tx.query('update store.mailbox set keeps = $3 where org_id = $1 and person_id = $2 returning id', [orgId, personId, keeps]); // prettier-ignore
  return rows.length > 0;
}

/** Returns how the e-mails of a mailbox are kept at this moment. Undefined: it is not connected any more. */
export async function readMailboxKeeping(tx: Transaction, orgId: string, id: string): Promise<MailboxKeeping | undefined> {
  const [row] = await tx.query<{ keeps: MailboxKeeping }>('select keeps from store.mailbox where org_id = $1 and id = $2', [orgId, id]); // prettier-ignore
  return row?.keeps;
} // prettier-ignore

/** Returns the addresses of all mailboxes of the organisation, in small letters: an e-mail from one of them is no answer. */
export async function readMailboxAddresses(tx: Transaction, orgId: string): Promise<ReadonlySet<string>> {
  const rows = await tx.query<{ address: string }>('select lower(address) as address from store.mailbox where org_id = $1', [orgId]); // prettier-ignore
  return new Set(rows.map(({ address }) => address));
}

/** Chosen: longer than one piece of reading may last (`read-mailbox.ts`). */
const claimMs = 180_000;

/** Returns the ids of the mailboxes that are due. */
export async function readDueMailboxes(tx: Transaction, orgId: string, nowMs: number): Promise<readonly string[]> {
  const rows = await tx.query<{ id: string }>(
    `select id from store.mailbox where org_id = $1 and next_at <= $2 and (claimed_until is null or claimed_until < $2) order by next_at, id`,
    [orgId, instantOfMs(nowMs)],
  );
  return rows.map(({ id }) => id);
}

/** Claims a mailbox that is due, so that only one server reads it. Undefined: another one does, or it is not due. */
export async function claimMailbox(
  tx: Transaction,
  orgId: string,
  { id, nowMs }: { readonly id: string; readonly nowMs: number },
): Promise<Mailbox | undefined> {
  const [row] = await tx.query<MailboxRow>(
    `update store.mailbox set claimed_until = $4, fence = fence + 1
     where org_id = $1 and id = $2 and next_at <= $3 and (claimed_until is null or claimed_until < $3) returning ${columns}`,
    [orgId, id, instantOfMs(nowMs), instantOfMs(nowMs + claimMs)],
  );
  return row && mailboxOf(row);
}

/** The place up to which a mailbox was read. */
export type MailboxPlace = Pick<Mailbox, 'uidValidity' | 'lastUid' | 'failedUid' | 'failures' | 'kept' | 'skipped'>;

/** Keeps the place up to which a mailbox was read. Returns false where another server has claimed it meanwhile. */
export async function keepPlace(
  tx: Transaction,
  orgId: string,
  { id, fence, place }: { readonly id: string; readonly fence: number; readonly place: MailboxPlace },
): Promise<boolean> {
  const rows = await tx.query(
    `update store.mailbox set uid_validity = $4, last_uid = $5, failed_uid = $6, failures = $7, kept = $8, skipped = $9
     where org_id = $1 and id = $2 and fence = $3 returning id`,
    [orgId, id, fence, place.uidValidity, place.lastUid, place.failedUid, place.failures, place.kept, place.skipped],
  );
  return rows.length > 0;
}

/** The end of a claim. `problem` null: all of it was read. `isTokenRefused`: the mail server has refused the access token. */
export type MailboxRelease = {
  readonly id: string;
  readonly fence: number;
  readonly nowMs: number;
  readonly problem: MailboxProblem | null;
  readonly nextAt: string | null;
  readonly isTokenRefused: boolean;
};

/** Ends a claim. */
export async function releaseMailbox(
  tx: Transaction,
  orgId: string,
  { id, fence, nowMs, problem, nextAt, isTokenRefused }: MailboxRelease,
): Promise<void> {
  await tx.query(
    `update store.mailbox set claimed_until = null, problem = $4, next_at = $5, tries = case when $4::text is null then 0 else tries + 1 end,
       refusals = case when $4::text is null then 0 when $7 then refusals + 1 else refusals end,
       read_at = case when $4::text is null then $6 else read_at end
     where org_id = $1 and id = $2 and fence = $3`,
    [orgId, id, fence, problem, nextAt, instantOfMs(nowMs), isTokenRefused],
  );
}
