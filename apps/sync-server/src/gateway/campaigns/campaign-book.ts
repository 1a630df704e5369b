import type { CampaignCounts, VariantCounts } from '@outpost/domain/kernel/campaigns/campaign-counts';
import { firstStep } from '@outpost/domain/kernel/campaigns/campaign-steps';
import { type LeftOutReason, memberAfterMessage, type MemberState, type MessageEnd } from '@outpost/domain/kernel/campaigns/member-state'; // prettier-ignore
import { type Database, inTenant, type Transaction } from '../../db/database.ts';
import { openCampaignLetters, recalled } from './campaign-letters.ts';
import { arrive, beginWalks, endWalks, openCampaignWalks } from './campaign-walks.ts';

/** Where the reading of a campaign's audience stands. `readAt`: when the round ended; null: it goes on. */
export type CampaignReading = {
  readonly round: number;
  readonly after: string | null;
  readonly readAt: string | null;
};

/** A record of the audience. `addressKey`: a hash of its address; null: it has none, and is left out. */
export type FoundMember = {
  readonly record: string;
  readonly part: 'test' | 'rest';
  readonly variant: string | null;
  readonly addressKey: string | null;
};

/** A member whose message may be written. `step`: whose message it is. `message`: its id where it was written before. */
export type DueMember = {
  readonly record: string;
  readonly step: string;
  readonly part: 'test' | 'rest';
  readonly variant: string | null;
  readonly state: 'waits' | 'held';
  readonly message: string | null;
};

/** A message that is about to be written for a member. */
export type WritingMember = {
  readonly record: string;
  readonly step: string;
  readonly variant: string | null;
  readonly message: string;
};

/** A deal of a member. `at`: when it was opened. `wonOn`: the day on which it was won, or null. `amount`: in minor units. */
export type MemberDeal = {
  readonly record: string;
  readonly deal: string;
  readonly at: string;
  readonly outcome: 'open' | 'won' | 'lost';
  readonly wonOn: string | null;
  readonly amount: number | null;
  readonly currency: string | null;
};

/** When a message was first opened, and when a link of it was first used. UTC; left out: never. */
export type MessageUse = { readonly message: string; readonly opened?: string; readonly clicked?: string };

/** A member as a page shows it. `n`: its place. */
export type ListedMember = {
  readonly n: number;
  readonly entity: string;
  readonly record: string;
  readonly step: string;
  readonly part: 'test' | 'rest';
  readonly variant: string | null;
  readonly state: MemberState;
  readonly reason: string | null;
  readonly message: string | null;
  readonly sentAt: string | null;
  readonly repliedAt: string | null;
  readonly optedOutAt: string | null;
  readonly deal: string | null;
};

/** The counts of messages that the feed of a campaign needs. `underWay`: of all campaigns of the organisation; `own`: of this one. */
export type CampaignTraffic = {
  readonly underWay: number;
  readonly own: number;
  readonly paid: number;
  readonly wrote: { readonly count: number; readonly oldestAt: string | undefined };
};

/** The members of an organisation's campaigns. It knows no kind of record. All times are UTC. */
export type CampaignBook = ReturnType<typeof openCampaignBook>;

const heldOrWaiting = "state in ('waits', 'held')";
const lockOf = 'select round from store.campaign_work where org_id = $1 and campaign_id = $2 for update';

