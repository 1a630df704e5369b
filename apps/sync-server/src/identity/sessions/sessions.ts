import { type SessionLimits, sessionLimitsOf } from '@outpost/domain/kernel/access/session-limits';
import type { DeviceKind } from '@outpost/domain/sync/device-kind';
import type { DeviceReport } from '@outpost/domain/sync/device-report';
import type { Transaction } from '../../db/database.ts';
import { noteEvent } from '../../journal/events/note-event.ts';
import { newsChannel } from '../../journal/news.ts';
import type { Origin } from '../../journal/events/journal-event.ts';
import type { Caller, IdentityPorts } from '../identity-ports.ts';
import { instantOfMs } from '../../db/instant-at.ts';
import { rebindWipe } from '../wipes/wipe-orders.ts';
import { ensureWipeKeys } from '../wipes/wipe-keys.ts';
import { endTrust } from './end-trust.ts';
import { firstRefreshToken, hashOfRefreshToken, type RefreshToken } from '../tokens/refresh-token.ts';

/** Chosen (E-3): when a person signs in on more devices than this, the oldest sessions end. */
const mostSessionsPerPerson = 50;
/** Chosen: ended sessions are kept for later inspection. */
const keepEndedDays = 30;
const dayMs = 86_400_000;

/**
 * The reason why a session ended. `reuse`: an old refresh token was used again, so another party has a copy of this
 * session's tokens.
 */
export type SessionEnd =
  | 'signed-out'
  | 'reuse'
  | 'suspended'
  | 'removed'
  | 'password-changed'
  | 'too-many'
  /** The person has signed in on the same device again. */
  | 'signed-in-again'
  /** The person ended it on another device. */
  | 'ended-elsewhere'
  | 'ended-by-administrator'
  /** The device is to be wiped (D-5). */
  | 'wiped';
/** PLT-26: an operator has suspended the organisation. The session itself continues afterwards. */
const whileSuspended = 'organisation-suspended';

/** PLT-19: returns the end of a session that began at `startMs`, however much it is used. */
export const endOfSessionMs = ({ sessionDays }: SessionLimits, startMs: number): number =>
  startMs + sessionDays * dayMs;

/** PLT-19: returns the end of a session that is not used after `usedMs`. */
export const expiryMs = (
  limits: SessionLimits,
  { startMs, usedMs }: { readonly startMs: number; readonly usedMs: number },
): number => Math.min(usedMs + limits.idleDays * dayMs, endOfSessionMs(limits, startMs));

/** Returns the limits of a tenant's sessions. Runs in the tenant's transaction. */
export async function readSessionLimits(tx: Transaction, orgId: string): Promise<SessionLimits> {
  const [row] = await tx.query<{ fields: Readonly<Record<string, unknown>> }>(
    `select fields from store.platform_organisation where org_id = $1 and life = 'alive'`,
    [orgId],
  );
  return sessionLimitsOf(row?.fields);
}

/** The request's data about the device that sends it. */
export type SeenDevice = {
  readonly kind: DeviceKind | null;
  /** The address of its client; null where there is no network. */
  readonly address: string | null;
  /** The data that it reports about itself, at a refresh. */
  readonly report?: DeviceReport;
};

export type NewSession = {
  readonly orgId: string;
  readonly personId: string;
  readonly identityId: string;
  /**
   * The way in which the person signed in. A session by the identity provider of one tenant opens nothing in another.
   */
  readonly firstFactor: 'password' | 'sso' | 'passkey';
  /** False: the second factor was not asked for on this device, so a dangerous act asks. Left out: the sign-in is a proof. */
  readonly isProved?: boolean;
  readonly device: {
    readonly id: string;
    readonly name: string;
    readonly seen?: SeenDevice | undefined;
    readonly proofKey?: string | undefined;
  };
};

/**
 * Opens a session with its first refresh token. Earlier sessions of the person on the same device end (ASVS 5.0, 7.2.4). Runs in the tenant's
 * transaction.
 */
