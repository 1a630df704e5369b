import { refuse, type Result } from '@outpost/domain/kernel/refusal';
import type { Row, Transaction } from '../../db/database.ts';
import { instantOfMs } from '../../db/instant-at.ts';

/** The reason why an invitation cannot be accepted. `changed`: the person was suspended, deleted or got another address. */
export type InviteEnd = 'used' | 'taken-back' | 'sent-again' | 'expired' | 'changed' | 'unknown';

/** Chosen: three times the longest time for which an invitation is valid. Later its code is an unknown one. */
const keptForMs = 90 * 86_400_000;

type Ended = {
  readonly orgId: string;
  readonly personId: string;
  readonly why: Extract<InviteEnd, 'used' | 'taken-back' | 'sent-again'>;
  readonly nowMs: number;
};

/**
 * Keeps the hash of a person's present code with the reason why it ends. Call this before the code is replaced or removed, in the same
 * transaction. Without an open code it keeps nothing.
 */
export async function keepFormerInvite(tx: Transaction, { orgId, personId, why, nowMs }: Ended): Promise<void> {
  await tx.query('delete from auth.former_invite where org_id = $1 and ended_at < $2', [
    orgId,
    instantOfMs(nowMs - keptForMs),
  ]);
  await tx.query(
    `insert into auth.former_invite (org_id, person_id, code_hash, why, ended_at)
     select i.org_id, i.person_id, i.code_hash, $3, $4 from auth.invite i where i.org_id = $1 and i.person_id = $2 and i.code_hash is not null
     on conflict do nothing`,
    [orgId, personId, why, instantOfMs(nowMs)],
  );
}

/** Returns why a code without an open invitation cannot be used. */
export async function whyEnded(tx: Transaction, hash: Buffer): Promise<InviteEnd> {
  const [row] = await tx.query<Row & { readonly why: Ended['why'] }>('select why from auth.find_former_invite($1)', [hash]); // prettier-ignore
  return row?.why ?? 'unknown';
}

const sentences: Readonly<Record<InviteEnd, string>> = {
  used: 'This invitation was used already. Sign in with your e-mail address and password.',
  'taken-back': 'This invitation was taken back. Ask the person who invited you.',
  'sent-again': 'A newer invitation was sent to you. Use the link or the code of the newest e-mail.',
  expired: 'This invitation is too old. Ask the person who invited you to send it again.',
  changed: 'This invitation is no longer valid, because your place in the organisation has changed. Ask the person who invited you.', // prettier-ignore
  unknown: 'There is no invitation with this code. Check it against the newest e-mail, or ask for another invitation.',
};

/** Returns the refusal of a code. Only the reader of the invited mailbox has one, so it may say what happened to it. */
export const inviteOver = (why: InviteEnd): Result<never> =>
  refuse('access/bad-code', sentences[why], { triesLeft: 0 });
