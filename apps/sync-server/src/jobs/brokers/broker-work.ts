import { cloudEventOf, messageOf } from '@outpost/domain/kernel/events/cloud-event';
import { topicsOf } from '@outpost/domain/kernel/events/event-topics';
import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import type { Clock } from '@outpost/domain/kernel/ports';
import { readMark, readTenant } from '../../access/asker.ts';
import { type Database, inTenant, type Transaction } from '../../db/database.ts';
import { readDomainEvents } from '../../gateway/webhooks/endpoint-sight.ts';
import { readClock } from '../../journal/heads.ts';
import { ProviderBreaker } from '../queue/provider-breaker.ts';
import type { Worker } from '../workers/workers.ts';
import type { Broker, BrokerFault, OutMessage, PublishOutcome } from './broker.ts';

export type BrokerWorkPorts = {
  readonly database: Database;
  readonly installed: Catalogue;
  readonly clock: Clock;
  readonly durability: 'commit' | 'backup';
  readonly log: { readonly warn: (details: object, message: string) => void };
};

/** The worker of one broker, and when the broker is tried again: UTC, undefined while it can be reached. */
export type BrokerWork = { readonly worker: Worker; readonly restsUntil: () => string | undefined };

/** Chosen: one turn of a tenant. With 1 ms for each message the next tenant waits less than a second. */
const rowsAtOnce = 200;
/** A claim ends by itself after this time, so that events of a server that died are published by another. */
const claimMs = 60_000;
/** A turn begins no message after this time. The last one has its own bound, well within the claim. */
const turnMs = 30_000;
/** A stream begins with the events of the last day: a new organisation has its first ones, an old one does not send years. */
const beginsBeforeMs = 86_400_000;

/** EVT-17: returns the worker that publishes the events of tenants to a broker, one tenant after the other in fair turns. */
export function brokerWork(ports: BrokerWorkPorts, broker: Broker): BrokerWork {
  const breaker = new ProviderBreaker<PublishOutcome>(ports.clock, ({ fault }) => fault !== undefined);
  return {
    restsUntil: () => breaker.restsUntil(),
    worker: {
      doing: `publishing events to ${broker.name}`,
      wakesAtNews: true,
      run: (orgId) => (breaker.isOpen() ? publish(ports, orgId, { broker, breaker }) : Promise.resolve('done')),
    },
  };
}

type Publishing = { readonly broker: Broker; readonly breaker: ProviderBreaker<PublishOutcome> };

/** Publishes the next events of a tenant. The place moves only behind rows whose messages the broker has confirmed. */
async function publish(ports: BrokerWorkPorts, orgId: string, { broker, breaker }: Publishing): Promise<'done' | 'more'> {
  const nowMs = ports.clock.nowMs();
  const next = await readNext(ports, orgId, broker);
  if (next.to === next.from) return 'done';
  const fence = await claim(ports, orgId, { broker, from: next.from });
  if (fence === undefined) return 'done'; // another server publishes them
  const said = await breaker.run(async () => {
    try {
      return await broker.publish(next.messages.map(({ message }) => message), nowMs + turnMs);
    } catch (error) {
      ports.log.warn({ orgId, broker: broker.name, err: error }, 'a broker failed');
      return { confirmed: 0, fault: { kind: 'unreachable', message: 'the adapter failed' } };
    }
  });
  const outcome: PublishOutcome = said === 'broken' ? { confirmed: 0 } : said;
  const { fault } = outcome;
  if (fault) ports.log.warn({ orgId, broker: broker.name, why: fault.kind, message: fault.message }, 'events were not published; they are tried again');
  // A row with several topics counts when all of its messages are confirmed.
  const open = next.messages[outcome.confirmed];
  const to = open === undefined ? next.to : open.n - 1;
  await settle(ports, orgId, { broker, fence, to: Math.max(next.from, to), fault });
  return fault === undefined && said !== 'broken' && (open !== undefined || next.isMore) ? 'more' : 'done';
} // prettier-ignore

type Next = {
  readonly from: number;
  readonly to: number;
  readonly isMore: boolean;
  readonly messages: readonly { readonly n: number; readonly message: OutMessage }[];
};

