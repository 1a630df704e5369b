import type { CampaignStepCounts } from '@outpost/domain/kernel/campaigns/campaign-counts';
import { firstStep, type StepResult } from '@outpost/domain/kernel/campaigns/campaign-steps';
import type { Transaction } from '../../db/database.ts';
import { isLetterToCome, markRecalled } from './campaign-letters.ts';

/** CMP-12: the ends of a walk by an answer. */
type AnswerEnd = 'replied' | 'opted-out' | 'deal';
const answerEnds = "'replied', 'opted-out', 'deal'";

/** A member between two messages. `results`: of its messages, by their steps. */
type Walker = {
  readonly record: string;
  readonly entity: string;
  readonly place: number;
  readonly since: string;
  readonly results: ReadonlyMap<string, StepResult>;
};

type Left = { readonly state: 'left-out'; readonly reason: 'no-match' | 'no-address'; readonly key: null };
/** The message that a member gets next. `key`: a hash of its address on the channel of the step. */
type StepOfWalker = { readonly step: string } & (Left | { readonly state: 'waits'; readonly reason: null; readonly key: string }); // prettier-ignore

/** Where a member goes from the place at which it was read. One that has moved since is left as it is. */
type WalkerMove = Pick<Walker, 'record' | 'entity' | 'place'> &
  (
    | { readonly kind: 'end' }
    | { readonly kind: 'wait'; readonly to: number; readonly until: string }
    | { readonly kind: 'write'; readonly to: number; readonly message: StepOfWalker }
  );

/** The members at the steps of a campaign. `walking`: between two messages, by the place at which they are; `stopped`: those that ended there. */
type WalkCounts = {
  readonly rows: readonly Omit<CampaignStepCounts, 'stopped'>[];
  readonly walking: readonly { readonly place: number; readonly count: number }[];
  readonly stopped: readonly { readonly place: number; readonly count: number }[];
  /** The members that may still get a message. */
  readonly open: number;
  readonly nextAt: string | null;
};

/** A message of a member. `at`: when the news about it came, UTC. */
type OwnMessage = { readonly campaign: string; readonly record: string; readonly at: string };

/** CMP-11: begins the walks of members whose first message is reserved, unless they have begun. */
export const beginWalks = (
  tx: Transaction,
  { orgId, campaign, now }: { readonly orgId: string; readonly campaign: string; readonly now: string },
  records: readonly string[],
): Promise<unknown> =>
  tx.query(
    `insert into store.campaign_walk (org_id, campaign_id, record_id, place, since, awaits)
     select $1, $2, record, 0, $4, 'first' from unnest($3::uuid[]) as record on conflict (org_id, campaign_id, record_id) do nothing`,
    [orgId, campaign, records, now],
  );

/**
 * CMP-11: lets members go on whose message has its outcome. One of which nobody knows whether it was sent does not let them. A member gets
 * no more whose first message was left out, or whose message a person took back. A walk that has ended waits for the message no longer, unless
 * it was taken back: then `noteAnswered` says that the member needed it no more.
 */
export const arrive = (tx: Transaction, orgId: string, messages: readonly OwnMessage[]): Promise<unknown> =>
  tx.query(
    `update store.campaign_walk w set awaits = null, since = coalesce(m.sent_at, g.at), next_at = coalesce(m.sent_at, g.at),
       ended = case when w.ended is not null then w.ended when m.reason = 'taken-back' then 'taken-back' when m.step = 'first' and m.state = 'left-out' then 'finished' end
     from jsonb_to_recordset($2::jsonb) as g(campaign uuid, record uuid, at text) join store.campaign_member m on m.org_id = $1 and m.campaign_id = g.campaign and m.record_id = g.record
     where w.org_id = $1 and w.campaign_id = g.campaign and w.record_id = g.record and w.awaits = m.step
       and (m.state in ('sent', 'delivered', 'failed', 'letter') or (m.state = 'left-out' and (w.ended is null or m.reason <> 'taken-back')))`,
    [orgId, JSON.stringify(messages)],
  );

/**
 * CMP-12: ends the walks of members that answered, opted out, or opened or won a deal after their first message was reserved, and leaves out
 * the messages for which they wait. Their letters in no print batch are to be taken back, also those of a walk that has come to its end (CMP-16). Every campaign counts, also where the answer is attributed to another one or to none. `at`: UTC. Returns
 * the campaigns.
 */