/** Opens the members of an organisation's campaigns. */
export function openCampaignBook(database: Database, orgId: string) {
  const write = <T>(work: (tx: Transaction) => Promise<T>): Promise<T> => inTenant(database, { orgId, mode: 'write' }, work); // prettier-ignore
  const read = <T>(work: (tx: Transaction) => Promise<T>): Promise<T> => inTenant(database, { orgId, mode: 'snapshot' }, work); // prettier-ignore
  return {
    ...openCampaignWalks(orgId, { write, read, soil: (tx, campaign) => soil(tx, orgId, [campaign]) }),
    ...openCampaignLetters(orgId, { write, read, soil: (tx, campaigns) => soil(tx, orgId, campaigns) }),
    /** Returns where the reading of the audience stands. It begins where there was none. */
    reading: async (campaign: string): Promise<CampaignReading> => {
      const rows = await write((tx) =>
        tx.query<CampaignReading>(
          `insert into store.campaign_work as w (org_id, campaign_id, round, is_dirty) values ($1, $2, 1, true)
           on conflict (org_id, campaign_id) do update set round = w.round
           returning round, read_after as after, read_at as "readAt"`,
          [orgId, campaign],
        ),
      );
      return rows[0] ?? { round: 1, after: null, readAt: null };
    },
    /** Begins to read the audience again, unless another server has. */
    readAgain: (campaign: string, round: number): Promise<unknown> =>
      write((tx) =>
        tx.query(
          'update store.campaign_work set round = round + 1, read_after = null, read_at = null where org_id = $1 and campaign_id = $2 and round = $3 and read_at is not null',
          [orgId, campaign, round],
        ),
      ),
    addPage: (campaign: string, page: Page): Promise<void> => write((tx) => addPage(tx, { orgId, campaign }, page)),
    /** Returns members whose message may be written now: held ones first, then those of the test part. `isRestOpen`: a winner was chosen, or there is no test. */
    due: (campaign: string, { most, isRestOpen, now }: { readonly most: number; readonly isRestOpen: boolean; readonly now: string }): Promise<readonly DueMember[]> =>
      read((tx) =>
        tx.query<DueMember>(
          `select record_id as record, step, part, variant, state, message_id as message from store.campaign_member
           where org_id = $1 and campaign_id = $2 and ${heldOrWaiting} and (part = 'test' or $4 or state = 'held') and (not_before is null or not_before <= $5) and reason is distinct from 'answered'
           order by state, part desc, n limit $3`,
          [orgId, campaign, most, isRestOpen, now],
        ),
      ), // prettier-ignore
    /** Lets members wait until their receivers' hours begin. */
    postpone: (campaign: string, members: readonly { readonly record: string; readonly step: string; readonly until: string }[]): Promise<unknown> =>
      write((tx) =>
        tx.query(
          `update store.campaign_member m set not_before = w.until from jsonb_to_recordset($3::jsonb) as w(record uuid, step text, until text)
           where m.org_id = $1 and m.campaign_id = $2 and m.record_id = w.record and m.step = w.step and m.${heldOrWaiting}`,
          [orgId, campaign, JSON.stringify(members)],
        ),
      ), // prettier-ignore
    /** Leaves members out that got no message. */
    leaveOut: (campaign: string, now: string, members: readonly { readonly record: string; readonly step: string; readonly reason: LeftOutReason }[]): Promise<unknown> =>
      write(async (tx) => {
        await tx.query(
          `update store.campaign_member m set state = 'left-out', reason = w.reason from jsonb_to_recordset($3::jsonb) as w(record uuid, step text, reason text)
           where m.org_id = $1 and m.campaign_id = $2 and m.record_id = w.record and m.step = w.step and m.state in ('waits', 'held', 'written')`,
          [orgId, campaign, JSON.stringify(members)],
        );
        await arrive(tx, orgId, members.map(({ record }) => ({ campaign, record, at: now }))); // prettier-ignore
        await soil(tx, orgId, [campaign]);
      }), // prettier-ignore
    /**
     * Reserves members for their messages, and returns those that no other server has. `mostUnderWay`, `perHour`: the bounds are read again
     * here, under the lock, so that two servers together stay within them. `hasSteps`: more messages follow the first one (CMP-11).
     */
    reserve: (campaign: string, members: readonly WritingMember[], bounds: Bounds): Promise<ReadonlySet<string>> =>
      write((tx) => reserve(tx, { orgId, campaign }, { members, bounds })),
    /** Returns messages that were reserved before a time and have no outcome. */
    stale: (campaign: string, before: string): Promise<readonly { readonly record: string; readonly message: string }[]> =>
      read((tx) =>
        tx.query(
          `select record_id as record, message_id as message from store.campaign_member
           where org_id = $1 and campaign_id = $2 and state = 'written' and wrote_at < $3 order by n limit 500`,
          [orgId, campaign, before],
        ),
      ), // prettier-ignore
    /** Gives reserved members back whose message was never written. Its id stays, so a late write makes the same message. */
    giveBack: (campaign: string, messages: readonly string[]): Promise<unknown> =>
      write((tx) =>
        tx.query(`update store.campaign_member set state = 'held' where org_id = $1 and campaign_id = $2 and message_id = any($3::uuid[]) and state = 'written'`, [orgId, campaign, messages]),
      ), // prettier-ignore
    /** Notes what became of messages. */
    noteEnds: (ends: readonly (MessageEnd & { readonly message: string; readonly at: string })[]): Promise<void> =>
      write((tx) => noteEnds(tx, orgId, ends)),
    /** Notes what receivers did with messages (MSG-46). */
    noteUses: (uses: readonly MessageUse[]): Promise<void> => write((tx) => noteUses(tx, orgId, uses)),
    /** Notes that records answered or opted out: on the newest campaign that wrote to each within its time. */
    noteAnswers: (what: 'replied' | 'opted-out', records: readonly { readonly record: string; readonly at: string }[]): Promise<void> =>
      write((tx) => noteAnswers(tx, orgId, { what, records })), // prettier-ignore
    /** Notes who opted out by their address, as `noteAnswers`. */
    recordsOfAddress: (keys: readonly string[]): Promise<readonly { readonly record: string; readonly key: string }[]> =>
      read((tx) =>
        tx.query('select distinct record_id as record, address_key as key from store.campaign_member where org_id = $1 and address_key = any($2)', [orgId, keys]),
      ), // prettier-ignore
    /** Notes deals: new ones on the newest campaign that wrote to the record before, known ones with their new state. */
    noteDeals: (deals: readonly MemberDeal[]): Promise<void> => write((tx) => noteDeals(tx, orgId, deals)),
    /** Holds all written members, with those whose letters may still wait, and returns the ids of their messages. A second call returns the same: held members, too. */
    hold: (campaign: string): Promise<readonly string[]> =>
      write(async (tx) => {
        await tx.query(lockOf, [orgId, campaign]);
        await soil(tx, orgId, [campaign]);
        await tx.query(`update store.campaign_member set state = 'held' where org_id = $1 and campaign_id = $2 and state in ('written', 'letter')`, [orgId, campaign]); // prettier-ignore
        const rows = await tx.query<{ message: string }>(`select message_id as message from store.campaign_member where org_id = $1 and campaign_id = $2 and state = 'held' and message_id is not null`, [orgId, campaign]); // prettier-ignore
        return rows.map(({ message }) => message);
      }),
    /** Leaves all open members out, and returns the ids of messages that may still wait. A second call returns the same. */
    cancel: (campaign: string): Promise<readonly string[]> =>
      write(async (tx) => {
        await tx.query(lockOf, [orgId, campaign]);
        await soil(tx, orgId, [campaign]);
        await tx.query(`update store.campaign_member set state = 'left-out', reason = 'cancelled' where org_id = $1 and campaign_id = $2 and state in ('waits', 'held', 'written', 'letter')`, [orgId, campaign]); // prettier-ignore
        await tx.query(`update store.campaign_walk set ended = 'cancelled' where org_id = $1 and campaign_id = $2 and ended is null`, [orgId, campaign]); // prettier-ignore
        const rows = await tx.query<{ message: string }>(`select message_id as message from store.campaign_member where org_id = $1 and campaign_id = $2 and state = 'left-out' and reason = 'cancelled' and message_id is not null`, [orgId, campaign]); // prettier-ignore
        return rows.map(({ message }) => message);
      }),
    traffic: (campaign: string, since: string): Promise<CampaignTraffic> => read((tx) => trafficOf(tx, { orgId, campaign }, since)), // prettier-ignore
    /** Returns whether members may still get a message, and whether some of the test part have no outcome. It counts nothing. */
    openIn: (campaign: string): Promise<OpenMembers> => read((tx) => openIn(tx, { orgId, campaign })),
    counts: (campaign: string): Promise<BookCounts> => read((tx) => countsOf(tx, { orgId, campaign })),
    /** Returns campaigns whose figures have changed and were not counted since a time. */
    toCount: async (before: string): Promise<readonly string[]> => {
      const rows = await read((tx) => tx.query<{ id: string }>('select campaign_id as id from store.campaign_work where org_id = $1 and is_dirty and (counted_at is null or counted_at <= $2) limit 100', [orgId, before])); // prettier-ignore
      return rows.map(({ id }) => id);
    },
    /** Says that the figures are counted next. What changes afterwards makes them be counted again. */
    beginCount: (campaign: string, now: string): Promise<unknown> =>
      write((tx) => tx.query('update store.campaign_work set is_dirty = false, counted_at = $3 where org_id = $1 and campaign_id = $2', [orgId, campaign, now])), // prettier-ignore
    page: (campaign: string, asked: PageOfMembers): Promise<readonly ListedMember[]> => read((tx) => pageOf(tx, { orgId, campaign }, asked)), // prettier-ignore
  };
}

