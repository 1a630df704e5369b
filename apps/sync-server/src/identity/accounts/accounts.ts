import { systemUserId } from '@outpost/domain/engine/act/author';
import { emailKeyOf } from '@outpost/domain/kernel/text/email-address';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import { inTenant, type Transaction } from '../../db/database.ts';
import type { Caller, IdentityPorts } from '../identity-ports.ts';
import { instantOfMs } from '../../db/instant-at.ts';
import { badCredentials, clearTries, countSignInTry, lockedOut } from '../tries/lockout.ts';
import { moveAccount } from './follow-people.ts';
import { passwordChangedMail, passwordGivenMail } from '../mail/account-mails.ts';
import { tellAddress } from '../mail/outbox.ts';
import { checkChosenPassword } from '../passwords/breached-passwords.ts';
import { leastCharsOf } from '../passwords/least-chars.ts';
import { checkNewPassword } from '../passwords/password-rules.ts';
import { findAccount, sessionEnded } from '../sessions/signed-in.ts';
import { membershipsOf, ownWordsOf, writePassword } from './write-password.ts';

/** The person's record in the tenant, by its id, which is the user id. */
export type PersonOf = { readonly orgId: string; readonly personId: string };
export type NewAccount = PersonOf & {
  readonly email: string;
  readonly password: string;
  /** Set by an administrator: the person must choose another password at the first sign-in. */
  readonly isGiven?: boolean;
};
/**
 * `mayEnter` false: the e-mail address has an account in another tenant, and nothing was joined to it. Never reveal this to
 * anyone.
 */
export type MadeAccount = { readonly mayEnter: boolean };

/**
 * Lets a person of a tenant sign in. The caller checks permission. Refuses a weak password (`request/invalid`), an e-mail address
 * that another account uses to sign in (`records/taken`), and a person who can sign in already (`records/exists`).
 *
 * This never joins an account of another tenant: the person who created that account knows its password and could sign
 * in with it. The new person is added without a message and without access. Joining accounts needs proof that the
 * e-mail address is theirs (`join-tenant.ts`).
 */
export async function createIdentity(account: NewAccount, ports: IdentityPorts): Promise<Result<MadeAccount>> {
  const { name, organisation } = await aboutPerson(account, ports);
  const checked = checkNewPassword(account.password, { email: account.email, name, organisation });
  if (!checked.ok) return checked;
  const hashed = await ports.passwords.hash(account.password);
  if (!hashed.ok) return hashed;
  return inTenant(ports.database, { orgId: account.orgId, mode: 'write' }, (tx) =>
    addAccount(tx, { ...account, passwordHash: hashed.value }, ports),
  );
}

async function addAccount(
  tx: Transaction,
  account: NewAccount & { readonly passwordHash: string },
  ports: IdentityPorts,
): Promise<Result<MadeAccount>> {
  const { orgId, personId, passwordHash, isGiven = false } = account;
  const email = account.email.trim();
  const now = instantOfMs(ports.clock.nowMs());
  const [identity] = await tx.query<{ identity_id: string; is_new: boolean }>(
    'select identity_id, is_new from auth.make_identity($1, $2, $3, $4, $5, $6)',
    [ports.ids.newId(), emailKeyOf(email), email, passwordHash, now, isGiven],
  );
  if (!identity) throw new Error('auth.make_identity answered nothing');
  const elsewhere = await membershipsOf(tx, identity.identity_id);
  if (elsewhere.some((membership) => membership.org_id !== orgId)) return accept({ mayEnter: false });
  const made = await tx.query(
    'insert into auth.membership (org_id, person_id, identity_id, created_at) values ($1, $2, $3, $4) on conflict do nothing returning person_id',
    [orgId, personId, identity.identity_id, now],
  );
  if (made.length > 0) return accept({ mayEnter: true });
  const [holder] = await tx.query<{ person_id: string }>(
    'select person_id from auth.membership where org_id = $1 and identity_id = $2',
    [orgId, identity.identity_id],
  );
  if (holder && holder.person_id !== personId)
    return refuse('records/taken', 'Another person of this organisation signs in with this e-mail.', {
      fields: ['email'],
    });
  return refuse('records/exists', 'This person can sign in already.', { id: personId });
}

type About = {
  readonly name?: string;
  readonly email?: string;
  readonly organisation?: string;
  readonly isHere: boolean;
};

/** Returns the tenant's data about a person, with or without an account. */
async function aboutPerson(
  { orgId, personId }: PersonOf,
  { database }: Pick<IdentityPorts, 'database'>,
): Promise<About> {
  const [row] = await inTenant(database, { orgId, mode: 'snapshot' }, (tx) =>
    tx.query<{ organisation: string; name: string | null; email: string | null; life: string | null }>(
      `select t.name as organisation, p.fields ->> 'name' as name, p.fields ->> 'email' as email, p.life
       from store.tenants t left join store.platform_person p on p.org_id = t.org_id and p.id = $2 where t.org_id = $1`,
      [orgId, personId],
    ),
  );
  const text = (name: 'organisation' | 'name' | 'email') => (row?.[name] == null ? {} : { [name]: row[name] });
  return { ...text('organisation'), ...text('name'), ...text('email'), isHere: row?.life === 'alive' };
}