export async function endWalks(
  tx: Transaction,
  orgId: string,
  {
    why,
    records,
  }: { readonly why: AnswerEnd; readonly records: readonly { readonly record: string; readonly at: string }[] },
): Promise<readonly string[]> {
  const ended = await tx.query<{ campaign: string; record: string }>(
    `update store.campaign_walk w set ended = $3
     from (select record, max(at) as at from jsonb_to_recordset($2::jsonb) as g(record uuid, at text) group by record) g
     where w.org_id = $1 and w.record_id = g.record and (w.ended is null or (w.ended = 'finished' and exists (select from store.campaign_member l where l.org_id = $1 and l.campaign_id = w.campaign_id and l.record_id = w.record_id and ${isLetterToCome})))
       and exists (select from store.campaign_member m where m.org_id = $1 and m.campaign_id = w.campaign_id and m.record_id = w.record_id and m.step = 'first' and m.wrote_at <= g.at)
     returning w.campaign_id as campaign, w.record_id as record`,
    [orgId, JSON.stringify(records), why],
  );
  if (ended.length === 0) return [];
  await leaveAnsweredOut(tx, orgId, {
    messages: `from jsonb_to_recordset($2::jsonb) as g(campaign uuid, record uuid) where m.org_id = $1 and m.campaign_id = g.campaign and m.record_id = g.record and m.step <> 'first' and m.state = 'waits'`,
    values: [JSON.stringify(ended)],
  });
  await markRecalled(tx, orgId, ended);
  return ended.map(({ campaign }) => campaign);
}

/** Leaves out later messages, and counts their members as stopped before them. `messages`: the rows `m`, by values from $2 on. */
const leaveAnsweredOut = (
  tx: Transaction,
  orgId: string,
  { messages, values }: { readonly messages: string; readonly values: readonly unknown[] },
): Promise<unknown> =>
  tx.query(
    `with gone as (update store.campaign_member m set state = 'left-out', reason = 'answered' ${messages} returning m.campaign_id, m.record_id, m.step)
     update store.campaign_walk w set place = w.place - 1, awaits = null from gone
     where w.org_id = $1 and w.campaign_id = gone.campaign_id and w.record_id = gone.record_id and w.awaits = gone.step`,
    [orgId, ...values],
  );

type Work = <T>(work: (tx: Transaction) => Promise<T>) => Promise<T>;

