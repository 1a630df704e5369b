import { escalationDueAt, noticeDueAt } from '@outpost/domain/kernel/notifications/notice-times';
import { isSendable } from '@outpost/domain/kernel/notifications/notice-wishes';
import { type Asker, readAsker } from '../../access/asker.ts';
import { inTenant, type Transaction } from '../../db/database.ts';
import type { IdentityPorts } from '../../identity/identity-ports.ts';
import { queueNoticeOnce } from '../../identity/mail/outbox.ts';
import { recordsOf } from '../../records/load/load.ts';
import type { ToldNotice } from './notice-lines.ts';
import { leftUnreadMail, unreadMail, unreadOfAnotherMail } from './notice-mail.ts';
import { type NoticedOne, readNoticedPeople } from './noticed-people.ts';
import type { NoticePlanPorts } from './plan-notices.ts';
import { type DueNotice, isOver, tellAll, worksHere } from './tell-notices.ts';

export type NoticeSendPorts = Omit<NoticePlanPorts, 'durable' | 'channels'> & { readonly identity: IdentityPorts };

/** Chosen: a round of some tenths of a second for one tenant. */
const peopleAtOnce = 20;
/** Chosen: more than a person gets between two digests. The rest follows in the next round. */
const noticesAtOnce = 500;
type DueRow = Omit<DueNotice, 'kind'> & { readonly kind: string; readonly way: string };
type Due = DueNotice & { readonly way: 'mail' | 'escalation' };

/** NTF-3, NTF-4: queues the e-mails that are due. The mail and the end of its notifications are one transaction. */
export async function sendNotices(ports: NoticeSendPorts, orgId: string): Promise<'done' | 'more'> {
  const now = new Date(ports.clock.nowMs()).toISOString();
  const people = await inTenant(ports.database, { orgId, mode: 'snapshot' }, (tx) =>
    tx.query<{ id: string }>(
      `select distinct person_id as id from store.notice_due
       where org_id = $1 and due_at <= $2 and way in ('mail', 'escalation') order by person_id limit $3`,
      [orgId, now, peopleAtOnce],
    ),
  );
  let isMore = people.length === peopleAtOnce;
  for (const { id } of people) {
    const sent = await inTenant(ports.database, { orgId, mode: 'write' }, (tx) =>
      sendToPerson(tx, ports, { orgId, personId: id, now }),
    );
    if (sent.isQueued) ports.identity.accountMail?.queued();
    isMore ||= sent.isMore;
  }
  return isMore ? 'more' : 'done';
}

type Sending = { readonly orgId: string; readonly personId: string; readonly now: string };

async function sendToPerson(
  tx: Transaction,
  ports: NoticeSendPorts,
  { orgId, personId, now }: Sending,
): Promise<{ readonly isQueued: boolean; readonly isMore: boolean }> {
  const rows = await tx.query<DueRow>(
    `select kind, about, way, at, by_id, entity, record_id, count from store.notice_due
     where org_id = $1 and person_id = $2 and due_at <= $3 and way in ('mail', 'escalation') order by at, about limit $4 for update skip locked`,
    [orgId, personId, now, noticesAtOnce],
  );
  if (rows.length === 0) return { isQueued: false, isMore: false };
  const asker = await readAsker(tx, { orgId, userId: personId, installed: ports.installed });
  const reading = { tenant: asker.tenant, timeZone: asker.settings?.timeZone ?? 'UTC' };
  const person = (await readNoticedPeople(tx, reading, [personId])).get(personId);
  const receiver = person && (await receiverOf(tx, ports, { person, asker, reading }));
  const due: Due[] = [];
  for (const row of rows) {
    const one = person && dueOf(row);
    const dueAt = one && judge(one, { person, receiver, now });
    if (one && dueAt !== undefined && dueAt <= now) due.push(one);
    await (dueAt === undefined || dueAt <= now
      ? tx.query('delete from store.notice_due where org_id = $1 and person_id = $2 and kind = $3 and about = $4 and way = $5', [orgId, personId, row.kind, row.about, row.way])
      : tx.query('update store.notice_due set due_at = $6 where org_id = $1 and person_id = $2 and kind = $3 and about = $4 and way = $5', [orgId, personId, row.kind, row.about, row.way, dueAt])); // prettier-ignore
  }
  const isMore = rows.length === noticesAtOnce;
  if (!person || due.length === 0) return { isQueued: false, isMore };
  const isQueued = await queueMails(tx, ports, { due, person, asker, receiver });
  return { isQueued, isMore };
}

const dueOf = ({ kind, way, ...row }: DueRow): Due | undefined =>
  isSendable(kind) && (way === 'mail' || way === 'escalation') ? { ...row, kind, way } : undefined;

