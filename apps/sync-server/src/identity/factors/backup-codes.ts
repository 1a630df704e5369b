import { asMade, newCode } from '../tries/codes.ts';
import type { IdentityPorts } from '../identity-ports.ts';
import type { Transaction } from '../../db/database.ts';
import { lastCodesMail } from '../mail/account-mails.ts';
import { queueNotice } from '../mail/outbox.ts';
import type { Account } from '../sessions/signed-in.ts';
import { addFactor, factorsOf, removeFactors } from './stored-factors.ts';

/** Issue 14, part 2. */
const codeCount = 10;

/** Returns the stored form of a backup code. A code has 40 random bits and tries are counted, so no slow hash is needed. */
export const macOfBackupCode = (identityId: string, code: string, { keys }: Pick<IdentityPorts, 'keys'>): Buffer =>
  keys.attemptMac(`backup code:${identityId}:${asMade(code)}`);

/** Makes ten backup codes; the former ones end. Only the answer has them: the store keeps keyed hashes. */
export async function writeBackupCodes(
  tx: Transaction,
  identityId: string,
  ports: Pick<IdentityPorts, 'ids' | 'clock' | 'random' | 'keys'>,
): Promise<readonly string[]> {
  const former = (await factorsOf(tx, identityId)).filter(({ kind }) => kind === 'backup-codes');
  await removeFactors(tx, identityId, former.map(({ id }) => id)); // prettier-ignore
  const codes = Array.from({ length: codeCount }, () => newCode(ports.random));
  await addFactor(tx, {
    id: ports.ids.newId(),
    identityId,
    kind: 'backup-codes',
    name: 'Backup codes',
    codes: codes.map((code) => macOfBackupCode(identityId, code, ports)),
    madeMs: ports.clock.nowMs(),
    isConfirmed: true,
  });
  return codes;
}

/** Chosen: a person with one code left is told to make new ones before that code is used. */
const lastCodes = 2;

/** Tells a person by mail that one of their last two backup codes was used. Runs in the transaction that used it. */
export async function tellOfLastCodes(
  tx: Transaction,
  { identityId, person }: Pick<Account, 'identityId' | 'person'>,
  ports: IdentityPorts,
): Promise<void> {
  const codes = (await factorsOf(tx, identityId)).find(({ kind }) => kind === 'backup-codes');
  if (codes && codes.codesLeft < lastCodes)
    await queueNotice(tx, lastCodesMail({ to: person.email }, codes.codesLeft), ports);
}
