import { cutLabel } from '@outpost/domain/kernel/acts/act-label';
import { administers, can } from '@outpost/domain/kernel/access/access';
import { isPersonAbove, personAbove } from '@outpost/domain/kernel/access/judge-access';
import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import { type Asker, readAsker } from '../access/asker.ts';
import { accessEntities } from '../access/principal.ts';
import { readRoles } from '../access/token-holds.ts';
import type { Tenant } from '../catalogue/tenant.ts';
import { inTenant, type Row, type Transaction } from '../db/database.ts';
import { instantOfMs } from '../db/instant-at.ts';
import { trustDaysOf } from '../identity/factors/trusted-devices.ts';
import { endTrust } from '../identity/sessions/end-trust.ts';
import {
  endSession,
  endSessionsOf,
  expiryMs,
  readSessionLimits,
  type SessionEnd,
} from '../identity/sessions/sessions.ts';
import { recordsOf } from '../records/load/load.ts';
import { writeNote } from '../records/write/write-note.ts';
import type { ApiCaller } from './act-as.ts';
import type { MemberPorts } from './members.ts';

/** A session as its person, and administrators, see it. Instants are ISO 8601 UTC. */
export type ListedSession = {
  readonly id: string;
  readonly personId: string;
  readonly deviceId: string;
  readonly name: string;
  /** `computer`, `browser`, `command-line`; null where the device did not say. */
  readonly kind: string | null;
  /** The address of the client at the last refresh, and at sign-in. Null where there is no network. */
  readonly address: string | null;
  readonly signedInFrom: string | null;
  readonly signedInAt: string;
  /** To within the lifetime of an access token. */
  readonly lastUsedAt: string;
  /** The time at which it ends, unless it is used again. */
  readonly endsAt: string;
  readonly endedAt: string | null;
  readonly endedWhy: string | null;
  readonly endedBy: string | null;
  /** The number of acts that the device had not sent at its last use, as it reported; null where it did not report. */
  readonly unsent: number | null;
  /** The living records on the device and the files whose bytes are there, as it reported last; null where it did not. */
  readonly held: { readonly records: number; readonly files: number } | null;
  /** The report that the device is lost (D-5); null where there is none. Like the question, only on the latest session of a device. */
  readonly lost: { readonly at: string; readonly by: string } | null;
  /** An administrator's question to the person whether the device is lost; null where nobody asked. */
  readonly asked: ListedQuestion | null;
  /** Whether it is the session of the request. */
  readonly isHere: boolean;
  /** Until when the device signs in without the second factor; null where it asks. Only on the latest session of a device. */
  readonly trustedUntil: string | null;
  /** The order to wipe its person's data on this device (D-5); null where there is none. */
  readonly wipe: ListedWipe | null;
};

/** A question whether a device is lost. `answer`: null where the person has not answered. Instants are ISO 8601 UTC. */
export type ListedQuestion = {
  readonly at: string;
  readonly by: string;
  readonly answer: 'lost' | 'here' | null;
  readonly answeredAt: string | null;
};

/** The progress of the wiping of a device. Instants are ISO 8601 UTC; null: not yet. */
export type ListedWipe = {
  readonly id: string;
  /** `ordered`, `suspended`, `removed`. */
  readonly why: string;
  readonly orderedAt: string;
  readonly contactedAt: string | null;
  readonly handedOverAt: string | null;
  readonly wipedAt: string | null;
  /** The number of changes that it handed over, as it said. */
  readonly acts: number;
  /** The number of these that were applied since. */
  readonly applied: number;
};

/** Chosen: a person has fifty sessions at most. An organisation of some hundred people is listed whole. */
const mostListed = 1_000;