/** The ways of members through the steps of campaigns (CMP-11). All times are UTC. */
export const openCampaignWalks = (orgId: string, { write, read, soil }: { readonly write: Work; readonly read: Work; readonly soil: (tx: Transaction, campaign: string) => Promise<void> }) => ({
  /** Returns members whose wait is over. */
  walkers: (campaign: string, { now, most }: { readonly now: string; readonly most: number }): Promise<readonly Walker[]> =>
    read(async (tx) => {
      const walks = await tx.query<Pick<Walker, 'record' | 'place' | 'since'>>(
        `select record_id as record, place, since from store.campaign_walk
         where org_id = $1 and campaign_id = $2 and ended is null and awaits is null and next_at <= $3 order by next_at, record_id limit $4`,
        [orgId, campaign, now, most],
      );
      const rows = await tx.query<{ record: string; entity: string; step: string } & StepResult>(
        `select record_id as record, entity, step, state, opened_at is not null as opened, clicked_at is not null as clicked
         from store.campaign_member where org_id = $1 and campaign_id = $2 and record_id = any($3::uuid[])`,
        [orgId, campaign, walks.map(({ record }) => record)],
      );
      const of = Map.groupBy(rows, ({ record }) => record);
      return walks.map((walk) => {
        const own = of.get(walk.record) ?? [];
        return { ...walk, entity: own[0]?.entity ?? '', results: new Map(own.map(({ step, state, opened, clicked }) => [step, { state, opened, clicked }])) };
      });
    }),
  /** CMP-11: moves members that are still where they were read, and gives each its next message at most once. */
  move: (campaign: string, now: string, moves: readonly WalkerMove[]): Promise<void> =>
    write(async (tx) => {
      const given = moves.map((one) => ({
        record: one.record,
        was: one.place,
        place: one.kind === 'end' ? one.place : one.to,
        next: one.kind === 'wait' ? one.until : null,
        awaits: one.kind === 'write' ? one.message.step : null,
        ended: one.kind === 'end' ? 'finished' : null,
      }));
      const moved = await tx.query<{ record: string }>(
        `update store.campaign_walk w set place = g.place, since = coalesce(g.next, $4), next_at = g.next, awaits = g.awaits, ended = g.ended
         from jsonb_to_recordset($3::jsonb) as g(record uuid, was integer, place integer, next text, awaits text, ended text)
         where w.org_id = $1 and w.campaign_id = $2 and w.record_id = g.record and w.place = g.was and w.awaits is null and w.ended is null
         returning w.record_id as record`,
        [orgId, campaign, JSON.stringify(given), now],
      );
      const mine = new Set(moved.map(({ record }) => record));
      const messages = moves.flatMap((one) => (one.kind === 'write' && mine.has(one.record) ? [{ record: one.record, entity: one.entity, ...one.message }] : []));
      await tx.query(
        `insert into store.campaign_member as m (org_id, campaign_id, record_id, step, entity, part, state, reason, address_key, round)
         select distinct on (g.step, coalesce(g.key, g.record::text)) $1::uuid, $2::uuid, g.record, g.step, g.entity, 'test', g.state, g.reason, g.key, 0
         from jsonb_to_recordset($3::jsonb) as g(record uuid, step text, entity text, state text, reason text, key text)
         where not exists (select from store.campaign_member k where k.org_id = $1 and k.campaign_id = $2 and k.step = g.step and k.address_key = g.key)
         order by g.step, coalesce(g.key, g.record::text), g.record on conflict (org_id, campaign_id, record_id, step) do nothing`,
        [orgId, campaign, JSON.stringify(messages)],
      );
      await tx.query(
        `insert into store.campaign_member (org_id, campaign_id, record_id, step, entity, part, state, reason, address_key, round)
         select $1, $2, g.record, g.step, g.entity, 'test', 'left-out', 'same-address', g.key, 0
         from jsonb_to_recordset($3::jsonb) as g(record uuid, step text, entity text, key text)
         on conflict (org_id, campaign_id, record_id, step) do nothing`,
        [orgId, campaign, JSON.stringify(messages)],
      );
      await arrive(tx, orgId, messages.map(({ record }) => ({ campaign, record, at: now }))); // one that was left out at once
      if (moved.length > 0) await soil(tx, campaign);
    }),
  /** CMP-12: returns later messages that were written for members whose walks have ended by an answer. `isHeld`: a pause took it back. */
  answered: (campaign: string): Promise<readonly { readonly message: string; readonly isHeld: boolean }[]> =>
    read((tx) =>
      tx.query(
        `select m.message_id as message, m.state = 'held' as "isHeld" from store.campaign_walk w
         join store.campaign_member m on m.org_id = w.org_id and m.campaign_id = w.campaign_id and m.record_id = w.record_id and m.step = w.awaits
         where w.org_id = $1 and w.campaign_id = $2 and w.ended is not null and w.ended in (${answerEnds}) and w.awaits is not null and m.step <> 'first'
           and m.message_id is not null and (m.state in ('written', 'held') or (m.state = 'left-out' and m.reason = 'taken-back')) limit 500`,
        [orgId, campaign],
      ),
    ),
  /** Notes that messages were taken back because their members need none any more. */
  noteAnswered: (campaign: string, messages: readonly string[]): Promise<void> =>
    write(async (tx) => {
      await leaveAnsweredOut(tx, orgId, {
        messages: `where m.org_id = $1 and m.campaign_id = $2 and m.message_id = any($3::uuid[]) and (m.state in ('written', 'held') or (m.state = 'left-out' and m.reason = 'taken-back'))`,
        values: [campaign, messages],
      });
      await soil(tx, campaign);
    }),
  /** CMP-14: counts the members at each step. */
  walkCounts: (campaign: string): Promise<WalkCounts> =>
    read(async (tx) => {
      const is = (states: string) => `count(*) filter (where state in (${states}))`;
      const rows = await tx.query<WalkCounts['rows'][number]>(
        `select step, ${is("'waits', 'held'")} as comes, ${is("'written'")} as written, ${is("'sent', 'delivered'")} as sent, ${is("'delivered'")} as delivered,
           ${is("'letter'")} as letters, count(opened_at) as opened, count(clicked_at) as clicked, count(replied_at) as replied, count(opted_out_at) as "optedOut", ${is("'failed'")} as failed,
           ${is("'unknown'")} as unknown, count(*) filter (where state = 'left-out' and reason <> 'answered') as "leftOut"
         from store.campaign_member where org_id = $1 and campaign_id = $2 group by step`,
        [orgId, campaign],
      );
      const places = await tx.query<{ place: number; walking: number; stopped: number; next: string | null }>(
        `select place, count(*) filter (where ended is null and awaits is null) as walking, count(*) filter (where ended in (${answerEnds})) as stopped,
           min(next_at) filter (where ended is null) as next
         from store.campaign_walk where org_id = $1 and campaign_id = $2 group by place`,
        [orgId, campaign],
      );
      const later = rows.filter(({ step }) => step !== firstStep).reduce((sum, { comes, written }) => sum + comes + written, 0);
      return {
        rows,
        walking: places.flatMap(({ place, walking }) => (walking > 0 ? [{ place, count: walking }] : [])),
        stopped: places.flatMap(({ place, stopped }) => (stopped > 0 ? [{ place, count: stopped }] : [])),
        open: places.reduce((sum, { walking }) => sum + walking, 0) + later,
        nextAt: places.flatMap(({ next }) => next ?? []).toSorted()[0] ?? null,
      };
    }),
}); // prettier-ignore