type Of = { readonly orgId: string; readonly campaign: string };
type Page = {
  readonly round: number;
  readonly entity: string;
  readonly members: readonly FoundMember[];
  /** Where this page began, and where the next one begins. Null: at the beginning, and nowhere. */
  readonly was: string | null;
  readonly after: string | null;
  /** When the last page was read. */
  readonly readAt: string | null;
};

/**
 * CMP-1: adds a page of the audience. An address gets one message: of two records with one the first stays. A record that waits no longer
 * because it had left the list waits again. A page that another server has added is left out.
 */
async function addPage(tx: Transaction, { orgId, campaign }: Of, { round, entity, members, was, after, readAt }: Page): Promise<void> {
  const moved = await tx.query(
    `update store.campaign_work set read_after = $4, read_at = $5, is_dirty = true
     where org_id = $1 and campaign_id = $2 and round = $3 and read_at is null and read_after is not distinct from $6 returning round`,
    [orgId, campaign, round, after, readAt, was],
  );
  if (moved.length === 0) return;
  const keys = members.flatMap(({ addressKey }) => addressKey ?? []);
  const taken = await tx.query<{ key: string; record: string }>(
    `select address_key as key, record_id as record from store.campaign_member where org_id = $1 and campaign_id = $2 and address_key = any($3) and step = 'first' and reason is distinct from 'same-address'`,
    [orgId, campaign, keys],
  );
  const holder = new Map(taken.map(({ key, record }) => [key, record]));
  const rows = members.map(({ addressKey, ...member }) => {
    if (addressKey === null) return { ...member, state: 'left-out', reason: 'no-address', key: null };
    const first = holder.get(addressKey);
    if (first === undefined) holder.set(addressKey, member.record);
    return first === undefined || first === member.record
      ? { ...member, state: 'waits', reason: null, key: addressKey }
      : { ...member, state: 'left-out', reason: 'same-address', key: addressKey };
  });
  await tx.query(
    `insert into store.campaign_member as m (org_id, campaign_id, record_id, entity, part, variant, state, reason, address_key, round)
     select $1, $2, w.record, $4, w.part, w.variant, w.state, w.reason, w.key, $5
     from jsonb_to_recordset($3::jsonb) as w(record uuid, part text, variant text, state text, reason text, key text)
     on conflict (org_id, campaign_id, record_id, step) do update set round = excluded.round,
       state = case when m.reason in ('no-match', 'no-address') and m.message_id is null then excluded.state else m.state end,
       reason = case when m.reason in ('no-match', 'no-address') and m.message_id is null then excluded.reason else m.reason end,
       address_key = coalesce(m.address_key, excluded.address_key)`,
    [orgId, campaign, JSON.stringify(rows), entity, round],
  );
  if (readAt !== null)
    await tx.query(
      `update store.campaign_member set state = 'left-out', reason = 'no-match' where org_id = $1 and campaign_id = $2 and round < $3 and state = 'waits' and step = 'first'`,
      [orgId, campaign, round],
    );
} // prettier-ignore

