import { emailKeyOf } from '@outpost/domain/kernel/text/email-address';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import { inTenant, type Transaction } from '../../db/database.ts';
import type { Origin } from '../../journal/events/journal-event.ts';
import { noteEvent } from '../../journal/events/note-event.ts';
import type { HandBackOutcome, ProvedPerson } from '../hand-back/hand-back.ts';
import type { IdentityPorts } from '../identity-ports.ts';
import { instantOfMs } from '../../db/instant-at.ts';
import { joinTenant, type JoiningAccount } from '../accounts/join-tenant.ts';
import { domainOfEmail, isOwnAddress } from '../providers/domains.ts';
import { type IdentityProvider, rolesFor } from '../providers/providers.ts';
import { readRule } from '../providers/rule.ts';
import { tellOfLink } from './tell-of-link.ts';

/**
 * The identity that a provider of any kind has proved. `isEmailVerified`: it says that the address is the person's.
 * `groups`: null where it says nothing of them, which is not the same as none.
 */
export type ProvedSubject = {
  readonly subject: string;
  readonly email: string | null;
  readonly isEmailVerified: boolean;
  readonly name: string | null;
  readonly groups: readonly string[] | null;
};

/** Adds a person with these roles of a provider to a tenant, and returns their id. Undefined where none of the roles exists any more. */
export type Provision = (input: {
  readonly orgId: string;
  readonly providerId: string;
  readonly name: string;
  readonly email: string;
  readonly roles: readonly string[];
}) => Promise<string | undefined>;

/**
 * Gives a person the roles that a provider's groups give them now, and removes those that it gave before and no longer gives
 * (PLT-33). Refuses as the act is refused.
 */
export type FollowGroups = (
  input: { readonly orgId: string; readonly providerId: string; readonly personId: string; readonly roles: readonly string[] },
  origin: Origin | undefined,
) => Promise<Result<void>>; // prettier-ignore

export type SettlePorts = {
  readonly identity: IdentityPorts;
  readonly provision: Provision;
  readonly followGroups: FollowGroups;
};

/** An account with the address exists already. Its person proves once that it is theirs (`link.ts`). */
export type TakenAddress = {
  readonly kind: 'taken';
  readonly orgId: string;
  readonly providerId: string;
  readonly subject: string;
  readonly identityId: string;
  readonly email: string;
  readonly name: string;
  readonly roles: readonly string[];
  /** The provider said something of groups: the roles of an existing person follow them. */
  readonly hasGroups: boolean;
};
export type Settled = Extract<HandBackOutcome, { readonly kind: 'person' }> | TakenAddress;

/**
 * Decides the person whom a provider's answer lets in: the person who is linked with this subject. Otherwise a person who joins,
 * because the provider vouches for the address. Otherwise nobody, until the owner of the account has proved that it is theirs.
 * Refuses `access/denied` with a reason for people. Providers of every kind end here.
 */
export async function settle(
  { orgId, provider, proved }: { readonly orgId: string; readonly provider: IdentityProvider; readonly proved: ProvedSubject }, // prettier-ignore
  ports: SettlePorts,
): Promise<Result<Settled>> {
  const { identity: identityPorts } = ports;
  const { database } = identityPorts;
  const linked = await inTenant(database, { orgId, mode: 'snapshot' }, (tx) =>
    findLinked(tx, { orgId, providerId: provider.id, subject: proved.subject }),
  );
  const roles = rolesFor(provider.roles, proved.groups ?? []);
  const hasGroups = proved.groups !== null;
  if (linked) {
    const followed = await follow({ orgId, providerId: provider.id, personId: linked.personId, roles, hasGroups }, ports); // prettier-ignore
    return followed.ok ? accept({ kind: 'person', person: linked }) : followed;
  }
  const email = proved.email?.trim() ?? '';
  if (!/^[^\s@]+@[^\s@]+$/.test(email)) return denied('Your identity provider names no e-mail address for you.');
  if (!proved.isEmailVerified)
    return denied('Your identity provider does not say that your e-mail address is verified.');
  const found = await inTenant(database, { orgId, mode: 'snapshot' }, async (tx) => ({
    isOwn: await isOwnAddress(tx, { orgId, email }),
    identityId: await identityOf(tx, email),
    invited: await personWith(tx, { orgId, email }),
  }));
  if (!found.isOwn)
    return denied(`Your organisation has not proved that ${domainOfEmail(email)} is its domain, so its identity provider cannot vouch for ${email}.`); // prettier-ignore
  const name = proved.name?.trim() || email;
  const taken = { orgId, providerId: provider.id, subject: proved.subject, email, name, roles, hasGroups };
  if (found.identityId !== undefined) return accept({ kind: 'taken', ...taken, identityId: found.identityId });
  if (found.invited === undefined && !provider.provisions) return noPerson();
  const random = Buffer.from(identityPorts.random(32)).toString('base64url');
  const hashed = await identityPorts.passwords.hash(random); // a password that nobody knows: the account has none until its person asks for one by mail
  if (!hashed.ok) return hashed;
  return join(taken, { passwordHash: hashed.value }, ports);
}

type Followed = Pick<TakenAddress, 'orgId' | 'providerId' | 'roles' | 'hasGroups'> & { readonly personId: string };

/**
 * Lets the roles of a person follow their groups at a sign-in, where the provider sends them. A person whose old roles cannot be
 * removed is not let in with them.
 */
