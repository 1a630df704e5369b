import { createHash, timingSafeEqual } from 'node:crypto';
import { emailKeyOf } from '@outpost/domain/kernel/text/email-address';
import type { RandomBytes } from '@outpost/domain/kernel/ports';
import { refuse, type Result } from '@outpost/domain/kernel/refusal';
import type { Transaction } from '../../db/database.ts';
import type { IdentityPorts } from '../identity-ports.ts';

/** The purpose of a code. The server accepts the code only for this purpose. */
export type CodePurpose =
  'reset-password' | 'register' | 'new-address' | 'present-address' | 'second-factor' | 'link' | 'notice-number';

/** ASVS 5.0, 6.5.5: the most for a code that is sent. */
export const codeForMs = 10 * 60_000;
/** Wrong entries before a code is void. With 40 random bits, ten codes an hour give a guesser 1 chance in 20 billion. */
const mostTries = 5;
/** Codes of one address and purpose within half an hour. More requests get an answer like the others, and no mail. */
const mostCodes = 3;
export const codesCountedForMs = 30 * 60_000;

/** Without letters and digits that look alike: 32 of them, 5 bits each. */
const letters = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';
const codeChars = 8;

/** Returns a code as people read it: "K7PM-X2QD". */
export function newCode(random: RandomBytes): string {
  const text = [...random(codeChars)].map((byte) => letters[byte % letters.length]).join('');
  return `${text.slice(0, 4)}-${text.slice(4)}`;
}

/** Returns a code as it was made: without spaces and hyphens, in capitals. */
export const asMade = (code: string): string => code.toUpperCase().replace(/[^A-Z0-9]/g, '');

const hashOf = (ticket: string): Buffer => createHash('sha256').update(ticket).digest();

/** A code for an address. `code` null: the address has no account, or has got enough codes. */
export type NewCode = { readonly ticket: string; readonly code: string | null };

type CodePorts = Pick<IdentityPorts, 'clock' | 'random' | 'keys'>;

/**
 * Makes a code, valid for ten minutes. The ticket goes to the asking device, the code to the address. An unknown address gets a ticket
 * that no code fits: the same statements run.
 */
export async function makeCode(
  tx: Transaction,
  wanted: {
    readonly purpose: CodePurpose;
    /** Codes are counted by this address, or by another name of their receiver. */
    readonly email: string;
    readonly identityId: string | null;
    /** A secret that the asking device has already: the new code takes the place of an earlier one with it. */
    readonly ticket?: string;
  },
  { clock, random, keys }: CodePorts,
): Promise<NewCode> {
  const { purpose, email, identityId, ticket = Buffer.from(random(32)).toString('base64url') } = wanted;
  const nowMs = clock.nowMs();
  await tx.query('delete from auth.code where ticket in (select ticket from auth.code where expires_ms <= $1 order by expires_ms limit 20 for update skip locked)', [nowMs - codesCountedForMs]); // prettier-ignore
  const emailMac = keys.attemptMac(`code for:${emailKeyOf(email)}`);
  await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 1))', [emailMac.toString('hex')]); // simultaneous requests are counted
  const [made] = await tx.query<{ count: number }>(
    'select count(*)::integer as count from auth.code where email_mac = $1 and purpose = $2 and made_ms > $3',
    [emailMac, purpose, nowMs - codesCountedForMs],
  );
  const code = newCode(random);
  // The tries of an earlier code with this ticket are still counted, under a name that nobody has.
  await tx.query('update auth.code set ticket = $2, code_mac = null where ticket = $1', [hashOf(ticket), random(32)]);
  const isSent = identityId !== null && (made?.count ?? 0) < mostCodes;
  await tx.query(
    'insert into auth.code (ticket, purpose, email_mac, code_mac, identity_id, made_ms, expires_ms) values ($1, $2, $3, $4, $5, $6, $7)',
    [
      hashOf(ticket),
      purpose,
      emailMac,
      isSent ? macOf(ticket, code, keys) : null,
      isSent ? identityId : null,
      nowMs,
      nowMs + codeForMs,
    ],
  );
  return { ticket, code: isSent ? code : null };
}

const macOf = (ticket: string, code: string, keys: IdentityPorts['keys']): Buffer =>
  keys.attemptMac(`code:${ticket}:${asMade(code)}`);

/** `id`: the identity whose code was right. `triesLeft`: 0 where the code is void, expired or was never sent. */
export type CodeEntry =
  { readonly isRight: true; readonly identityId: string } | { readonly isRight: false; readonly triesLeft: number };

/** Counts a try before the code is compared, so that simultaneous ones cannot pass together. A right code stays valid until `voidCode`. */
export async function enterCode(
  tx: Transaction,
  { purpose, ticket, code }: { readonly purpose: CodePurpose; readonly ticket: string; readonly code: string },
  { clock, keys }: CodePorts,
): Promise<CodeEntry> {
  const [row] = await tx.query<{ code_mac: Uint8Array | null; identity_id: string | null; tries: number }>(
    'update auth.code set tries = tries + 1 where ticket = $1 and purpose = $2 and expires_ms > $3 and tries < $4 returning code_mac, identity_id, tries',
    [hashOf(ticket), purpose, clock.nowMs(), mostTries],
  );
  if (!row) return { isRight: false, triesLeft: 0 };
  const given = macOf(ticket, code, keys);
  const right = Buffer.from(row.code_mac ?? keys.attemptMac('no code')); // an unknown address takes the same time
  if (row.identity_id === null || row.code_mac === null || !timingSafeEqual(given, right))
    return { isRight: false, triesLeft: mostTries - row.tries };
  return { isRight: true, identityId: row.identity_id };
}

/** Makes a code void, in the transaction of its purpose. Returns false where it already is: another request was first. */
export async function voidCode(tx: Transaction, ticket: string): Promise<boolean> {
  const gone = await tx.query('delete from auth.code where ticket = $1 returning ticket', [hashOf(ticket)]);
  return gone.length > 0;
}

/** Returns whether a ticket's code was made for this address. */
export async function isCodeOf(
  tx: Transaction,
  { ticket, email }: { readonly ticket: string; readonly email: string },
  { keys }: Pick<CodePorts, 'keys'>,
): Promise<boolean> {
  const found = await tx.query('select ticket from auth.code where ticket = $1 and email_mac = $2', [
    hashOf(ticket),
    keys.attemptMac(`code for:${emailKeyOf(email)}`),
  ]);
  return found.length > 0;
}

/** Returns the refusal of a wrong code. `triesLeft` 0: it is void, expired or was never sent. `from`: its address, where there are two codes. */
export const badCode = (triesLeft: number, from?: string): Result<never> =>
  refuse(
    'access/bad-code',
    triesLeft > 0
      ? `${from === undefined ? 'This code' : `The code that was sent to ${from}`} is wrong. You have ${triesLeft} more ${triesLeft === 1 ? 'try' : 'tries'}.`
      : `${from === undefined ? 'This code' : `The code that was sent to ${from}`} is wrong, too old or used up. Ask for another one.`,
    { triesLeft },
  );
