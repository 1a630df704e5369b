import { emailKeyOf } from '@outpost/domain/kernel/text/email-address';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import { inTenant } from '../../db/database.ts';
import { noteOfAccount } from '../../journal/events/note-event.ts';
import { badCode, codeForMs, enterCode, makeCode, voidCode } from '../tries/codes.ts';
import type { IdentityPorts } from '../identity-ports.ts';
import { notedAccountOf } from './noted-account.ts';
import { passByReset } from '../tries/lockout.ts';
import { codeMail, passwordChangedMail } from '../mail/account-mails.ts';
import { queueMail, tellAddress } from '../mail/outbox.ts';
import { checkChosenPassword } from '../passwords/breached-passwords.ts';
import { leastCharsOf } from '../passwords/least-chars.ts';
import { checkNewPassword } from '../passwords/password-rules.ts';
import { findAccount } from '../sessions/signed-in.ts';
import { membershipsOf, ownWordsOf, writePassword } from './write-password.ts';

const purpose = 'reset-password';
export type AskedForCode = { readonly ticket: string; readonly minutes: number };

/**
 * Sends a code to an e-mail address, if it has an account. The answer, its time and the written rows are the same for
 * every address. Refuses `server/no-mail` where the server has no mail server.
 */
export async function askForCode(
  { email }: { readonly email: string },
  ports: IdentityPorts,
): Promise<Result<AskedForCode>> {
  if (!ports.accountMail)
    return refuse('server/no-mail', 'This server sends no e-mail. Ask an administrator of your organisation for a new password.', {}); // prettier-ignore
  const minutes = codeForMs / 60_000;
  const ticket = await ports.database.transaction('write', async (tx) => {
    const [identity] = await tx.query<{ identity_id: string }>('select identity_id from auth.find_identity($1)', [
      emailKeyOf(email),
    ]);
    const memberships = await tx.query('select org_id from auth.memberships_of($1::uuid)', [
      identity?.identity_id ?? null,
    ]);
    const identityId = memberships.length > 0 ? (identity?.identity_id ?? null) : null;
    await noteOfAccount(tx, identityId, {
      action: 'password/code-asked',
      nowMs: ports.clock.nowMs(),
      origin: ports.origin,
      ...notedAccountOf(email, ports),
    });
    const made = await makeCode(tx, { purpose, email, identityId }, ports);
    const mail = made.code === null ? null : codeMail({ to: email.trim() }, made.code, minutes);
    await queueMail(tx, { mail, forMs: codeForMs }, ports);
    return made.ticket;
  });
  ports.accountMail.queued();
  return accept({ ticket, minutes });
}

export type PasswordReset = { readonly ticket: string; readonly code: string; readonly password: string };

/**
 * Replaces a forgotten password by the code from the mail. All sessions of the account end, and the address is
 * notified. The ticket passes a lock of unknown devices as the key of a sign-in (`passByReset`). Refuses
 * `access/bad-code`, and a weak password (`request/invalid`), after which the same code may be used again.
 */
export async function resetPassword(input: PasswordReset, ports: IdentityPorts): Promise<Result<void>> {
  const { ticket, code, password } = input;
  const strong = checkNewPassword(password, { email: '' }); // before the code, so that the answer does not reveal the account
  if (!strong.ok) return strong;
  const entered = await ports.database.transaction('write', async (tx) => {
    const entry = await enterCode(tx, { purpose, ticket, code }, ports);
    return entry.isRight ? { ...entry, memberships: await membershipsOf(tx, entry.identityId) } : entry;
  });
  if (!entered.isRight) return badCode(entered.triesLeft);
  const { memberships } = entered;
  const [first] = memberships;
  const account =
    first &&
    (await inTenant(ports.database, { orgId: first.org_id, mode: 'snapshot' }, (tx) =>
      findAccount(tx, { orgId: first.org_id, personId: first.person_id }),
    ));
  if (!account) return badCode(0);
  const leastChars = await leastCharsOf(ports.database, memberships.map(({ org_id: id }) => id)); // prettier-ignore
  const own = await checkChosenPassword(password, { ...ownWordsOf(account), leastChars }, ports);
  if (!own.ok) return own;
  const hashed = await ports.passwords.hash(password);
  if (!hashed.ok) return hashed;
  const isFirst = await ports.database.transaction('write', (tx) => voidCode(tx, ticket));
  if (!isFirst) return badCode(0);
  await writePassword({ memberships, passwordHash: hashed.value }, ports);
  const { email } = account.person;
  await ports.database.transaction('write', (tx) => passByReset(tx, { emailKey: emailKeyOf(email), ticket }, ports)); // prettier-ignore
  await tellAddress(passwordChangedMail({ to: email }), ports);
  return accept(undefined);
}
