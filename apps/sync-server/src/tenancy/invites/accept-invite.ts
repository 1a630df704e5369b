import { cutLabel } from '@outpost/domain/kernel/acts/act-label';
import { accept, type Result } from '@outpost/domain/kernel/refusal';
import { emailKeyOf } from '@outpost/domain/kernel/text/email-address';
import { accessEntities } from '../../access/principal.ts';
import { inTenant, type Transaction } from '../../db/database.ts';
import { instantOfMs } from '../../db/instant-at.ts';
import { joinTenant, type JoiningAccount } from '../../identity/accounts/join-tenant.ts';
import { joinedMail } from '../../identity/mail/account-mails.ts';
import { tellAddress } from '../../identity/mail/outbox.ts';
import { checkChosenPassword } from '../../identity/passwords/breached-passwords.ts';
import { leastCharsOf } from '../../identity/passwords/least-chars.ts';
import { provePassword } from '../../identity/accounts/prove-password.ts';
import { applyAsServer } from '../create-tenant.ts';
import type { MemberPorts } from '../members.ts';
import { type InviteEnd, inviteOver, keepFormerInvite, whyEnded } from './former-invites.ts';
import { hashOfInviteCode } from './invite-code.ts';

/**
 * The account and organisation that a code opens. Only the reader of the invited mailbox has the code, so this may
 * say whether their own address has an account.
 */
export type OpenInvite = {
  readonly organisation: { readonly id: string; readonly name: string };
  readonly email: string;
  /** The name that the person has in the organisation until now. */
  readonly name: string;
  readonly hasAccount: boolean;
};

type Open = OpenInvite & { readonly personId: string; readonly version: number; readonly status: string | null };

/**
 * Returns the invitation of a code. Refuses `access/bad-code`, with the reason, for an invitation that was used, withdrawn or sent
 * again, is too old, or never existed.
 */
export async function findInvite(ports: MemberPorts, { code }: { readonly code: string }): Promise<Result<OpenInvite>> {
  const found = await findOpen(ports, code);
  if (!found.ok) return found;
  const { organisation, email, name, hasAccount } = found.value;
  return accept({ organisation, email, name, hasAccount });
}

async function findOpen(ports: MemberPorts, code: string): Promise<Result<Open>> {
  const hash = hashOfInviteCode(code);
  const at = await ports.database.transaction('snapshot', async (tx) => {
    const [row] = await tx.query<{ org_id: string; person_id: string }>(
      'select org_id, person_id from auth.find_invite($1)',
      [hash],
    );
    return row ?? whyEnded(tx, hash);
  });
  if (typeof at === 'string') return inviteOver(at);
  const { org_id: orgId, person_id: personId } = at;
  const asked = { orgId, personId, hash, now: instantOfMs(ports.identity.clock.nowMs()) };
  const open = await inTenant(
    ports.database,
    { orgId, mode: 'snapshot' },
    async (tx) => (await readOpen(tx, asked)) ?? whyNotOpen(tx, asked),
  );
  return typeof open === 'string' ? inviteOver(open) : accept(open);
}

type Asked = { readonly orgId: string; readonly personId: string; readonly hash: Buffer; readonly now: string };

/** Reads an open invitation. Its person exists in the organisation, is not suspended, and still has the invited address. */
async function readOpen(tx: Transaction, { orgId, personId, hash, now }: Asked): Promise<Open | undefined> {
  const [row] = await tx.query<{
    readonly email_key: string;
    readonly email: string | null;
    readonly name: string | null;
    readonly status: string | null;
    readonly version: number;
    readonly organisation: string;
  }>(
    `select i.email_key, p.fields ->> 'email' as email, p.fields ->> 'name' as name, p.fields ->> 'status' as status, p.version, t.name as organisation
     from auth.invite i join store.platform_person p on p.org_id = $1 and p.id = i.person_id and p.life = 'alive' join store.tenants t on t.org_id = $1
     where i.org_id = $1 and i.person_id = $2 and i.code_hash = $3 and i.expires_at > $4`,
    [orgId, personId, hash, now],
  );
  if (!row || row.email === null || emailKeyOf(row.email) !== row.email_key || row.status === 'suspended')
    return undefined;
  const [identity] = await tx.query('select identity_id from auth.find_identity($1)', [row.email_key]);
  return {
    organisation: { id: orgId, name: row.organisation },
    email: row.email.trim(),
    name: row.name ?? '',
    hasAccount: identity !== undefined,
    personId,
    version: Number(row.version),
    status: row.status,
  };
}