type Bounds = {
  readonly now: string;
  readonly hourAgo: string;
  readonly mostUnderWay: number;
  readonly perHour: number;
  readonly countsUntil: string;
  readonly hasSteps: boolean;
};

async function reserve(tx: Transaction, of: Of, { members, bounds }: { readonly members: readonly WritingMember[]; readonly bounds: Bounds }): Promise<ReadonlySet<string>> {
  const { orgId, campaign } = of;
  const { now, hourAgo, mostUnderWay, perHour, countsUntil, hasSteps } = bounds;
  await tx.query('select round from store.campaign_work where org_id = $1 order by campaign_id for update', [orgId]); // all of them: they share one bound
  const { underWay, wrote } = await trafficOf(tx, of, hourAgo);
  const room = Math.min(mostUnderWay - underWay, perHour - wrote.count);
  if (room <= 0) return new Set();
  const rows = await tx.query<{ message: string; record: string; step: string }>(
    `update store.campaign_member m set state = 'written', message_id = w.message, variant = w.variant, wrote_at = $4, not_before = null, counts_until = $5
     from jsonb_to_recordset($3::jsonb) as w(record uuid, step text, variant text, message uuid)
     where m.org_id = $1 and m.campaign_id = $2 and m.record_id = w.record and m.step = w.step and m.${heldOrWaiting}
       and (w.step = 'first' or exists (select from store.campaign_walk k where k.org_id = $1 and k.campaign_id = $2 and k.record_id = w.record and (k.ended is null or (k.ended = 'finished' and m.state = 'held'))))
     returning m.message_id as message, m.record_id as record, m.step`,
    [orgId, campaign, JSON.stringify(members.slice(0, room)), now, countsUntil],
  );
  if (hasSteps) await beginWalks(tx, { orgId, campaign, now }, rows.flatMap(({ record, step }) => (step === firstStep ? [record] : []))); // prettier-ignore
  await soil(tx, orgId, [campaign]);
  return new Set(rows.map(({ message }) => message));
} // prettier-ignore