export async function openSession(
  tx: Transaction,
  input: NewSession,
  ports: IdentityPorts,
): Promise<{ readonly caller: Caller; readonly refreshToken: RefreshToken; readonly endsMs: number }> {
  const { orgId, personId, identityId, firstFactor, device, isProved = true } = input;
  const nowMs = ports.clock.nowMs();
  const now = instantOfMs(nowMs);
  const limits = await readSessionLimits(tx, orgId);
  const expiresAt = instantOfMs(expiryMs(limits, { startMs: nowMs, usedMs: nowMs }));
  const sessionId = ports.ids.newId();
  await tx.query(
    'delete from auth.session where org_id = $1 and person_id = $2 and coalesce(ended_at, expires_at) < $3 and not exists (select 1 from auth.device_wipe w where w.org_id = auth.session.org_id and w.session_id = auth.session.id)',
    [orgId, personId, instantOfMs(nowMs - keepEndedDays * dayMs)],
  );
  const replaced = await tx.query<EndedSession>(
    `update auth.session set ended_at = $4, ended_why = 'signed-in-again'
     where org_id = $1 and person_id = $2 and device_id = $3 and ended_at is null returning id, person_id, device_id`,
    [orgId, personId, device.id, now],
  );
  await tellEnded(tx, orgId, { ended: replaced, why: 'signed-in-again', nowMs, origin: ports.origin });
  const ended = await tx.query<EndedSession>(
    `update auth.session set ended_at = $3, ended_why = 'too-many' where org_id = $1 and id in
       (select id from auth.session where org_id = $1 and person_id = $2 and ended_at is null order by created_at desc, id desc offset ${mostSessionsPerPerson - 1}) returning id, person_id, device_id`,
    [orgId, personId, now],
  );
  await tellEnded(tx, orgId, { ended, why: 'too-many', nowMs, origin: ports.origin });
  await tx.query(
    `insert into auth.session
       (org_id, id, person_id, identity_id, device_id, device_name, generation, created_at, expires_at, last_used_at, device_kind, address, signed_in_from, proof_key, proved_ms, first_factor,
        lost_at, lost_by, asked_at, asked_by, answered_at, answer)
     select $1, $2, $3, $4, $5, $6, 0, $7, $8, $7, $9, $10, $10, $11, $12, $13,
        f.lost_at, f.lost_by, f.asked_at, f.asked_by, f.answered_at, f.answer
     from (select 1) one left join
       (select lost_at, lost_by, asked_at, asked_by, answered_at, answer from auth.session
        where org_id = $1 and person_id = $3 and device_id = $5 order by created_at desc, id desc limit 1) f on true`,
    [
      orgId,
      sessionId,
      personId,
      identityId,
      device.id,
      device.name,
      now,
      expiresAt,
      device.seen?.kind ?? null,
      device.seen?.address ?? null,
      device.proofKey ?? null,
      isProved ? nowMs : null,
      firstFactor,
    ],
  );
  const refreshToken = firstRefreshToken(orgId, ports);
  await addRefreshToken(tx, { token: refreshToken, sessionId, generation: 0, expiresAt });
  await ensureWipeKeys(tx, orgId, ports);
  const bound = { orgId, sessionId, personId, deviceId: device.id, deviceName: device.name, proofKey: device.proofKey };
  if (await rebindWipe(tx, bound, ports)) await endSession(tx, { orgId, sessionId, why: 'wiped' }, ports);
  const endsMs = endOfSessionMs(limits, nowMs);
  return { caller: { userId: personId, orgId, sessionId, deviceId: device.id }, refreshToken, endsMs };
}

/** Stores a token of a session, by its hash. */
export async function addRefreshToken(
  tx: Transaction,
  input: {
    readonly token: RefreshToken;
    readonly sessionId: string;
    readonly generation: number;
    readonly expiresAt: string;
  },
): Promise<void> {
  const { token, sessionId, generation, expiresAt } = input;
  await tx.query(
    'insert into auth.refresh (org_id, hash, session_id, generation, key_version, expires_at) values ($1, $2, $3, $4, $5, $6)',
    [token.orgId, hashOfRefreshToken(token), sessionId, generation, token.keyVersion, expiresAt],
  );
}

/** Ends one session. A session that has already ended keeps its first reason. `by`: the person who ends it. */
export async function endSession(
  tx: Transaction,
  {
    orgId,
    sessionId,
    why,
    by = null,
  }: { readonly orgId: string; readonly sessionId: string; readonly why: SessionEnd; readonly by?: string | null },
  { clock, origin }: Pick<IdentityPorts, 'clock' | 'origin'>,
): Promise<void> {
  const nowMs = clock.nowMs();
  const ended = await tx.query<EndedSession>(
    'update auth.session set ended_at = $3, ended_why = $4, ended_by = $5 where org_id = $1 and id = $2 and ended_at is null returning id, person_id, device_id',
    [orgId, sessionId, instantOfMs(nowMs), why, by],
  );
  await tellEnded(tx, orgId, { ended, why, nowMs, origin });
  if (keepsTrust.has(why)) return;
  for (const { person_id: personId, device_id: deviceId } of ended)
    await endTrust(tx, { orgId, personId, deviceId, nowMs, origin });
}