export type AcceptInvite = { readonly code: string; readonly name: string; readonly password: string };
/** The organisation and the address with which the person signs in now. */
export type AcceptedInvite = Pick<OpenInvite, 'organisation' | 'email'>;

/** Returns why an invitation whose code is stored is not open. */
async function whyNotOpen(tx: Transaction, { orgId, personId, hash, now }: Asked): Promise<InviteEnd> {
  const [row] = await tx.query<{ readonly expires_at: string }>(
    'select expires_at from auth.invite where org_id = $1 and person_id = $2 and code_hash = $3',
    [orgId, personId, hash],
  );
  if (!row) return whyEnded(tx, hash);
  return row.expires_at <= now ? 'expired' : 'changed';
}

/**
 * Accepts an invitation, once. An address without an account gets one with this password. The owner of an existing
 * account proves it by its password. The person gets the name. Refuses `access/bad-code`, a weak new password
 * (`request/invalid`), `access/bad-credentials` and `access/locked-out` for an existing account, and `records/taken`.
 */
export async function acceptInvite(
  ports: MemberPorts,
  { code, name, password }: AcceptInvite,
): Promise<Result<AcceptedInvite>> {
  const found = await findOpen(ports, code);
  if (!found.ok) return found;
  const { organisation, email, personId } = found.value;
  const proved = await proveOrChoose(ports, { invite: found.value, name, password });
  if (!proved.ok) return proved;
  const orgId = organisation.id;
  const joined = await inTenant(ports.database, { orgId, mode: 'write' }, async (tx): Promise<Result<void>> => {
    const nowMs = ports.identity.clock.nowMs();
    const asked = { orgId, personId, hash: hashOfInviteCode(code), now: instantOfMs(nowMs) };
    await tx.query('select person_id from auth.invite where org_id = $1 and person_id = $2 for update', [orgId, personId]); // prettier-ignore
    if (!(await readOpen(tx, asked))) return inviteOver(await whyNotOpen(tx, asked));
    const account = { orgId, personId, email, account: proved.value };
    const made = await joinTenant(tx, account, ports.identity);
    if (!made.ok) return made;
    await keepFormerInvite(tx, { orgId, personId, why: 'used', nowMs });
    await tx.query('update auth.invite set accepted_at = $3, code_hash = null where org_id = $1 and person_id = $2', [orgId, personId, asked.now]); // prettier-ignore
    return accept(undefined);
  });
  if (!joined.ok) return joined;
  const { version, status } = found.value;
  await applyAsServer(ports, orgId, {
    label: cutLabel(`${name} accepted the invitation`),
    edits: [
      {
        id: personId,
        entity: accessEntities.person,
        seen: version,
        fields: { name: [found.value.name, name], status: [status, 'active'] },
      },
    ],
  });
  if (found.value.hasAccount)
    await tellAddress(joinedMail({ to: email, organisation: organisation.name, orgId }), ports.identity);
  return accept({ organisation, email });
}

async function proveOrChoose(
  ports: MemberPorts,
  { invite, name, password }: { readonly invite: Open; readonly name: string; readonly password: string },
): Promise<Result<JoiningAccount>> {
  const { email, organisation, hasAccount } = invite;
  if (hasAccount) return provePassword({ email, password }, ports.identity);
  const leastChars = await leastCharsOf(ports.identity.database, [organisation.id]);
  const words = { email, name, organisation: organisation.name, leastChars };
  const strong = await checkChosenPassword(password, words, ports.identity);
  if (!strong.ok) return strong;
  const hashed = await ports.identity.passwords.hash(password);
  return hashed.ok ? accept({ passwordHash: hashed.value }) : hashed;
}