async function trafficOf(tx: Transaction, { orgId, campaign }: Of, since: string): Promise<CampaignTraffic> {
  const [row] = await tx.query<{ under_way: number; own: number; paid: number; wrote: number; oldest: string | null }>(
    `select (select count(*) from store.campaign_member where org_id = $1 and state = 'written') as under_way,
       (select count(*) from store.campaign_member where org_id = $1 and campaign_id = $2 and state = 'written') as own,
       (select count(*) from store.campaign_member where org_id = $1 and campaign_id = $2 and state in ('written', 'letter', 'sent', 'delivered', 'unknown')) as paid,
       w.wrote, w.oldest
     from (select count(*) as wrote, min(wrote_at) as oldest from store.campaign_member where org_id = $1 and campaign_id = $2 and wrote_at > $3) w`,
    [orgId, campaign, since],
  );
  return {
    underWay: row?.under_way ?? 0,
    own: row?.own ?? 0,
    paid: row?.paid ?? 0,
    wrote: { count: row?.wrote ?? 0, oldestAt: row?.oldest ?? undefined },
  };
}

async function noteEnds(tx: Transaction, orgId: string, ends: readonly (MessageEnd & { readonly message: string; readonly at: string })[]): Promise<void> {
  const rows = await tx.query<{ campaign: string; record: string; message: string; state: MemberState }>(
    'select campaign_id as campaign, record_id as record, message_id as message, state from store.campaign_member where org_id = $1 and message_id = any($2::uuid[]) for update',
    [orgId, ends.map(({ message }) => message)],
  );
  const byMessage = new Map(ends.map((end) => [end.message, end]));
  const moves = rows.flatMap((row) => {
    const end = byMessage.get(row.message);
    const move = end && memberAfterMessage(row.state, end);
    return end && move && move.state !== row.state ? [{ ...row, ...move, at: end.at }] : [];
  });
  if (moves.length === 0) return;
  await tx.query(
    `update store.campaign_member m set state = w.state, reason = case when w.state = 'letter' then ${recalled} else w.reason end,
       sent_at = case when w.state in ('sent', 'delivered', 'unknown') then coalesce(m.sent_at, w.at) else m.sent_at end
     from jsonb_to_recordset($2::jsonb) as w(campaign uuid, record uuid, message uuid, state text, reason text, at text)
     where m.org_id = $1 and m.campaign_id = w.campaign and m.record_id = w.record and m.message_id = w.message`,
    [orgId, JSON.stringify(moves)],
  );
  await arrive(tx, orgId, moves);
  await soil(tx, orgId, moves.map(({ campaign }) => campaign)); // prettier-ignore
} // prettier-ignore

/** Notes the first use of messages by their receivers, and of their links. */
async function noteUses(tx: Transaction, orgId: string, uses: readonly MessageUse[]): Promise<void> {
  const rows = await tx.query<{ campaign: string }>(
    `update store.campaign_member m set opened_at = coalesce(m.opened_at, w.opened), clicked_at = coalesce(m.clicked_at, w.clicked)
     from jsonb_to_recordset($2::jsonb) as w(message uuid, opened text, clicked text)
     where m.org_id = $1 and m.message_id = w.message
       and ((m.opened_at is null and w.opened is not null) or (m.clicked_at is null and w.clicked is not null)) returning m.campaign_id as campaign`,
    [orgId, JSON.stringify(uses)],
  );
  await soil(tx, orgId, rows.map(({ campaign }) => campaign)); // prettier-ignore
}

/** The member of the newest campaign that wrote to each record `w.record` before `w.at`, within its time. */
const newestMember = `select distinct on (w.record) m.campaign_id as campaign, m.step, w.* from w join store.campaign_member m
    on m.org_id = $1 and m.record_id = w.record and m.sent_at <= w.at and m.counts_until >= w.at
  order by w.record, m.sent_at desc, m.campaign_id`;