export async function follow({ hasGroups, ...input }: Followed, ports: SettlePorts): Promise<Result<void>> {
  if (!hasGroups) return accept(undefined);
  const done = await ports.followGroups(input, ports.identity.origin);
  return done.ok ? done : denied('Your roles could not be brought in line with your groups. Try again, and tell an administrator if this happens again.'); // prettier-ignore
}

/** Lets an account into the tenant as the person who is waiting for it, or as a new one, and links it with its subject. */
export async function join(
  { orgId, providerId, subject, email, name, roles, hasGroups }: Omit<TakenAddress, 'kind' | 'identityId'>,
  account: JoiningAccount,
  ports: SettlePorts,
): Promise<Result<Extract<Settled, { readonly kind: 'person' }>>> {
  const { identity } = ports;
  const waiting = await inTenant(identity.database, { orgId, mode: 'snapshot' }, (tx) => personWith(tx, { orgId, email })); // prettier-ignore
  const isNew = waiting === undefined;
  const personId = waiting ?? (await ports.provision({ orgId, providerId, name, email, roles }));
  if (personId === undefined) return noPerson();
  const followed = isNew ? accept(undefined) : await follow({ orgId, providerId, personId, roles, hasGroups }, ports);
  if (!followed.ok) return followed;
  return inTenant(identity.database, { orgId, mode: 'write' }, async (tx) => {
    const joined = await joinTenant(tx, { orgId, personId, email, account }, identity);
    if (!joined.ok) return denied('Another person of this organisation signs in with this e-mail address.');
    const [row] = await tx.query<{ identity_id: string }>('select identity_id from auth.membership where org_id = $1 and person_id = $2', [orgId, personId]); // prettier-ignore
    if (!row) throw new Error('A person who has just joined is not a member');
    const person = await linkSubject(
      tx,
      { orgId, providerId, subject, personId, identityId: row.identity_id },
      identity,
    );
    if ('identityId' in account) await tellOfLink(tx, { orgId, providerId, email }, identity); // a new account was not there before
    if (isNew)
      await noteEvent(tx, orgId, { action: 'sso/provisioned', nowMs: identity.clock.nowMs(), origin: identity.origin, about: personId, details: { provider: providerId, roles: roles.join(', ') } }); // prettier-ignore
    return accept({ kind: 'person', person });
  });
}

/** Links a subject of a provider with a person. From now on a sign-in at the provider suffices. */
export async function linkSubject(
  tx: Transaction,
  { orgId, providerId, subject, personId, identityId }: { readonly orgId: string; readonly providerId: string; readonly subject: string; readonly personId: string; readonly identityId: string }, // prettier-ignore
  { clock, origin }: Pick<IdentityPorts, 'clock' | 'origin'>,
): Promise<ProvedPerson> {
  await tx.query(
    `insert into auth.sso_link (org_id, provider_id, subject, person_id, identity_id, linked_at) values ($1, $2, $3, $4, $5, $6) on conflict do nothing`,
    [orgId, providerId, subject, personId, identityId, instantOfMs(clock.nowMs())],
  );
  await noteEvent(tx, orgId, { action: 'sso/linked', nowMs: clock.nowMs(), origin, about: personId, details: { provider: providerId } }); // prettier-ignore
  const { asksSecond } = await readRule(tx, orgId);
  return { orgId, personId, identityId, firstFactor: 'sso', second: asksSecond ? 'asked' : 'left-out' };
}

async function findLinked(
  tx: Transaction,
  { orgId, providerId, subject }: { readonly orgId: string; readonly providerId: string; readonly subject: string },
): Promise<ProvedPerson | undefined> {
  const [row] = await tx.query<{ person_id: string; identity_id: string }>(
    `select l.person_id, l.identity_id from auth.sso_link l join auth.membership m on m.org_id = $1 and m.person_id = l.person_id and m.identity_id = l.identity_id
     where l.org_id = $1 and l.provider_id = $2 and l.subject = $3`,
    [orgId, providerId, subject],
  );
  if (!row) return undefined;
  const { asksSecond } = await readRule(tx, orgId);
  return { orgId, personId: row.person_id, identityId: row.identity_id, firstFactor: 'sso', second: asksSecond ? 'asked' : 'left-out' }; // prettier-ignore
}

async function identityOf(tx: Transaction, email: string): Promise<string | undefined> {
  const [row] = await tx.query<{ identity_id: string }>('select identity_id from auth.find_identity($1)', [emailKeyOf(email)]); // prettier-ignore
  return row?.identity_id;
}

/** Returns the one living person of the tenant with an address who cannot sign in yet. */
async function personWith(
  tx: Transaction,
  { orgId, email }: { readonly orgId: string; readonly email: string },
): Promise<string | undefined> {
  const rows = await tx.query<{ id: string }>(
    `select p.id from store.platform_person p where p.org_id = $1 and p.life = 'alive' and lower(trim(p.fields ->> 'email')) = $2
       and coalesce(p.fields ->> 'status', '') <> 'suspended' and not exists (select 1 from auth.membership m where m.org_id = $1 and m.person_id = p.id) limit 2`,
    [orgId, emailKeyOf(email)],
  );
  return rows.length === 1 ? rows[0]?.id : undefined;
}

const denied = (message: string): Result<never> => refuse('access/denied', message, { action: 'sign-in' });
const noPerson = (): Result<never> =>
  denied('You are not a member of this organisation in Outpost yet. Ask an administrator to invite you.');
