import { noteEvent } from '../../journal/events/note-event.ts';
import { administers } from '@outpost/domain/kernel/access/access';
import { cutLabel } from '@outpost/domain/kernel/acts/act-label';
import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import { emailKeyOf } from '@outpost/domain/kernel/text/email-address';
import { readAsker } from '../../access/asker.ts';
import { accessEntities } from '../../access/principal.ts';
import { inTenant } from '../../db/database.ts';
import type { IdentityPorts } from '../../identity/identity-ports.ts';
import { instantOfMs } from '../../db/instant-at.ts';
import { inviteMail } from '../../identity/mail/account-mails.ts';
import { queueMail } from '../../identity/mail/outbox.ts';
import type { ApiCaller } from '../act-as.ts';
import { addMember, judgeAccessOf, type MemberPorts, type MembershipInput } from '../members.ts';
import type { Registration } from '../registering/registration.ts';
import { keepFormerInvite } from './former-invites.ts';
import { hashOfInviteCode, newInviteCode } from './invite-code.ts';

const dayMs = 86_400_000;
/** Issue 14: the number of days for which an invitation is valid, unless the administrator chooses otherwise. */
export const usualInviteDays = 7;
/** Chosen: after this time only a thief of the mail would be likely to use it. */
export const mostInviteDays = 30;
/** Chosen (E-3): the mails that one organisation sends to invited addresses within a day. */
const mostADay = 500;
/** Chosen: a mail that was sent arrives within this time. */
const againMs = 60_000;

export type InviteState = 'waiting' | 'accepted' | 'expired' | 'revoked';
/** An invitation of a person. Instants are ISO 8601 UTC. */
export type Invite = {
  readonly person: string;
  readonly state: InviteState;
  readonly sentAt: string;
  readonly expiresAt: string;
};

type InviteRow = {
  readonly person_id: string;
  readonly sent_at: string;
  readonly expires_at: string;
  readonly accepted_at: string | null;
  readonly revoked_at: string | null;
};

const stateOf = (row: InviteRow, now: string): InviteState =>
  row.accepted_at !== null
    ? 'accepted'
    : row.revoked_at !== null
      ? 'revoked'
      : row.expires_at <= now
        ? 'expired'
        : 'waiting';

/** Returns the invitations of the tenant, newest first. Refuses callers who may not administer people. */
export async function listInvites(ports: MemberPorts, caller: ApiCaller): Promise<Result<readonly Invite[]>> {
  return inTenant(ports.database, { orgId: caller.orgId, mode: 'snapshot' }, async (tx) => {
    const { tenant, principal } = await readAsker(tx, { ...caller, installed: ports.installed });
    if (!administers(principal, entityOf(tenant.catalogue, accessEntities.person)))
      return refuse('access/denied', 'Only administrators see invitations.', { action: 'administer' });
    const rows = await tx.query<InviteRow>(
      'select person_id, sent_at, expires_at, accepted_at, revoked_at from auth.invite where org_id = $1 order by sent_at desc, person_id limit 10000',
      [caller.orgId],
    );
    const now = instantOfMs(ports.identity.clock.nowMs());
    return accept(
      rows.map((row) => ({
        person: row.person_id,
        state: stateOf(row, now),
        sentAt: row.sent_at,
        expiresAt: row.expires_at,
      })),
    );
  });
}

export type InvitePorts = MemberPorts & { readonly registration: Registration };

/** Refuses where this server invites nobody: it is closed, or has no mail server. */
function senderOf({ registration, identity }: InvitePorts): Result<NonNullable<IdentityPorts['accountMail']>> {
  if (registration === 'closed')
    return refuse('access/denied', 'Nobody is invited to this server by e-mail. Give the person a first password instead.', { action: 'invite' }); // prettier-ignore
  return identity.accountMail
    ? accept(identity.accountMail)
    : refuse('server/no-mail', 'This server sends no e-mail. Give the person a first password instead.', {});
}

export type SendInvite = { readonly id: string; readonly days?: number | undefined };

/**
 * Sends an invitation to the address of a person who cannot sign in yet, or sends it again: then the code before is void.
 * Refuses callers who may not administer that person, or who hold fewer rights than the person gets (ADR 24). Other
 * refusals: `records/invalid` without an address; `records/exists` for a person who can sign in; `server/no-mail`;
 * `request/too-many`. Refuses `quota/reached` when the organisation has used up its messages of the month (PLT-42).
 */