export type SessionRow = Row & {
  readonly id: string;
  readonly person_id: string;
  readonly device_id: string;
  readonly device_name: string;
  readonly device_kind: string | null;
  readonly address: string | null;
  readonly signed_in_from: string | null;
  readonly created_at: string;
  readonly last_used_at: string;
  readonly ended_at: string | null;
  readonly ended_why: string | null;
  readonly ended_by: string | null;
  readonly proof_key: string | null;
  readonly unsent_acts: number | null;
  readonly held_records: number | null;
  readonly held_files: number | null;
  readonly lost_at: string | null;
  readonly lost_by: string | null;
  readonly asked_at: string | null;
  readonly asked_by: string | null;
  readonly answer: 'lost' | 'here' | null;
  readonly answered_at: string | null;
};
type WipeRow = Row & {
  readonly id: string;
  readonly session_id: string;
  readonly why: string;
  readonly ordered_at: string;
  readonly contacted_at: string | null;
  readonly handed_over_at: string | null;
  readonly wiped_at: string | null;
  readonly acts: number;
  readonly applied: number;
};

const columns =
  'id, person_id, device_id, device_name, device_kind, address, signed_in_from, created_at, last_used_at, ended_at, ended_why, ended_by, proof_key, unsent_acts, held_records, held_files, lost_at, lost_by, asked_at, asked_by, answer, answered_at';

/**
 * Reads the sessions of a tenant or of one person, the most recently used first. Ended ones are kept for thirty days.
 */
async function readSessions(
  tx: Transaction,
  ports: MemberPorts,
  { caller, personId }: { readonly caller: ApiCaller; readonly personId: string | null },
): Promise<readonly ListedSession[]> {
  const limits = await readSessionLimits(tx, caller.orgId);
  const now = ports.identity.clock.nowMs();
  const rows = await tx.query<SessionRow>(
    `select ${columns} from auth.session where org_id = $1 and ($2::uuid is null or person_id = $2)
     order by last_used_at desc, id desc limit ${mostListed}`,
    [caller.orgId, personId],
  );
  const wipes = await readWipes(tx, caller.orgId, rows.map(({ id }) => id)); // prettier-ignore
  const trusted = await readTrusted(tx, { orgId: caller.orgId, personId, nowMs: now });
  const listed = new Set<string>();
  return rows.map((row) => {
    const isLatest = !listed.has(`${row.person_id} ${row.device_id}`);
    listed.add(`${row.person_id} ${row.device_id}`);
    const endsMs = expiryMs(limits, { startMs: Date.parse(row.created_at), usedMs: Date.parse(row.last_used_at) });
    const isOver = row.ended_at === null && endsMs <= now;
    return {
      id: row.id,
      personId: row.person_id,
      deviceId: row.device_id,
      name: row.device_name,
      kind: row.device_kind,
      address: row.address,
      signedInFrom: row.signed_in_from,
      signedInAt: row.created_at,
      lastUsedAt: row.last_used_at,
      endsAt: instantOfMs(endsMs),
      endedAt: isOver ? instantOfMs(endsMs) : row.ended_at,
      endedWhy: isOver ? 'expired' : row.ended_why,
      endedBy: row.ended_by,
      unsent: row.unsent_acts,
      ...reportedOf(row, isLatest),
      isHere: row.id === caller.sessionId,
      trustedUntil: isLatest ? (trusted.get(`${row.person_id} ${row.device_id}`) ?? null) : null,
      wipe: wipes.get(row.id) ?? null,
    };
  });
}

/** Returns what a row has of the device's own report, of the report that it is lost, and of the question about it. */
function reportedOf(row: SessionRow, isLatest: boolean): Pick<ListedSession, 'held' | 'lost' | 'asked'> {
  const { held_records: records, held_files: files, lost_at: lostAt, lost_by: lostBy } = row;
  const { asked_at: askedAt, asked_by: askedBy, answer, answered_at: answeredAt } = row;
  return {
    held: records === null || files === null ? null : { records, files },
    lost: !isLatest || lostAt === null || lostBy === null ? null : { at: lostAt, by: lostBy },
    asked: !isLatest || askedAt === null || askedBy === null ? null : { at: askedAt, by: askedBy, answer, answeredAt },
  };
}

