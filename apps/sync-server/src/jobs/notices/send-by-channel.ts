import { afterQuietHours, noticeDueAt } from '@outpost/domain/kernel/notifications/notice-times';
import { isSendable, type NoticeChannel } from '@outpost/domain/kernel/notifications/notice-wishes';
import type { RandomBytes } from '@outpost/domain/kernel/ports';
import { instantOfMs } from '../../db/instant-at.ts';
import { readAsker } from '../../access/asker.ts';
import { inTenant, type Transaction } from '../../db/database.ts';
import type { NoticeOutcome } from '../../gateway/notices/notice-ways.ts';
import { waitAfter } from '../webhooks/retry-times.ts';
import { type NoticedOne, readNoticedPeople } from './noticed-people.ts';
import type { NoticePlanPorts } from './plan-notices.ts';
import { type DueNotice, isOver, tellAll, type ToldDue, worksHere } from './tell-notices.ts';

export type ChannelSendPorts = Pick<NoticePlanPorts, 'database' | 'installed' | 'clock'> & {
  readonly random: RandomBytes;
  readonly log: { readonly warn: (details: object, message: string) => void };
};

type Due = DueNotice & { readonly tries: number; readonly left_to: readonly string[] | null };
export type ChannelNotice = ToldDue<Due>;
export type ChannelReceiver = { readonly orgId: string; readonly personId: string; readonly organisation: string };

/** A place at which a person gets notifications by a channel: a browser, or a number. */
export type ChannelPlace = {
  readonly id: string;
  /** Sends one message with these notifications. It never throws for a fault of the other side. */
  readonly send: (notices: readonly ChannelNotice[]) => Promise<NoticeOutcome>;
};

/** A channel whose messages leave outside of a transaction. E-mail is none: it has an outbox of its own. */
export type SentChannel = {
  readonly channel: Exclude<NoticeChannel, 'mail'>;
  /** Returns the places of a person as they are now. */
  readonly placesOf: (tx: Transaction, receiver: ChannelReceiver) => Promise<readonly ChannelPlace[]>;
  /** Puts notifications together that go out in one message. */
  readonly messagesOf: (notices: readonly ChannelNotice[]) => readonly (readonly ChannelNotice[])[];
  /** Ends a place that does not exist any more. */
  readonly endPlace: (tx: Transaction, of: { readonly orgId: string; readonly personId: string; readonly id: string }) => Promise<void>; // prettier-ignore
};

/** Chosen: as for e-mails. */
const [peopleAtOnce, noticesAtOnce] = [20, 500];
/** Longer than all tries of one claim take together: a claim that is older ended with its server. As in the outbox of e-mails. */
const abandonedAfterMs = 15 * 60_000;

/**
 * NTF-8: sends the notifications that are due by a channel. The try is noted before it begins. A try that began and has no outcome is the last one, so
 * nothing is sent twice. A try that certainly did not arrive is repeated, and everything is judged again then.
 */
export async function sendByChannel(ports: ChannelSendPorts, channel: SentChannel, orgId: string): Promise<'done' | 'more'> {
  const nowMs = ports.clock.nowMs();
  const people = await inTenant(ports.database, { orgId, mode: 'snapshot' }, (tx) =>
    tx.query<{ id: string }>(
      `select distinct person_id as id from store.notice_due where org_id = $1 and due_at <= $2 and way = $3 and (begun_at is null or begun_at <= $4) order by person_id limit $5`,
      [orgId, instantOfMs(nowMs), channel.channel, instantOfMs(nowMs - abandonedAfterMs), peopleAtOnce],
    ),
  );
  for (const { id: personId } of people) {
    const claim = await inTenant(ports.database, { orgId, mode: 'write' }, (tx) => claimNotices(tx, ports, { channel, orgId, personId }));
    if (claim) await carryOut(ports, { channel, orgId, personId, claim });
  }
  return people.length === peopleAtOnce ? 'more' : 'done';
} // prettier-ignore

type Whose = { readonly channel: SentChannel; readonly orgId: string; readonly personId: string };
type Claim = {
  readonly begunAt: string;
  readonly notices: readonly ChannelNotice[];
  readonly places: readonly ChannelPlace[];
};

/** Notes that the tries of a person's notifications begin, and returns those that they want and may see now. */
async function claimNotices(
  tx: Transaction,
  { clock, installed, log }: ChannelSendPorts,
  { channel, orgId, personId }: Whose,
): Promise<Claim | undefined> {
  const nowMs = clock.nowMs();
  const now = instantOfMs(nowMs);
  const way = channel.channel;
  const abandoned = await tx.query(
    'delete from store.notice_due where org_id = $1 and person_id = $2 and way = $3 and begun_at <= $4 returning about',
    [orgId, personId, way, instantOfMs(nowMs - abandonedAfterMs)],
  );
  if (abandoned.length > 0)
    log.warn({ orgId, way, count: abandoned.length }, 'it is not known whether notifications arrived; they are not sent again'); // prettier-ignore
  const rows = await tx.query<Omit<Due, 'kind'> & { readonly kind: string }>(
    `select kind, about, at, by_id, entity, record_id, count, tries, left_to from store.notice_due
     where org_id = $1 and person_id = $2 and way = $3 and due_at <= $4 and begun_at is null order by at, about limit $5 for update skip locked`,
    [orgId, personId, way, now, noticesAtOnce],
  );
  if (rows.length === 0) return undefined;
  const asker = await readAsker(tx, { orgId, userId: personId, installed });
  const reading = { tenant: asker.tenant, timeZone: asker.settings?.timeZone ?? 'UTC' };
  const person = (await readNoticedPeople(tx, reading, [personId])).get(personId);
  const places = person && worksHere(person, asker) ? await channel.placesOf(tx, { orgId, personId, organisation: await nameOf(tx, orgId) }) : []; // prettier-ignore
  const due: Due[] = [];
  for (const { kind, ...row } of rows) {
    const one = isSendable(kind) ? { ...row, kind } : undefined;
    const dueAt = one && person && places.length > 0 ? dueAtOf(one, person, { way, now }) : undefined;
    if (one && dueAt !== undefined && dueAt <= now) due.push(one);
    else await end(tx, { orgId, personId, way }, { kind, about: row.about, dueAt });
  }
  const notices = await tellAll(tx, { due, owner: asker, reader: asker });
  const told = new Set(notices.map(({ due: one }) => one));
  for (const one of due)
    await (told.has(one)
      ? tx.query(`update store.notice_due set begun_at = $6 where ${oneNotice}`, [orgId, personId, way, one.kind, one.about, now])
      : end(tx, { orgId, personId, way }, { ...one, dueAt: undefined })); // prettier-ignore
  return notices.length === 0 ? undefined : { begunAt: now, notices, places };
}