async function noteAnswers(tx: Transaction, orgId: string, { what, records }: { readonly what: 'replied' | 'opted-out'; readonly records: readonly { readonly record: string; readonly at: string }[] }): Promise<void> {
  const column = what === 'replied' ? 'replied_at' : 'opted_out_at';
  const rows = await tx.query<{ campaign: string }>(
    `with w as (select record, min(at) as at from jsonb_to_recordset($2::jsonb) as w(record uuid, at text) group by record),
       newest as (${newestMember})
     update store.campaign_member m set ${column} = newest.at from newest
     where m.org_id = $1 and m.campaign_id = newest.campaign and m.record_id = newest.record and m.step = newest.step and m.${column} is null returning m.campaign_id as campaign`,
    [orgId, JSON.stringify(records)],
  );
  const ended = await endWalks(tx, orgId, { why: what, records });
  await soil(tx, orgId, [...rows.map(({ campaign }) => campaign), ...ended]);
} // prettier-ignore

/** Returns the last moment of a day in UTC. */
const endOf = (day: string): string => `${day}T23:59:59.999Z`;

async function noteDeals(tx: Transaction, orgId: string, deals: readonly MemberDeal[]): Promise<void> {
  const given = JSON.stringify(deals);
  const found = await tx.query<{ campaign: string }>(
    `with w as (select distinct on (record) record, deal, at, outcome, amount, currency from jsonb_to_recordset($2::jsonb)
         as w(record uuid, deal uuid, at text, outcome text, amount bigint, currency text)
         where not exists (select from store.campaign_member k where k.org_id = $1 and k.deal_id = w.deal) order by record, at),
       newest as (${newestMember})
     update store.campaign_member m set deal_id = newest.deal, deal_outcome = newest.outcome, deal_amount = newest.amount, deal_currency = newest.currency from newest
     where m.org_id = $1 and m.campaign_id = newest.campaign and m.record_id = newest.record and m.step = newest.step and m.deal_id is null returning m.campaign_id as campaign`,
    [orgId, given],
  );
  const changed = await tx.query<{ campaign: string }>(
    `update store.campaign_member m set deal_outcome = w.outcome, deal_amount = w.amount, deal_currency = w.currency
     from jsonb_to_recordset($2::jsonb) as w(deal uuid, outcome text, amount bigint, currency text)
     where m.org_id = $1 and m.deal_id = w.deal
       and (m.deal_outcome, m.deal_amount, m.deal_currency) is distinct from (w.outcome, w.amount, w.currency) returning m.campaign_id as campaign`,
    [orgId, given],
  );
  const ended = await endWalks(tx, orgId, { why: 'deal', records: deals.map(({ record, at, wonOn }) => ({ record, at: wonOn !== null && endOf(wonOn) > at ? endOf(wonOn) : at })) }); // prettier-ignore
  await soil(tx, orgId, [...[...found, ...changed].map(({ campaign }) => campaign), ...ended]);
}

/** The figures of a campaign, and what the choice of a winner needs. */
export type BookCounts = Pick<CampaignCounts, 'parts' | 'leftOut' | 'wonValue' | 'openValue'> & {
  readonly open: number;
  readonly openInTest: number;
  readonly lastSentAt: string | undefined;
};