/** The person who gets the e-mail of an escalation, with the rights by which its records are shown. */
type Receiver = { readonly asker: Asker; readonly person: NoticedOne };

/**
 * Returns the moment at which a notification is due by the present preferences. Undefined: it is not sent, because the person has read
 * it, does not want it any more, or it is too old.
 */
function judge(
  due: Due,
  given: { readonly person: NoticedOne; readonly receiver: Receiver | undefined; readonly now: string },
): string | undefined {
  const { person, receiver, now } = given;
  const { kind, way, at } = due;
  const { wishes, timeZone } = person;
  if (isOver(person, due, now)) return undefined;
  if (way === 'mail') return noticeDueAt(wishes, { kind, at, channel: 'mail' }, timeZone);
  if (!receiver) return undefined;
  return escalationDueAt(wishes.escalation, { kind, at }, { quiet: receiver.person.wishes.quiet, timeZone: receiver.person.timeZone }); // prettier-ignore
}

type Found = {
  readonly person: NoticedOne;
  readonly asker: Asker;
  readonly reading: Parameters<typeof readNoticedPeople>[1];
};

/** Returns who gets the e-mails of a person's escalations: the person, the lead of their first team that has another one, or the named person. */
async function receiverOf(tx: Transaction, ports: NoticeSendPorts, { person, asker, reading }: Found): Promise<Receiver | undefined> {
  const { escalation } = person.wishes;
  if (!escalation || escalation.to === 'me') return { asker, person };
  const id = escalation.to === 'person' ? escalation.person : await leadOf(tx, asker);
  if (id === undefined || id === person.person.id) return { asker, person };
  const other = (await readNoticedPeople(tx, reading, [id])).get(id);
  const theirs = await readAsker(tx, { orgId: asker.tenant.orgId, userId: id, installed: ports.installed });
  return other && addressOf(other, theirs) !== undefined ? { asker: theirs, person: other } : { asker, person };
} // prettier-ignore

async function leadOf(tx: Transaction, { tenant, principal }: Asker): Promise<string | undefined> {
  const teams = principal.memberships.flatMap(({ teamId }) => teamId ?? []);
  const records = await recordsOf(tx, tenant, { entity: 'platform/team', ids: teams });
  return records
    .filter(({ life }) => life === 'alive')
    .toSorted((a, b) => teams.indexOf(a.id) - teams.indexOf(b.id))
    .map(({ fields }) => fields['lead'])
    .find((lead): lead is string => typeof lead === 'string' && lead !== principal.userId);
}

/** Returns the address of a person who works for the tenant now. */
function addressOf(one: NoticedOne, asker: Asker): string | undefined {
  const { email } = one.person.fields;
  return worksHere(one, asker) && typeof email === 'string' && email !== '' ? email : undefined;
}

type Queueing = Receiver & { readonly due: readonly Due[]; readonly receiver: Receiver | undefined };

async function queueMails(tx: Transaction, { identity }: NoticeSendPorts, { due, person, asker, receiver }: Queueing): Promise<boolean> {
  const { orgId } = asker.tenant;
  const [row] = await tx.query<{ name: string }>('select name from store.tenants where org_id = $1', [orgId]);
  const organisation = row?.name ?? '';
  const hours = person.wishes.escalation?.afterHours ?? 0;
  let isQueued = false;
  const send = async (to: Receiver, some: readonly Due[], mailOf: (at: { readonly to: string; readonly organisation: string; readonly orgId: string }, told: readonly ToldNotice[]) => Parameters<typeof queueNoticeOnce>[1]) => {
    const address = addressOf(to.person, to.asker);
    if (address === undefined || some.length === 0) return;
    const told = await tellAll(tx, { due: some, owner: asker, reader: to.asker });
    if (told.length === 0) return;
    await queueNoticeOnce(tx, mailOf({ to: address, organisation, orgId }, told), identity);
    isQueued = true;
  };
  const ofMail = due.filter(({ way }) => way === 'mail');
  const escalated = due.filter(({ way }) => way === 'escalation');
  await send({ asker, person }, ofMail, unreadMail);
  const isOwn = receiver?.person.person.id === person.person.id;
  if (receiver && isOwn) {
    const has = new Set(ofMail.map(({ kind, about }) => `${kind} ${about}`));
    await send(receiver, escalated.filter(({ kind, about }) => !has.has(`${kind} ${about}`)), (at, told) => leftUnreadMail(at, told, hours));
  } else if (receiver)
    await send(receiver, escalated, (at, told) => unreadOfAnotherMail(at, told, { name: person.noticed.name, hours }));
  return isQueued;
} // prettier-ignore