/** Returns until when devices sign in without the second factor, by person and device. */
async function readTrusted(
  tx: Transaction,
  { orgId, personId, nowMs }: { readonly orgId: string; readonly personId: string | null; readonly nowMs: number },
): Promise<ReadonlyMap<string, string>> {
  const rows = await tx.query<{ person_id: string; device_id: string; until_ms: number }>(
    `select person_id, device_id, least(until_ms, since_ms + $4::bigint) as until_ms from auth.trusted_device
     where org_id = $1 and ($2::uuid is null or person_id = $2) and least(until_ms, since_ms + $4::bigint) > $3`,
    [orgId, personId, nowMs, (await trustDaysOf(tx, orgId)) * 86_400_000],
  );
  return new Map(rows.map((row) => [`${row.person_id} ${row.device_id}`, instantOfMs(row.until_ms)]));
}

async function readWipes(
  tx: Transaction,
  orgId: string,
  sessions: readonly string[],
): Promise<ReadonlyMap<string, ListedWipe>> {
  const rows = await tx.query<WipeRow>(
    `select w.id, w.session_id, w.why, w.ordered_at, w.contacted_at, w.handed_over_at, w.wiped_at,
       coalesce((select sum(p.acts) from auth.wipe_parcel p where p.org_id = w.org_id and p.wipe_id = w.id and p.handed_over_at is not null), 0)::integer as acts,
       (select count(*) from auth.wipe_act a where a.org_id = w.org_id and a.wipe_id = w.id and a.applied_at is not null)::integer as applied
     from auth.device_wipe w where w.org_id = $1 and w.session_id = any($2::uuid[]) and w.withdrawn_at is null`,
    [orgId, sessions],
  );
  return new Map(
    rows.map((row) => [
      row.session_id,
      {
        id: row.id,
        why: row.why,
        orderedAt: row.ordered_at,
        contactedAt: row.contacted_at,
        handedOverAt: row.handed_over_at,
        wipedAt: row.wiped_at,
        acts: row.acts,
        applied: row.applied,
      },
    ]),
  );
}

/** Returns the caller's own sessions: the open ones, and those that ended in the last thirty days. */
export const listOwnSessions = (ports: MemberPorts, caller: ApiCaller): Promise<readonly ListedSession[]> =>
  inTenant(ports.database, { orgId: caller.orgId, mode: 'snapshot' }, (tx) =>
    readSessions(tx, ports, { caller, personId: caller.userId }),
  );

/**
 * Returns the sessions of the people whom the caller administers, or of one of them, the most recently used first: a
 * thousand at most. Refuses `access/denied` to others.
 */
export function listSessions(
  ports: MemberPorts,
  caller: ApiCaller,
  { personId }: { readonly personId: string | null },
): Promise<Result<readonly ListedSession[]>> {
  return inTenant(ports.database, { orgId: caller.orgId, mode: 'snapshot' }, async (tx) => {
    const { tenant, principal } = await readAsker(tx, { ...caller, installed: ports.installed });
    const entity = entityOf(tenant.catalogue, accessEntities.person);
    if (!administers(principal, entity)) return deniedToOthers();
    const sessions = await readSessions(tx, ports, { caller, personId });
    const ids = [...new Set(sessions.map((one) => one.personId))];
    const people = await recordsOf(tx, tenant, { entity: accessEntities.person, ids });
    const mine = new Set(people.filter((one) => can(principal, 'administer', entity, one)).map(({ id }) => id));
    return accept(sessions.filter((one) => mine.has(one.personId)));
  });
}

