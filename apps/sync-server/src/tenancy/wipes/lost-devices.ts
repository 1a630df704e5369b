import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import type { AuditAction } from '@outpost/domain/kernel/audit/audit-actions';
import { inTenant, type Transaction } from '../../db/database.ts';
import { instantOfMs } from '../../db/instant-at.ts';
import { deviceAskedAboutMail, deviceReportedLostMail } from '../../identity/mail/account-mails.ts';
import { type AccountMail, queueNotice } from '../../identity/mail/outbox.ts';
import { findAccount } from '../../identity/sessions/signed-in.ts';
import { noteEvent } from '../../journal/events/note-event.ts';
import type { ApiCaller } from '../act-as.ts';
import type { MemberPorts } from '../members.ts';
import {
  endTrustOn,
  findAdministered,
  findSession,
  noteOfPerson,
  notThere,
  personNameOf,
  type SessionRow,
} from '../sessions-of-people.ts';
import { tellAdministrators } from './tell-administrators.ts';

/** The device of a session: it has one report and one question, however often its person has signed in on it. */
type OnDevice = { readonly caller: ApiCaller; readonly session: SessionRow };

/**
 * Reports that the device of one of the caller's own sessions is lost (D-5). Nothing is wiped. The device asks for the second factor
 * again at its next sign-in, and administrators see the report. Those who may act on the device get a mail. The report answers an
 * administrator's question. Refuses `request/not-found`.
 */
export const reportOwnLost = (ports: MemberPorts, caller: ApiCaller, id: string): Promise<Result<void>> =>
  onOwnDevice(ports, { caller, id }, async (tx, on) => {
    if (on.session.lost_at !== null) return;
    await setLost(tx, ports, on);
    await answerQuestion(tx, ports, { ...on, answer: 'lost' });
    await tellAdministrators(tx, ports, on);
    await noteOfPerson(tx, ports, { caller, personId: caller.userId, label: `Reported ${on.session.device_name} as lost` });
  }); // prettier-ignore

/** Takes back the report that an own device is lost, and answers an administrator's question with no. Refuses `request/not-found`. */
export const reportOwnFound = (ports: MemberPorts, caller: ApiCaller, id: string): Promise<Result<void>> =>
  onOwnDevice(ports, { caller, id }, async (tx, on) => {
    const { lost_at: lostAt, asked_at: askedAt, answer } = on.session;
    if (lostAt === null && (askedAt === null || answer !== null)) return;
    await setFound(tx, ports, on);
    await answerQuestion(tx, ports, { ...on, answer: 'here' });
    await noteOfPerson(tx, ports, { caller, personId: caller.userId, label: `Reported that ${on.session.device_name} is not lost` });
  }); // prettier-ignore

/**
 * Reports that the device of another person is lost, as an administrator of that person. The person gets a mail. Refuses
 * `access/denied` and `request/not-found`.
 */
export const reportLostOf = (ports: MemberPorts, caller: ApiCaller, id: string): Promise<Result<void>> =>
  onDeviceOf(ports, { caller, id }, async (tx, on, name) => {
    if (on.session.lost_at !== null) return accept(undefined);
    await setLost(tx, ports, on);
    await tell(tx, ports, on, (to) => deviceReportedLostMail(to, on.session.device_name));
    const label = `Reported ${on.session.device_name} of ${name} as lost`;
    await noteOfPerson(tx, ports, { caller, personId: on.session.person_id, label });
    return accept(undefined);
  });

/** Takes back such a report. Refuses as `reportLostOf`. */
export const reportFoundOf = (ports: MemberPorts, caller: ApiCaller, id: string): Promise<Result<void>> =>
  onDeviceOf(ports, { caller, id }, async (tx, on, name) => {
    if (on.session.lost_at === null) return accept(undefined);
    await setFound(tx, ports, on);
    const label = `Reported that ${on.session.device_name} of ${name} is not lost`;
    await noteOfPerson(tx, ports, { caller, personId: on.session.person_id, label });
    return accept(undefined);
  });

/**
 * Asks another person by mail whether their device is lost, before somebody wipes it. The person answers in the app. A second question
 * replaces the first one and its answer. Refuses as `reportLostOf`, and `request/invalid` where the person is the caller.
 */
