import { isTimeZone } from '@outpost/domain/kernel/calendar/is-time-zone';
import { cutLabel } from '@outpost/domain/kernel/acts/act-label';
import { isCurrency } from '@outpost/domain/kernel/entities/is-currency';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import { emailKeyOf } from '@outpost/domain/kernel/text/email-address';
import { accessEntities } from '../../access/principal.ts';
import { inTenant } from '../../db/database.ts';
import { badCode, codeForMs, enterCode, isCodeOf, makeCode, voidCode } from '../../identity/tries/codes.ts';
import type { AskedForCode } from '../../identity/accounts/forgotten-password.ts';
import { joinTenant, type JoiningAccount } from '../../identity/accounts/join-tenant.ts';
import { alreadyRegisteredMail, registerMail } from '../../identity/mail/account-mails.ts';
import { queueMail } from '../../identity/mail/outbox.ts';
import { checkChosenPassword } from '../../identity/passwords/breached-passwords.ts';
import { checkNewPassword } from '../../identity/passwords/password-rules.ts';
import { applyAsServer, createTenant } from '../create-tenant.ts';
import type { MemberPorts } from '../members.ts';
import type { Registration } from './registration.ts';

const purpose = 'register';

export type RegisterPorts = MemberPorts & { readonly registration: Registration };

export const notOpen = (): Result<never> =>
  refuse(
    'access/denied',
    'People cannot register at this server by themselves. Ask an administrator of your organisation to invite you.',
    { action: 'register' },
  );

/**
 * Sends a code to an address that has no account. An address with an account gets a mail that says so. The answer,
 * its time and the written rows are the same for every address. Refuses `access/denied` where the server is not open,
 * and `server/no-mail`.
 */
export async function askToRegister(
  ports: RegisterPorts,
  { email }: { readonly email: string },
): Promise<Result<AskedForCode>> {
  const { accountMail, database, ids } = ports.identity;
  if (ports.registration !== 'open') return notOpen();
  if (!accountMail) return refuse('server/no-mail', 'This server sends no e-mail, so nobody can register.', {});
  const minutes = codeForMs / 60_000;
  const ticket = await database.transaction('write', async (tx) => {
    const [identity] = await tx.query('select identity_id from auth.find_identity($1)', [emailKeyOf(email)]);
    const to = email.trim();
    // The account does not exist yet, so the code is for an id of its own. An address with an account gets no code, and as few mails.
    const made = await makeCode(tx, { purpose, email, identityId: ids.newId() }, ports.identity);
    const told = (code: string) => (identity ? alreadyRegisteredMail({ to }) : registerMail({ to }, code, minutes));
    const mail = made.code === null ? null : told(made.code);
    await queueMail(tx, { mail, forMs: codeForMs }, ports.identity);
    return made.ticket;
  });
  accountMail.queued();
  return accept({ ticket, minutes });
}

export type NewOrganisation = {
  readonly name: string;
  /** ISO 4217. */
  readonly currency: string;
  /** IANA. */
  readonly timeZone: string;
};
export type Register = {
  readonly ticket: string;
  readonly email: string;
  readonly code: string;
  readonly name: string;
  readonly password: string;
  readonly organisation: NewOrganisation;
};
/** The organisation that was made, and the address with which its owner signs in. */
export type Registered = {
  readonly organisation: { readonly id: string; readonly name: string };
  readonly email: string;
};

/**
 * Makes an account for an address that a code proves, with an organisation that the person owns. Refuses `access/denied` where the server
 * is not open, a weak password or a currency or time zone that does not exist (`request/invalid`), and `access/bad-code`. After another
 * refusal than the last the same code may be used again.
 */
export async function register(ports: RegisterPorts, input: Register): Promise<Result<Registered>> {
  const { ticket, email, code, name, password, organisation } = input;
  if (ports.registration !== 'open') return notOpen();
  const usable = checkOrganisation(organisation);
  if (!usable.ok) return usable;
  const words = { email, name, organisation: organisation.name };
  const strong = checkNewPassword(password, words);
  if (!strong.ok) return strong;
  const { database, passwords } = ports.identity;
  const entered = await database.transaction('write', async (tx) => {
    const entry = await enterCode(tx, { purpose, ticket, code }, ports.identity);
    const isTheirs = await isCodeOf(tx, { ticket, email }, ports.identity);
    return entry.isRight && !isTheirs ? ({ isRight: false, triesLeft: 0 } as const) : entry;
  });
  if (!entered.isRight) return badCode(entered.triesLeft);
  const chosen = await checkChosenPassword(password, words, ports.identity);
  if (!chosen.ok) return chosen;
  const hashed = await passwords.hash(password);
  if (!hashed.ok) return hashed;
  const isFree = await database.transaction('write', async (tx) => {
    const isFirst = await voidCode(tx, ticket);
    const taken = await tx.query('select identity_id from auth.find_identity($1)', [emailKeyOf(email)]);
    return isFirst && taken.length === 0;
  });
  if (!isFree) return badCode(0);
  return makeOrganisation(ports, { name, email: email.trim(), account: { passwordHash: hashed.value }, organisation });
}

/** Refuses a currency or time zone that does not exist (PLT-15). */
export function checkOrganisation({ currency, timeZone }: NewOrganisation): Result<void> {
  const wrong = (path: string, message: string): Result<never> => refuse('request/invalid', message, { path });
  if (!isCurrency(currency))
    return wrong(
      'organisation.currency',
      `"${currency}" is not a currency. Use a code of three capital letters, such as EUR.`,
    );
  if (!isTimeZone(timeZone))
    return wrong('organisation.timeZone', `"${timeZone}" is not a time zone. Use a name such as Europe/London.`);
  return accept(undefined);
}

type Founding = {
  readonly name: string;
  readonly email: string;
  readonly account: JoiningAccount;
  readonly organisation: NewOrganisation;
};

/**
 * Makes an organisation with its owner, a person with this name who signs in with the account. After an interruption an
 * organisation without an account may stay. The person registers again.
 */
export async function makeOrganisation(
  ports: MemberPorts,
  { name, email, account, organisation }: Founding,
): Promise<Result<Registered>> {
  const orgId = ports.ids.newId();
  const personId = ports.ids.newId();
  await createTenant(ports, { orgId, ...organisation });
  await applyAsServer(ports, orgId, {
    label: cutLabel(`${name} registered ${organisation.name}`),
    edits: [
      {
        id: personId,
        entity: accessEntities.person,
        create: {
          schema: 1,
          ownerId: null,
          teamId: null,
          sharedWith: [],
          fields: { name, email, status: 'active', memberships: [{ role: 'owner', teamId: null }] },
        },
      },
    ],
  });
  const joined = await inTenant(ports.database, { orgId, mode: 'write' }, (tx) =>
    joinTenant(tx, { orgId, personId, email, account }, ports.identity),
  );
  return joined.ok ? accept({ organisation: { id: orgId, name: organisation.name }, email }) : joined;
}