async function nameOf(tx: Transaction, orgId: string): Promise<string> {
  const [row] = await tx.query<{ name: string }>('select name from store.tenants where org_id = $1', [orgId]);
  return row?.name ?? '';
}

/** Returns the moment at which a notification is due by the present preferences, never in the quiet hours. Undefined: it is not sent. */
function dueAtOf(
  { kind, at, ...due }: Due,
  person: NoticedOne,
  { way, now }: { readonly way: SentChannel['channel']; readonly now: string },
): string | undefined {
  if (isOver(person, { kind, at, ...due }, now)) return undefined;
  const { wishes, timeZone } = person;
  const wanted = noticeDueAt(wishes, { kind, at, channel: way }, timeZone);
  if (wanted === undefined || wanted > now) return wanted;
  return afterQuietHours(now, wishes.quiet, timeZone); // the worker is late, or this is a further try
}

const oneNotice = 'org_id = $1 and person_id = $2 and way = $3 and kind = $4 and about = $5';
type Way = { readonly orgId: string; readonly personId: string; readonly way: string };

/** Removes a notification, or moves it to a later moment. */
async function end(
  tx: Transaction,
  { orgId, personId, way }: Way,
  { kind, about, dueAt }: { readonly kind: string; readonly about: string; readonly dueAt: string | undefined },
): Promise<void> {
  const key = [orgId, personId, way, kind, about];
  await (dueAt === undefined
    ? tx.query(`delete from store.notice_due where ${oneNotice}`, key)
    : tx.query(`update store.notice_due set due_at = $6 where ${oneNotice}`, [...key, dueAt]));
}

/** The rest of one notification after a try: the places that certainly have not got it, and how long one of them asked to wait. */
type Left = { readonly to: Set<string>; waitMs: number };

/** Sends the notifications of a claim to all places at the same time, and notes what is left. */
async function carryOut(ports: ChannelSendPorts, { channel, orgId, personId, claim }: Whose & { readonly claim: Claim }): Promise<void> {
  const { notices, places, begunAt } = claim;
  const way = channel.channel;
  const left = new Map<ChannelNotice, Left>(notices.map((notice) => [notice, { to: new Set<string>(), waitMs: 0 }]));
  const gone: string[] = [];
  const sendTo = async ({ id, send }: ChannelPlace): Promise<void> => {
    const own = notices.filter(({ due }) => due.left_to === null || due.left_to.includes(id));
    for (const some of channel.messagesOf(own)) {
      const outcome = gone.includes(id) ? { is: 'gone' as const } : await send(some);
      if (outcome.is === 'gone') gone.push(id);
      else if (outcome.is === 'refused') ports.log.warn({ orgId, way, place: id, why: outcome.why }, 'a notification was refused');
      else if (outcome.is === 'unclear') ports.log.warn({ orgId, way, place: id }, 'it is not known whether a notification arrived; it is not sent again');
      else if (outcome.is === 'later')
        for (const notice of some) {
          const one = left.get(notice);
          one?.to.add(id);
          if (one) one.waitMs = Math.max(one.waitMs, outcome.waitMs ?? 0);
        }
    }
  };
  await Promise.all(places.map(sendTo));
  await inTenant(ports.database, { orgId, mode: 'write' }, async (tx) => {
    for (const id of new Set(gone)) await channel.endPlace(tx, { orgId, personId, id });
    for (const [{ due }, { to, waitMs }] of left) {
      const key = [orgId, personId, way, due.kind, due.about, begunAt];
      const ownWaitMs = to.size === 0 ? undefined : waitAfter(due.tries + 1, (ports.random(1)[0] ?? 0) / 256);
      if (to.size > 0 && ownWaitMs === undefined) ports.log.warn({ orgId, way, tries: due.tries + 1 }, 'a notification could not be sent');
      await (ownWaitMs === undefined
        ? tx.query(`delete from store.notice_due where ${oneNotice} and begun_at = $6`, key)
        : tx.query(`update store.notice_due set begun_at = null, tries = tries + 1, left_to = $7::uuid[], due_at = $8 where ${oneNotice} and begun_at = $6`, [...key, [...to], instantOfMs(ports.clock.nowMs() + Math.max(ownWaitMs, waitMs))]));
    }
  });
} // prettier-ignore