/** CMP-8: a member with several deals counts once: as one that won where one of its deals is won. */
async function countsOf(tx: Transaction, { orgId, campaign }: Of): Promise<BookCounts> {
  const is = (states: string) => `count(*) filter (where state in (${states}))`;
  const of = "from store.campaign_member where org_id = $1 and campaign_id = $2 and step = 'first'";
  const ofMember = `from (select f.part, f.variant, f.state, f.sent_at, w.opened_at, w.clicked_at, w.replied_at, w.opted_out_at, w.has_deal, w.is_won
      from store.campaign_member f join (
        select record_id, min(opened_at) as opened_at, min(clicked_at) as clicked_at, min(replied_at) as replied_at, min(opted_out_at) as opted_out_at,
          bool_or(deal_id is not null) as has_deal, bool_or(deal_outcome = 'won') as is_won
        from store.campaign_member where org_id = $1 and campaign_id = $2 group by record_id) w on w.record_id = f.record_id
      where f.org_id = $1 and f.campaign_id = $2 and f.step = 'first') m where true`;
  const parts = await tx.query<VariantCounts & { last: string | null }>(
    `select part, variant, ${is("'waits', 'held'")} as waits, ${is("'written'")} as written, ${is("'sent', 'delivered'")} as sent, ${is("'delivered'")} as delivered,
       ${is("'failed'")} as failed, ${is("'unknown'")} as unknown, count(opened_at) as opened, count(clicked_at) as clicked, count(replied_at) as replied, count(opted_out_at) as "optedOut", count(*) filter (where has_deal) as deals,
       count(*) filter (where is_won) as won, max(sent_at) as last
     ${ofMember} and state <> 'left-out' group by part, variant order by part desc, variant`,
    [orgId, campaign],
  );
  const reasons = await tx.query<{ reason: string; count: number }>(`select coalesce(reason, 'other') as reason, count(*) as count ${of} and state = 'left-out' group by 1 order by 2 desc, 1`, [orgId, campaign]); // prettier-ignore
  const values = await tx.query<{ currency: string; won: number | null; open: number | null }>(
    `select deal_currency as currency, sum(deal_amount) filter (where deal_outcome = 'won')::float8 as won, sum(deal_amount) filter (where deal_outcome = 'open')::float8 as open
     from store.campaign_member where org_id = $1 and campaign_id = $2 and deal_currency is not null group by 1`,
    [orgId, campaign],
  );
  const sumOf = (which: 'won' | 'open') =>
    Object.fromEntries(values.flatMap((row) => (row[which] === null ? [] : [[row.currency, row[which]]])));
  const openAmong = (among: typeof parts) => among.reduce((sum, { waits, written }) => sum + waits + written, 0);
  const test = parts.filter(({ part }) => part === 'test');
  return {
    parts: parts.map(({ last: _last, ...one }) => one),
    leftOut: Object.fromEntries(reasons.map(({ reason, count }) => [reason, count])),
    wonValue: sumOf('won'),
    openValue: sumOf('open'),
    open: openAmong(parts),
    openInTest: openAmong(test),
    lastSentAt: test.flatMap(({ last }) => last ?? []).toSorted().at(-1), // prettier-ignore
  };
}

type OpenMembers = { readonly isOpen: boolean; readonly isTestOpen: boolean };

async function openIn(tx: Transaction, { orgId, campaign }: Of): Promise<OpenMembers> {
  const open =
    "from store.campaign_member where org_id = $1 and campaign_id = $2 and state in ('waits', 'held', 'written')";
  const [found] = await tx.query<OpenMembers>(
    `select exists (select ${open}) or exists (select from store.campaign_walk where org_id = $1 and campaign_id = $2 and ended is null and next_at is not null) as "isOpen",
       exists (select ${open} and part = 'test' and step = 'first') as "isTestOpen"`,
    [orgId, campaign],
  );
  return found ?? { isOpen: false, isTestOpen: false };
}

type PageOfMembers = {
  readonly after: number;
  readonly limit: number;
  readonly only: 'all' | 'left-out' | 'open' | 'sent' | 'replied' | 'deals';
};

const onlySql = {
  all: "state <> 'left-out'",
  'left-out': "state = 'left-out'",
  open: "state in ('waits', 'held', 'written')",
  sent: "state in ('sent', 'delivered', 'unknown')",
  replied: 'replied_at is not null',
  deals: 'deal_id is not null',
} as const;

const pageOf = (tx: Transaction, { orgId, campaign }: Of, { after, limit, only }: PageOfMembers): Promise<readonly ListedMember[]> =>
  tx.query<ListedMember>(
    `select n, entity, record_id as record, step, part, variant, state, reason, message_id as message, sent_at as "sentAt", replied_at as "repliedAt",
       opted_out_at as "optedOutAt", deal_id as deal
     from store.campaign_member where org_id = $1 and campaign_id = $2 and n > $3 and ${onlySql[only]} order by n limit $4`,
    [orgId, campaign, after, limit],
  ); // prettier-ignore

/** Says that the figures of campaigns have changed. */
async function soil(tx: Transaction, orgId: string, campaigns: readonly string[]): Promise<void> {
  if (campaigns.length === 0) return;
  await tx.query('update store.campaign_work set is_dirty = true where org_id = $1 and campaign_id = any($2::uuid[]) and not is_dirty', [orgId, [...new Set(campaigns)]]); // prettier-ignore
}