/** Reads the next rows and makes their messages. It writes nothing, because it runs at each news of each tenant. */
async function readNext(ports: BrokerWorkPorts, orgId: string, broker: Broker): Promise<Next> {
  const read = () => inTenant(ports.database, { orgId, mode: 'snapshot' }, (tx) => nextOf(tx, orgId, { ports, broker }));
  const found = await read();
  if (found) return found;
  await begin(ports, orgId, broker);
  return (await read()) ?? { from: 0, to: 0, isMore: false, messages: [] };
} // prettier-ignore

/** Gives an organisation its place in the stream. */
const begin = ({ database, clock }: BrokerWorkPorts, orgId: string, { name }: Broker): Promise<unknown> =>
  inTenant(database, { orgId, mode: 'write' }, (tx) =>
    tx.query(
      `insert into store.event_stream (org_id, broker, n, fence)
       select $1, $2, coalesce(max(n), 0), 0 from store.journal where org_id = $1 and at < $3
       on conflict do nothing`,
      [orgId, name, new Date(clock.nowMs() - beginsBeforeMs).toISOString()],
    ),
  );

/** Returns the rows behind the place of the stream with their messages; undefined where the organisation has no place yet. */
async function nextOf(
  tx: Transaction,
  orgId: string,
  { ports, broker }: { readonly ports: BrokerWorkPorts; readonly broker: Broker },
): Promise<Next | undefined> {
  const [stream] = await tx.query<{ n: number }>('select n from store.event_stream where org_id = $1 and broker = $2', [orgId, broker.name]); // prettier-ignore
  if (!stream) return undefined;
  const now = await readClock(tx, orgId, 'unlocked');
  const last = (ports.durability === 'commit' ? now?.head : now?.durable) ?? 0; // S-1c: an event can't be taken back
  const rows = await tx.query<{ n: number }>(
    'select n from store.journal where org_id = $1 and n > $2 and n <= $3 order by n limit $4',
    [orgId, stream.n, last, rowsAtOnce],
  );
  const numbers = rows.map(({ n }) => n);
  const base = { from: stream.n, to: numbers.at(-1) ?? stream.n, isMore: numbers.length === rowsAtOnce };
  if (numbers.length === 0) return { ...base, messages: [] };
  const { tenant } = await readTenant(tx, { orgId, installed: ports.installed }, await readMark(tx, orgId));
  const { catalogue } = tenant;
  const events = await readDomainEvents(tx, { orgId, catalogue }, numbers);
  const messages = numbers.flatMap((n) => {
    const event = events.get(n);
    if (!event) return [];
    const sent = messageOf(cloudEventOf(catalogue, orgId, event), broker);
    return topicsOf(catalogue, event).map((topic) => ({
      n,
      message: { id: `${event.id}-${topic}`, topic, key: orgId, ...sent },
    }));
  });
  return { ...base, messages };
}

/** Claims the rows behind `from` for a while. Returns the number of the claim; undefined where another server has them. */
async function claim(
  { database, clock }: BrokerWorkPorts,
  orgId: string,
  { broker, from }: { readonly broker: Broker; readonly from: number },
): Promise<number | undefined> {
  const nowMs = clock.nowMs();
  const [claimed] = await inTenant(database, { orgId, mode: 'write' }, (tx) =>
    tx.query<{ fence: number }>(
      `update store.event_stream set fence = fence + 1, claimed_until = $4
       where org_id = $1 and broker = $2 and n = $3 and (claimed_until is null or claimed_until <= $5) returning fence`,
      [orgId, broker.name, from, new Date(nowMs + claimMs).toISOString(), new Date(nowMs).toISOString()],
    ),
  );
  return claimed?.fence;
}

/** Ends a claim and moves the place, unless a later claim has begun. */
const settle = (
  { database, clock }: BrokerWorkPorts,
  orgId: string,
  { broker, fence, to, fault }: { readonly broker: Broker; readonly fence: number; readonly to: number; readonly fault: BrokerFault | undefined },
): Promise<unknown> =>
  inTenant(database, { orgId, mode: 'write' }, (tx) =>
    tx.query(
      `update store.event_stream set claimed_until = null, published_at = case when $4 > n then $5 else published_at end, n = greatest(n, $4),
         fault = $6, failing_since = case when $6::text is null then null else coalesce(failing_since, $5) end
       where org_id = $1 and broker = $2 and fence = $3`,
      [orgId, broker.name, fence, to, new Date(clock.nowMs()).toISOString(), fault?.kind ?? null],
    ),
  ); // prettier-ignore