/**
 * Lets an administrator set a person's password, the first or another one. It gives no access until the person has chosen their
 * own at the next sign-in. All their sessions end. The caller checks permission. Refuses a weak password
 * (`request/invalid`), an unknown person (`records/not-found`) and a person without an e-mail address
 * (`records/invalid`). Refuses an account that also belongs to another tenant (`access/denied`): the administrator of
 * one organisation must not gain access to another.
 */
export async function setPassword(
  { orgId, personId, password }: PersonOf & { readonly password: string },
  ports: IdentityPorts,
): Promise<Result<void>> {
  const account = await inTenant(ports.database, { orgId, mode: 'snapshot' }, async (tx) => {
    const found = await findAccount(tx, { orgId, personId });
    return found && { ...found, memberships: await membershipsOf(tx, found.identityId) };
  });
  const about = await aboutPerson({ orgId, personId }, ports);
  if (!about.isHere) return refuse('records/not-found', 'There is no such person.', { id: personId });
  const email = account?.hasAddress === true ? account.person.email : about.email;
  if (email === undefined)
    return refuse('records/invalid', 'This person has no e-mail to sign in with. Add one first.', { field: 'email' });
  if (account && account.memberships.length > 1)
    return refuse(
      'access/denied',
      'This person also works for another organisation: only they can change their password.',
      { action: 'administer' },
    );
  const orgIds = account ? account.memberships.map(({ org_id: id }) => id) : [orgId];
  const leastChars = await leastCharsOf(ports.database, orgIds);
  const checked = await checkChosenPassword(password, { ...about, email, leastChars }, ports);
  if (!checked.ok) return checked;
  const hashed = await ports.passwords.hash(password);
  if (!hashed.ok) return hashed;
  const passwordHash = hashed.value;
  if (!account) {
    const made = await inTenant(ports.database, { orgId, mode: 'write' }, (tx) =>
      addAccount(tx, { orgId, personId, email, password, passwordHash, isGiven: true }, ports),
    );
    return made.ok ? accept(undefined) : made; // the answer does not reveal whether another tenant uses the address
  }
  if (!account.hasAddress)
    await inTenant(ports.database, { orgId, mode: 'write' }, (tx) =>
      moveAccount(tx, { orgId, personId, email, by: ports.origin?.person ?? systemUserId, at: instantOfMs(ports.clock.nowMs()) }),
    ); // prettier-ignore
  await writePassword({ memberships: account.memberships, passwordHash, isGiven: true }, ports);
  await tellAddress(passwordGivenMail({ to: email, organisation: about.organisation, orgId }), ports);
  return accept(undefined);
}

/**
 * Changes the caller's own password. All their other sessions end, in every tenant, unless the person keeps them. Tries
 * count like those of signing in. Refuses `access/bad-credentials`, `access/locked-out`, `access/session-ended` when
 * the account is gone, and a weak password (`request/invalid`).
 */
export async function changePassword(
  input: {
    readonly caller: Caller;
    readonly currentPassword: string;
    readonly newPassword: string;
    /** Whether the person's other sessions end. Left out: they end. */
    readonly others?: 'end' | 'keep' | undefined;
  },
  ports: IdentityPorts,
): Promise<Result<void>> {
  const { caller, currentPassword, newPassword, others = 'end' } = input;
  const { orgId, userId: personId, deviceId, sessionId } = caller;
  const found = await inTenant(ports.database, { orgId, mode: 'write' }, async (tx) => {
    const account = await findAccount(tx, { orgId, personId });
    if (account?.standing !== 'active') return undefined;
    const trier = { emailKey: emailKeyOf(account.person.email), deviceId, isKnownDevice: true }; // the device is known, because it has a session
    return {
      account,
      trier,
      counted: await countSignInTry(tx, trier, ports),
      memberships: await membershipsOf(tx, account.identityId),
    };
  });
  if (!found) return sessionEnded('removed');
  const { account, trier, counted, memberships } = found;
  if (!counted.isAdmitted) return lockedOut(counted);
  const verified = await ports.passwords.verify(account.passwordHash, currentPassword);
  if (!verified.ok) return verified;
  if (!verified.value) return badCredentials(counted);
  await ports.database.transaction('write', (tx) => clearTries(tx, { trier, counted }, ports));
  const leastChars = await leastCharsOf(ports.database, memberships.map(({ org_id: id }) => id)); // prettier-ignore
  const checked = await checkChosenPassword(newPassword, { ...ownWordsOf(account), leastChars }, ports);
  if (!checked.ok) return checked;
  const hashed = await ports.passwords.hash(newPassword);
  if (!hashed.ok) return hashed;
  const { passwordHash: verifiedHash } = account;
  const isWritten = await writePassword(
    {
      memberships,
      passwordHash: hashed.value,
      exceptSessionId: sessionId,
      verifiedHash,
      keepsSessions: others === 'keep',
    },
    ports,
  );
  if (!isWritten) return badCredentials(counted);
  await tellAddress(passwordChangedMail({ to: account.person.email }), ports);
  return accept(undefined);
}