export async function sendInvite(
  ports: InvitePorts,
  caller: ApiCaller,
  { id, days = usualInviteDays }: SendInvite,
): Promise<Result<{ readonly expiresAt: string }>> {
  const { clock, random } = ports.identity;
  const sender = senderOf(ports);
  if (!sender.ok) return sender;
  const accountMail = sender.value;
  const judged = await judgeAccessOf(ports, caller, id);
  if (!judged.ok) return judged;
  const { email, status, name } = judged.value.fields;
  if (typeof email !== 'string' || email.trim() === '')
    return refuse('records/invalid', 'This person has no e-mail to invite. Add one first.', { field: 'email' });
  if (status === 'suspended')
    return refuse('records/invalid', 'This person is suspended. Let them in again before you invite them.', { field: 'status' }); // prettier-ignore
  const usedUp = await ports.identity.messages?.judge(caller.orgId);
  if (usedUp) return usedUp;
  const nowMs = clock.nowMs();
  const now = instantOfMs(nowMs);
  const expiresAt = instantOfMs(nowMs + days * dayMs);
  const code = newInviteCode(random);
  const sent = await inTenant(
    ports.database,
    { orgId: caller.orgId, mode: 'write' },
    async (tx): Promise<Result<void>> => {
      const [about] = await tx.query<{ organisation: string; inviter: string | null; has_account: boolean; today: number; sent_at: string | null }>(
      `select t.name as organisation, p.fields ->> 'name' as inviter,
         exists (select 1 from auth.membership m where m.org_id = $1 and m.person_id = $3) as has_account,
         (select count(*) from auth.invite i where i.org_id = $1 and i.sent_at > $4)::integer as today,
         (select i.sent_at from auth.invite i where i.org_id = $1 and i.person_id = $3 and i.code_hash is not null) as sent_at
       from store.tenants t left join store.platform_person p on p.org_id = $1 and p.id = $2 where t.org_id = $1`,
      [caller.orgId, caller.userId, id, instantOfMs(nowMs - dayMs)],
    ); // prettier-ignore
      if (!about) throw new Error('A tenant that asks is not there');
      if (about.has_account) return refuse('records/exists', 'This person can sign in already.', { id });
      const waitMs = about.sent_at === null ? 0 : Date.parse(about.sent_at) + againMs - nowMs;
      if (waitMs > 0) return tooMany(Math.ceil(waitMs / 1_000));
      if (about.today >= mostADay) return tooMany(3_600);
      const [earlier] = await tx.query('select person_id from auth.invite where org_id = $1 and person_id = $2', [caller.orgId, id]); // prettier-ignore
      if (earlier) await noteEvent(tx, caller.orgId, { action: 'invite/sent-again', nowMs, by: caller.userId, about: id, session: caller.sessionId }); // prettier-ignore
      await keepFormerInvite(tx, { orgId: caller.orgId, personId: id, why: 'sent-again', nowMs });
      await tx.query(
        `insert into auth.invite (org_id, person_id, email_key, code_hash, made_by, sent_at, expires_at) values ($1, $2, $3, $4, $5, $6, $7)
       on conflict (org_id, person_id) do update set email_key = excluded.email_key, code_hash = excluded.code_hash, made_by = excluded.made_by,
         sent_at = excluded.sent_at, expires_at = excluded.expires_at, accepted_at = null, revoked_at = null`,
        [caller.orgId, id, emailKeyOf(email), hashOfInviteCode(code), caller.userId, now, expiresAt],
      );
      const mail = inviteMail({
        to: email.trim(),
        organisation: about.organisation,
        orgId: caller.orgId,
        inviter: about.inviter ?? 'An administrator',
        name: typeof name === 'string' ? name : '',
        code,
        days,
        server: accountMail.serverUrl,
      });
      await queueMail(tx, { mail, forMs: days * dayMs }, ports.identity);
      return accept(undefined);
    },
  );
  if (!sent.ok) return sent;
  ports.identity.messages?.add(caller.orgId);
  accountMail.queued();
  return accept({ expiresAt });
}

const tooMany = (waitSeconds: number): Result<never> =>
  refuse('request/too-many', `An invitation was sent just now. Try again in ${waitSeconds} seconds.`, { waitSeconds });

/**
 * Withdraws an invitation: its code is void immediately. The person stays, without a sign-in. Refuses like
 * `sendInvite`, and `records/not-found` without an open one.
 */
export async function revokeInvite(
  ports: MemberPorts,
  caller: ApiCaller,
  { id }: { readonly id: string },
): Promise<Result<void>> {
  const judged = await judgeAccessOf(ports, caller, id);
  if (!judged.ok) return judged;
  const { orgId, userId, sessionId } = caller;
  const nowMs = ports.identity.clock.nowMs();
  const gone = await inTenant(ports.database, { orgId, mode: 'write' }, async (tx) => {
    await tx.query('select person_id from auth.invite where org_id = $1 and person_id = $2 for update', [orgId, id]);
    await keepFormerInvite(tx, { orgId, personId: id, why: 'taken-back', nowMs });
    const ended = await tx.query(
      'update auth.invite set revoked_at = $3, code_hash = null where org_id = $1 and person_id = $2 and code_hash is not null returning person_id',
      [orgId, id, instantOfMs(nowMs)],
    );
    if (ended.length > 0) await noteEvent(tx, orgId, { action: 'invite/revoked', nowMs, by: userId, about: id, session: sessionId }); // prettier-ignore
    return ended;
  });
  return gone.length > 0
    ? accept(undefined)
    : refuse('records/not-found', 'This person has no open invitation.', { id });
}

export type NewInvite = {
  readonly email: string;
  /** Left out: the part of the address before the @, until the person says their name. */
  readonly name?: string | undefined;
  readonly memberships: readonly MembershipInput[];
  readonly days?: number | undefined;
};

/**
 * Adds a person with roles and invites their address. Refuses as the act is refused. A person whose invitation could
 * not be sent stays.
 */
export async function inviteMember(
  ports: InvitePorts,
  caller: ApiCaller,
  { email, name, memberships, days }: NewInvite,
): Promise<Result<{ readonly id: string; readonly expiresAt: string }>> {
  const sender = senderOf(ports);
  if (!sender.ok) return sender;
  const usedUp = await ports.identity.messages?.judge(caller.orgId); // before a person is added who gets no mail
  if (usedUp) return usedUp;
  const called = name ?? nameFromEmail(email);
  const added = await addMember(ports, caller, {
    name: called,
    email,
    memberships,
    label: cutLabel(`Invited ${called}`),
  });
  if (!added.ok) return added;
  const sent = await sendInvite(ports, caller, { id: added.value.id, days });
  return sent.ok ? accept({ id: added.value.id, ...sent.value }) : sent;
}

/** Returns the name of an invited person until they enter their own. */
export const nameFromEmail = (email: string): string => email.trim().replace(/@.*$/s, '').slice(0, 200);