/** Ends one of the caller's own sessions, and writes it into the journal. Refuses `request/not-found` for any other. */
export const endOwnSession = (ports: MemberPorts, caller: ApiCaller, id: string): Promise<Result<void>> =>
  inTenant(ports.database, { orgId: caller.orgId, mode: 'write' }, async (tx) => {
    const session = await findSession(tx, caller.orgId, id);
    if (session?.person_id !== caller.userId) return notThere();
    await endTrustOn(tx, ports, { orgId: caller.orgId, session });
    if (session.ended_at !== null) return accept(undefined);
    const why: SessionEnd = id === caller.sessionId ? 'signed-out' : 'ended-elsewhere';
    await endSession(tx, { orgId: caller.orgId, sessionId: id, why, by: caller.userId }, ports.identity);
    await noteOfPerson(tx, ports, { caller, personId: caller.userId, label: `Signed out ${session.device_name}` });
    return accept(undefined);
  });

/**
 * Makes the device of an own session, even of an ended one, ask for the second factor again. Refuses
 * `request/not-found` for any other.
 */
export const endOwnTrust = (ports: MemberPorts, caller: ApiCaller, id: string): Promise<Result<void>> =>
  inTenant(ports.database, { orgId: caller.orgId, mode: 'write' }, async (tx) => {
    const session = await findSession(tx, caller.orgId, id);
    if (session?.person_id !== caller.userId) return notThere();
    await endTrustOn(tx, ports, { orgId: caller.orgId, session });
    return accept(undefined);
  });

/** Ends the trust in the device of a session. */
export function endTrustOn(
  tx: Transaction,
  { identity }: MemberPorts,
  { orgId, session }: { readonly orgId: string; readonly session: SessionRow },
): Promise<void> {
  const { person_id: personId, device_id: deviceId } = session;
  return endTrust(tx, { orgId, personId, deviceId, nowMs: identity.clock.nowMs(), origin: identity.origin });
}

/** Ends the caller's sessions, all of them or all others, and writes it into the journal. Returns how many. */
export const endOwnSessions = (
  ports: MemberPorts,
  caller: ApiCaller,
  { which }: { readonly which: 'all' | 'others' },
): Promise<Result<{ readonly ended: number }>> =>
  inTenant(ports.database, { orgId: caller.orgId, mode: 'write' }, async (tx) => {
    const ended = await endSessionsOf(tx, {
      orgId: caller.orgId,
      personId: caller.userId,
      why: 'ended-elsewhere',
      by: caller.userId,
      at: instantOfMs(ports.identity.clock.nowMs()),
      ...(which === 'others' ? { exceptSessionId: caller.sessionId } : {}),
    });
    const label = which === 'others' ? 'Signed out all other devices' : 'Signed out all devices';
    if (ended > 0) await noteOfPerson(tx, ports, { caller, personId: caller.userId, label });
    return accept({ ended });
  });

/**
 * Ends a session of another person, and writes it into the journal. Refuses `access/denied` to callers who may not administer that
 * person, and for a person with more rights.
 */
export const endSessionOf = (ports: MemberPorts, caller: ApiCaller, id: string): Promise<Result<void>> =>
  inTenant(ports.database, { orgId: caller.orgId, mode: 'write' }, async (tx) => {
    const found = await findAdministered(tx, ports, { caller, id });
    if (!found.ok) return found;
    const { session, person } = found.value;
    const { orgId, userId } = caller;
    await endTrustOn(tx, ports, { orgId, session });
    if (session.ended_at !== null) return accept(undefined);
    await endSession(tx, { orgId, sessionId: id, why: 'ended-by-administrator', by: userId }, ports.identity);
    const label = `Signed out ${session.device_name} of ${personNameOf(person)}`;
    await noteOfPerson(tx, ports, { caller, personId: session.person_id, label });
    return accept(undefined);
  });