/** The ends of a session after which its device may still sign in without the second factor: nobody has doubted it. */
const keepsTrust: ReadonlySet<SessionEnd> = new Set(['signed-out', 'signed-in-again', 'too-many']);

type EndedSession = { readonly id: string; readonly person_id: string; readonly device_id: string };
type Ending = {
  readonly ended: readonly EndedSession[];
  readonly why: SessionEnd;
  readonly nowMs: number;
  readonly origin: Origin | undefined;
};

/**
 * S-3: notifies all servers, which close the streams of these sessions. Their devices then ask for the reason and require signing
 * in again. Each end is an entry of the journal.
 */
async function tellEnded(tx: Transaction, orgId: string, { ended, why, nowMs, origin }: Ending): Promise<void> {
  if (ended.length === 0) return;
  for (const { id: session, person_id: about, device_id: device } of ended) {
    const action = why === 'signed-out' ? 'sign-out' : 'session/ended';
    await noteEvent(tx, orgId, { action, nowMs, origin, about, session, device, details: { why } });
  }
  await tx.query('select pg_notify($1, $2)', [newsChannel, `${orgId} ended ${ended.map(({ id }) => id).join(',')}`]);
}

/** The reason why a session is refused: how it ended, or that it does not exist. */
export type EndedWhy = SessionEnd | typeof whileSuspended | 'unknown';

/**
 * Returns the sessions among these that have ended early, with the reasons. A session that does not exist counts as
 * ended. A null id belongs to no session and never ends.
 */
export async function endedAmong(
  tx: Transaction,
  orgId: string,
  sessionIds: readonly (string | null)[],
): Promise<ReadonlyMap<string | null, EndedWhy>> {
  const ended = new Map<string | null, EndedWhy>();
  for (const id of sessionIds) if (id !== null) ended.set(id, 'unknown');
  if (ended.size === 0) return ended;
  const known = await tx.query<{ id: string; ended_why: EndedWhy | null }>(
    `select s.id, case when s.ended_at is not null then coalesce(s.ended_why, 'unknown') when t.suspended_at is not null then '${whileSuspended}' end as ended_why
     from auth.session s join store.tenants t on t.org_id = s.org_id where s.org_id = $1 and s.id = any($2::uuid[])`,
    [orgId, [...ended.keys()]],
  );
  for (const { id, ended_why: why } of known) {
    if (why === null) ended.delete(id);
    else ended.set(id, why);
  }
  return ended;
}

export type EndingSessions = {
  readonly orgId: string;
  readonly personId: string;
  readonly why: SessionEnd;
  readonly exceptSessionId?: string;
  /** The person who ends them. */
  readonly by?: string;
  /** The end of the sessions, ISO 8601 UTC. */
  readonly at: string;
  readonly origin?: Origin | undefined;
};

/**
 * Ends all sessions of a person in a tenant, optionally except one. Runs in the tenant's transaction, so that it
 * commits together with its cause (a suspension). Every later request of these sessions is refused, also with an access
 * token that has not expired. Returns the number of sessions that ended.
 */
export async function endSessionsOf(
  tx: Transaction,
  { orgId, personId, why, exceptSessionId, at, by, origin }: EndingSessions,
): Promise<number> {
  const ended = await tx.query<EndedSession>(
    'update auth.session set ended_at = $3, ended_why = $4, ended_by = $6 where org_id = $1 and person_id = $2 and ended_at is null and ($5::uuid is null or id <> $5) returning id, person_id, device_id',
    [orgId, personId, at, why, exceptSessionId ?? null, by ?? null],
  );
  const nowMs = Date.parse(at);
  await tellEnded(tx, orgId, { ended, why, nowMs, origin });
  await endTrust(tx, { orgId, personId, nowMs, origin, ...(why === 'password-changed' ? {} : { exceptSessionId }) });
  return ended.length;
}
