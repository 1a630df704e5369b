import { createHash } from 'node:crypto';
import { instantOfMs } from '../../db/instant-at.ts';
import type { Transaction } from '../../db/database.ts';

/** The providers at which a person signs in to their mailbox. */
export const mailboxProviderKeys = ['google', 'microsoft'] as const;
export type MailboxProviderKey = (typeof mailboxProviderKeys)[number];

/** A sign-in at a provider that a person has started, and not ended yet. `sessionId`: the session that started it. */
export type StartedMailSignIn = {
  readonly personId: string;
  readonly sessionId: string;
  readonly provider: MailboxProviderKey;
};

/** Chosen: long enough to find a phone for the second factor. */
const signInForMs = 10 * 60_000;

const hashOf = (state: string): Buffer => createHash('sha256').update(state).digest();

/** Keeps a sign-in that begins. An earlier one of the same person ends. */
export async function keepMailSignIn(
  tx: Transaction,
  orgId: string,
  { personId, sessionId, provider, state, nowMs }: StartedMailSignIn & { readonly state: string; readonly nowMs: number }, // prettier-ignore
): Promise<void> {
  await tx.query(
    `insert into store.mailbox_sign_in (org_id, person_id, session_id, provider, state_hash, made_at) values ($1, $2, $3, $4, $5, $6)
     on conflict (org_id, person_id) do update set session_id = $3, provider = $4, state_hash = $5, made_at = $6`,
    [orgId, personId, sessionId, provider, hashOf(state), instantOfMs(nowMs)],
  );
}

type Row = { readonly person_id: string; readonly session_id: string; readonly provider: MailboxProviderKey };
type Asked = { readonly state: string; readonly provider: MailboxProviderKey; readonly nowMs: number };

const startedOf = (row: Row | undefined): StartedMailSignIn | undefined =>
  row && { personId: row.person_id, sessionId: row.session_id, provider: row.provider };
const where = 'org_id = $1 and state_hash = $2 and provider = $3 and made_at > $4';
const valuesOf = (orgId: string, { state, provider, nowMs }: Asked) => [orgId, hashOf(state), provider, instantOfMs(nowMs - signInForMs)]; // prettier-ignore

/** Returns the sign-in that a state names. Undefined: there is none, or it is too old. */
export async function readMailSignIn(tx: Transaction, orgId: string, asked: Asked): Promise<StartedMailSignIn | undefined> {
  const [row] = await tx.query<Row>(`select person_id, session_id, provider from store.mailbox_sign_in where ${where}`, valuesOf(orgId, asked));
  return startedOf(row);
} // prettier-ignore

/** Ends the sign-in that a state names, and returns it. Of several that end it at the same time only one gets it. */
export async function takeMailSignIn(tx: Transaction, orgId: string, asked: Asked): Promise<StartedMailSignIn | undefined> {
  const [row] = await tx.query<Row>(`delete from store.mailbox_sign_in where ${where} returning person_id, session_id, provider`, valuesOf(orgId, asked));
  return startedOf(row);
} // prettier-ignore