/** Ends all sessions of a person, like `endSessionOf`. Returns how many. */
export const endAllSessionsOf = (
  ports: MemberPorts,
  caller: ApiCaller,
  personId: string,
): Promise<Result<{ readonly ended: number }>> =>
  inTenant(ports.database, { orgId: caller.orgId, mode: 'write' }, async (tx) => {
    const asker = await readAsker(tx, { ...caller, installed: ports.installed });
    const judged = await judgePerson(tx, asker, personId);
    if (!judged.ok) return judged;
    const ended = await endSessionsOf(tx, {
      orgId: caller.orgId,
      personId,
      why: 'ended-by-administrator',
      by: caller.userId,
      at: instantOfMs(ports.identity.clock.nowMs()),
    });
    const label = `Signed out all devices of ${personNameOf(judged.value)}`;
    if (ended > 0) await noteOfPerson(tx, ports, { caller, personId, label });
    return accept({ ended });
  });

/**
 * Returns a session of another person, with the person, locked until the transaction ends. Refuses `access/denied` to callers who may not
 * administer that person, and `request/not-found`.
 */
export async function findAdministered(
  tx: Transaction,
  ports: MemberPorts,
  { caller, id }: { readonly caller: ApiCaller; readonly id: string },
): Promise<Result<{ readonly asker: Asker; readonly session: SessionRow; readonly person: StoredRecord }>> {
  const asker = await readAsker(tx, { ...caller, installed: ports.installed });
  if (!administers(asker.principal, entityOf(asker.tenant.catalogue, accessEntities.person))) return deniedToOthers();
  const session = await findSession(tx, caller.orgId, id);
  if (!session) return notThere();
  const judged = await judgePerson(tx, asker, session.person_id);
  return judged.ok ? accept({ asker, session, person: judged.value }) : judged;
}

/** Returns a session, locked until the transaction ends; undefined where there is none. */
export const findSession = async (tx: Transaction, orgId: string, id: string): Promise<SessionRow | undefined> =>
  (
    await tx.query<SessionRow>(`select ${columns} from auth.session where org_id = $1 and id = $2 for update`, [
      orgId,
      id,
    ])
  )[0];

/** Returns the person, if the asker administers them. A person who does not exist and one out of reach give the same refusal. */
export async function judgePerson(
  tx: Transaction,
  { tenant, principal }: Asker,
  personId: string,
): Promise<Result<StoredRecord>> {
  const [person] = await recordsOf(tx, tenant, { entity: accessEntities.person, ids: [personId] });
  if (!person) return deniedToOthers();
  return judgeActingOn({ catalogue: tenant.catalogue, principal, roles: await readRoles(tx, tenant.orgId) }, person);
}

type ActingOn = Pick<Tenant, 'catalogue'> &
  Pick<Asker, 'principal'> & {
    /** All roles of the tenant. */
    readonly roles: readonly StoredRecord[];
  };

/** Returns the person, if the principal administers them and has at least their rights. */
export function judgeActingOn({ catalogue, principal, roles }: ActingOn, person: StoredRecord): Result<StoredRecord> {
  if (!can(principal, 'administer', entityOf(catalogue, accessEntities.person), person)) return deniedToOthers();
  return isPersonAbove({ catalogue, author: principal.memberships, roles }, person) ? personAbove() : accept(person);
}

/** Writes an action on a person's sessions into the journal. */
export const noteOfPerson = (
  tx: Transaction,
  { identity }: MemberPorts,
  { caller, personId, label }: { readonly caller: ApiCaller; readonly personId: string; readonly label: string },
): Promise<void> =>
  writeNote(
    tx,
    {
      orgId: caller.orgId,
      by: caller.userId,
      device: caller.sessionId,
      label: cutLabel(label),
      entity: accessEntities.person,
      record: personId,
    },
    identity,
  );

/** Returns a person's name for the journal. */
export const personNameOf = ({ fields }: StoredRecord): string =>
  typeof fields['name'] === 'string' ? fields['name'] : 'a person';

/** Returns the refusal to everybody but administrators. */
export const deniedToOthers = (): Result<never> =>
  refuse('access/denied', 'Only administrators see and end the sessions of other people.', { action: 'administer' });

/** Returns the refusal where there is no such session. */
export const notThere = (): Result<never> =>
  refuse('request/not-found', 'There is no such session.', { path: '/me/sessions' });
