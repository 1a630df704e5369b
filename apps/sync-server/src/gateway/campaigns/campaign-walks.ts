import type { CampaignStepCounts } from '@outpost/domain/kernel/campaigns/campaign-counts';
import type { StepResult, WalkEnd } from '@outpost/domain/kernel/campaigns/campaign-steps';
import type { Transaction } from '../../db/database.ts';

/** A member between two messages. `results`: of its messages, by their steps. */
type Walker = {
  readonly record: string;
  readonly entity: string;
  readonly place: number;
  readonly since: string;
  readonly results: ReadonlyMap<string, StepResult>;
  readonly stop: Exclude<WalkEnd, 'finished'> | undefined;
};

type Left = { readonly state: 'left-out'; readonly reason: 'no-match' | 'no-address'; readonly key: null };
/** The message that a member gets next. `key`: a hash of its address on the channel of the step. */
type StepOfWalker = { readonly step: string } & (Left | { readonly state: 'waits'; readonly reason: null; readonly key: string }); // prettier-ignore

/** Where a member goes from the place at which it was read. One that has moved since is left as it is. */
type WalkerMove = Pick<Walker, 'record' | 'entity' | 'place'> &
  (
    | { readonly kind: 'end'; readonly why: WalkEnd }
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

/** CMP-12: whether the member of a row `m` answered, opted out, or opened a deal after any of its messages. */
export const isStopped = `exists (select from store.campaign_member k where k.org_id = m.org_id and k.campaign_id = m.campaign_id and k.record_id = m.record_id
    and (k.replied_at is not null or k.opted_out_at is not null or k.deal_id is not null))`;

/** The first messages that let their members go on. One of which nobody knows whether it was sent does not. */
const goesOn = "m.step = 'first' and m.state in ('sent', 'delivered', 'failed')";
const hasNoWalk = `not exists (select from store.campaign_walk w where w.org_id = m.org_id and w.campaign_id = m.campaign_id and w.record_id = m.record_id)`;

type Work = <T>(work: (tx: Transaction) => Promise<T>) => Promise<T>;

/** The ways of members through the steps of campaigns (CMP-11). All times are UTC. */
export const openCampaignWalks = (orgId: string, { write, read, soil }: { readonly write: Work; readonly read: Work; readonly soil: (tx: Transaction, campaign: string) => Promise<void> }) => ({
  /** Lets members go on whose message has its outcome. One whose message a person took back gets no more. */
  goOn: (campaign: string, now: string): Promise<void> =>
    write(async (tx) => {
      const begun = await tx.query(
        `insert into store.campaign_walk (org_id, campaign_id, record_id, place, since, next_at)
         select org_id, campaign_id, record_id, 0, coalesce(sent_at, $3), coalesce(sent_at, $3) from store.campaign_member m
         where org_id = $1 and campaign_id = $2 and ${goesOn} and ${hasNoWalk} order by n limit 1000
         on conflict (org_id, campaign_id, record_id) do nothing returning place`,
        [orgId, campaign, now],
      );
      const arrived = await tx.query(
        `update store.campaign_walk w set awaits = null, since = coalesce(m.sent_at, $3), next_at = coalesce(m.sent_at, $3),
           place = case when m.reason = 'answered' then w.place - 1 else w.place end, ended = case when m.reason = 'taken-back' then 'taken-back' end
         from store.campaign_member m
         where w.org_id = $1 and w.campaign_id = $2 and w.ended is null and m.org_id = $1 and m.campaign_id = $2 and m.record_id = w.record_id
           and m.step = w.awaits and m.state in ('sent', 'delivered', 'failed', 'left-out') returning w.place`,
        [orgId, campaign, now],
      );
      if (begun.length + arrived.length > 0) await soil(tx, campaign);
    }),
  /** Returns members whose wait is over. */
  walkers: (campaign: string, { now, most }: { readonly now: string; readonly most: number }): Promise<readonly Walker[]> =>
    read(async (tx) => {
      const walks = await tx.query<Pick<Walker, 'record' | 'place' | 'since'>>(
        `select record_id as record, place, since from store.campaign_walk
         where org_id = $1 and campaign_id = $2 and ended is null and awaits is null and next_at <= $3 order by next_at, record_id limit $4`,
        [orgId, campaign, now, most],
      );
      const rows = await tx.query<{ record: string; entity: string; step: string } & StepResult & { replied: boolean; out: boolean; deal: boolean }>(
        `select record_id as record, entity, step, state, opened_at is not null as opened, clicked_at is not null as clicked,
           replied_at is not null as replied, opted_out_at is not null as out, deal_id is not null as deal
         from store.campaign_member where org_id = $1 and campaign_id = $2 and record_id = any($3::uuid[])`,
        [orgId, campaign, walks.map(({ record }) => record)],
      );
      const of = Map.groupBy(rows, ({ record }) => record);
      return walks.map((walk) => {
        const own = of.get(walk.record) ?? [];
        const stop = own.some(({ out }) => out) ? 'opted-out' : own.some(({ replied }) => replied) ? 'replied' : own.some(({ deal }) => deal) ? 'deal' : undefined;
        return { ...walk, entity: own[0]?.entity ?? '', stop, results: new Map(own.map(({ step, state, opened, clicked }) => [step, { state, opened, clicked }])) };
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
        ended: one.kind === 'end' ? one.why : null,
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
      if (moved.length > 0) await soil(tx, campaign);
    }),
  /** CMP-12: leaves out members that wait for a later message and need none any more. Returns the messages of others that may still wait. */
  stopAnswered: (campaign: string): Promise<readonly string[]> =>
    write(async (tx) => {
      const left = await tx.query(
        `update store.campaign_member m set state = 'left-out', reason = 'answered'
         where org_id = $1 and campaign_id = $2 and step <> 'first' and state = 'waits' and ${isStopped} returning n`,
        [orgId, campaign],
      );
      if (left.length > 0) await soil(tx, campaign);
      const rows = await tx.query<{ message: string }>(
        `select message_id as message from store.campaign_member m
         where org_id = $1 and campaign_id = $2 and step <> 'first' and state in ('written', 'held') and ${isStopped} and message_id is not null limit 500`,
        [orgId, campaign],
      );
      return rows.map(({ message }) => message);
    }),
  /** Notes that messages were taken back because their members need none any more. One that was sent stays sent. */
  noteAnswered: (campaign: string, messages: readonly string[]): Promise<void> =>
    write(async (tx) => {
      await tx.query(
        `update store.campaign_member set state = 'left-out', reason = 'answered'
         where org_id = $1 and campaign_id = $2 and message_id = any($3::uuid[]) and state in ('written', 'held', 'left-out')`,
        [orgId, campaign, messages],
      );
      await soil(tx, campaign);
    }),
  /** CMP-14: counts the members at each step. */
  walkCounts: (campaign: string): Promise<WalkCounts> =>
    read(async (tx) => {
      const is = (states: string) => `count(*) filter (where state in (${states}))`;
      const rows = await tx.query<WalkCounts['rows'][number]>(
        `select step, ${is("'waits', 'held'")} as comes, ${is("'written'")} as written, ${is("'sent', 'delivered'")} as sent, ${is("'delivered'")} as delivered,
           count(opened_at) as opened, count(clicked_at) as clicked, count(replied_at) as replied, count(opted_out_at) as "optedOut", ${is("'failed'")} as failed,
           ${is("'unknown'")} as unknown, count(*) filter (where state = 'left-out' and reason <> 'answered') as "leftOut"
         from store.campaign_member where org_id = $1 and campaign_id = $2 group by step`,
        [orgId, campaign],
      );
      const places = await tx.query<{ place: number; walking: number; stopped: number; next: string | null }>(
        `select place, count(*) filter (where ended is null and awaits is null) as walking, count(*) filter (where ended in ('replied', 'opted-out', 'deal')) as stopped,
           min(next_at) filter (where ended is null) as next
         from store.campaign_walk where org_id = $1 and campaign_id = $2 group by place`,
        [orgId, campaign],
      );
      const [unbegun] = await tx.query<{ count: number }>(`select count(*) as count from store.campaign_member m where org_id = $1 and campaign_id = $2 and ${goesOn} and ${hasNoWalk}`, [orgId, campaign]);
      const [awaiting] = await tx.query<{ count: number }>(
        `select count(*) as count from store.campaign_walk w join store.campaign_member m using (org_id, campaign_id, record_id)
         where org_id = $1 and campaign_id = $2 and w.ended is null and m.step = w.awaits and m.state <> 'unknown'`,
        [orgId, campaign],
      );
      return {
        rows,
        walking: places.flatMap(({ place, walking }) => (walking > 0 ? [{ place, count: walking }] : [])),
        stopped: places.flatMap(({ place, stopped }) => (stopped > 0 ? [{ place, count: stopped }] : [])),
        open: places.reduce((sum, { walking }) => sum + walking, 0) + (unbegun?.count ?? 0) + (awaiting?.count ?? 0),
        nextAt: places.flatMap(({ next }) => next ?? []).toSorted()[0] ?? null,
      };
    }),
}); // prettier-ignore