export const askAboutDevice = (ports: MemberPorts, caller: ApiCaller, id: string): Promise<Result<void>> =>
  onDeviceOf(ports, { caller, id }, async (tx, on, name) => {
    const { person_id: personId, device_name: device } = on.session;
    if (personId === caller.userId)
      return refuse('request/invalid', 'This is your own device: you know whether it is lost.', { path: 'id' });
    await setOnDevice(tx, on, 'asked_at = $4, asked_by = $5, answered_at = null, answer = null', [
      nowOf(ports),
      caller.userId,
    ]);
    await tell(tx, ports, on, (to) => deviceAskedAboutMail(to, device));
    await note(tx, ports, { ...on, action: 'device/asked-about' });
    await noteOfPerson(tx, ports, { caller, personId, label: `Asked ${name} whether ${device} is lost` });
    return accept(undefined);
  });

type Asked = { readonly caller: ApiCaller; readonly id: string };

async function onOwnDevice(
  ports: MemberPorts,
  { caller, id }: Asked,
  work: (tx: Transaction, on: OnDevice) => Promise<void>,
): Promise<Result<void>> {
  const done = await inTenant(ports.database, { orgId: caller.orgId, mode: 'write' }, async (tx) => {
    const session = await findSession(tx, caller.orgId, id);
    if (session?.person_id !== caller.userId) return notThere();
    await work(tx, { caller, session });
    return accept(undefined);
  });
  if (done.ok) ports.identity.accountMail?.queued();
  return done;
}

async function onDeviceOf(
  ports: MemberPorts,
  { caller, id }: Asked,
  work: (tx: Transaction, on: OnDevice, name: string) => Promise<Result<void>>,
): Promise<Result<void>> {
  const done = await inTenant(ports.database, { orgId: caller.orgId, mode: 'write' }, async (tx) => {
    const found = await findAdministered(tx, ports, { caller, id });
    if (!found.ok) return found;
    const { session, person } = found.value;
    return work(tx, { caller, session }, personNameOf(person));
  });
  if (done.ok) ports.identity.accountMail?.queued();
  return done;
}

const nowOf = ({ identity }: MemberPorts): string => instantOfMs(identity.clock.nowMs());

/** Writes columns of all sessions of the person on the device. The values begin with `$4`. */
async function setOnDevice(
  tx: Transaction,
  { caller: { orgId }, session }: OnDevice,
  columns: string,
  values: readonly (string | null)[],
): Promise<void> {
  await tx.query(`update auth.session set ${columns} where org_id = $1 and person_id = $2 and device_id = $3`, [
    orgId,
    session.person_id,
    session.device_id,
    ...values,
  ]);
}

async function setLost(tx: Transaction, ports: MemberPorts, on: OnDevice): Promise<void> {
  const { caller, session } = on;
  await setOnDevice(tx, on, 'lost_at = $4, lost_by = $5', [nowOf(ports), caller.userId]);
  await endTrustOn(tx, ports, { orgId: caller.orgId, session });
  await note(tx, ports, { ...on, action: 'device/reported-lost' });
}

async function setFound(tx: Transaction, ports: MemberPorts, on: OnDevice): Promise<void> {
  await setOnDevice(tx, on, 'lost_at = null, lost_by = null', []);
  await note(tx, ports, { ...on, action: 'device/found' });
}

/** Answers the question about the device, if an administrator has asked one. */
async function answerQuestion(
  tx: Transaction,
  ports: MemberPorts,
  { answer, ...on }: OnDevice & { readonly answer: 'lost' | 'here' },
): Promise<void> {
  if (on.session.asked_at === null) return;
  await setOnDevice(tx, on, 'answered_at = $4, answer = $5', [nowOf(ports), answer]);
}

const note = (
  tx: Transaction,
  { identity }: MemberPorts,
  { caller, session, action }: OnDevice & { readonly action: AuditAction },
): Promise<void> =>
  noteEvent(tx, caller.orgId, {
    action,
    nowMs: identity.clock.nowMs(),
    origin: identity.origin,
    by: caller.userId,
    about: session.person_id,
    device: session.device_id,
  });

/** Queues a mail to the person of the device. */
async function tell(
  tx: Transaction,
  { identity }: MemberPorts,
  { caller: { orgId }, session }: OnDevice,
  mailOf: (to: { readonly to: string; readonly organisation: string; readonly orgId: string }) => AccountMail,
): Promise<void> {
  const account = await findAccount(tx, { orgId, personId: session.person_id });
  if (!account) return;
  const { person, organisation } = account;
  await queueNotice(tx, mailOf({ to: person.email, organisation: organisation.name, orgId }), identity);
}
