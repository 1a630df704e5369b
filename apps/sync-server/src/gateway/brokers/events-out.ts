import { administers } from '@outpost/domain/kernel/access/access';
import { type Catalogue, entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { type CloudEvent, cloudEventOf } from '@outpost/domain/kernel/events/cloud-event';
import { eventTopicsOf, topicsOf } from '@outpost/domain/kernel/events/event-topics';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import { type Asker, readAsker } from '../../access/asker.ts';
import { accessEntities } from '../../access/principal.ts';
import { type Database, inTenant, type Transaction } from '../../db/database.ts';
import { readClock } from '../../journal/heads.ts';
import { readDomainEvents } from '../webhooks/endpoint-sight.ts';
import type { ApiCaller } from '../../tenancy/act-as.ts';

export type EventsOutPorts = {
  readonly database: Database;
  readonly installed: Catalogue;
  /** The names of the brokers that this server publishes to. */
  readonly brokers: readonly string[];
  /** When a broker that cannot be reached is tried again, UTC. */
  readonly restsUntil: (broker: string) => string | undefined;
};

/** The stream of one broker, as administrators see it. Addresses of brokers are the operator's, and not shown. */
export type ShownStream = {
  readonly broker: string;
  /** The last row of the journal that the broker has confirmed; null: none yet. */
  readonly n: number | null;
  readonly publishedAt: string | null;
  readonly failingSince: string | null;
  readonly fault: 'unreachable' | 'refused' | null;
  readonly restsUntil: string | null;
};

/** An event as it goes out, and the brokers that have it. */
export type ShownEvent = {
  readonly n: number;
  readonly topics: readonly string[];
  readonly event: CloudEvent;
  readonly deliveredTo: readonly string[];
};

type StreamRow = Pick<ShownStream, 'broker' | 'fault'> & {
  readonly n: number;
  readonly published_at: string | null;
  readonly failing_since: string | null;
};

/** Runs as an administrator who is signed in. Refuses `access/denied`. */
function asAdministrator<T>(
  { database, installed }: EventsOutPorts,
  caller: ApiCaller,
  work: (tx: Transaction, asker: Asker) => Promise<T>,
): Promise<Result<T>> {
  const { orgId } = caller;
  return inTenant(database, { orgId, mode: 'snapshot' }, async (tx): Promise<Result<T>> => {
    const asker = await readAsker(tx, { ...caller, installed });
    const person = entityOf(asker.tenant.catalogue, accessEntities.person);
    if (caller.keyId !== undefined || !administers(asker.principal, person))
      return refuse('access/denied', 'Only administrators see the events that go out.', { action: 'administer' });
    return accept(await work(tx, asker));
  });
}

async function readStreams(tx: Transaction, orgId: string, ports: EventsOutPorts): Promise<readonly ShownStream[]> {
  const rows = await tx.query<StreamRow>(
    'select broker, n, published_at, failing_since, fault from store.event_stream where org_id = $1',
    [orgId],
  );
  return ports.brokers.map((broker) => {
    const row = rows.find((one) => one.broker === broker);
    return {
      broker,
      n: row?.n ?? null,
      publishedAt: row?.published_at ?? null,
      failingSince: row?.failing_since ?? null,
      fault: row?.fault ?? null,
      restsUntil: ports.restsUntil(broker) ?? null,
    };
  });
}

/** EVT-20: returns the streams of the organisation's events, the journal's last number, and all topics. */
export const listStreams = (ports: EventsOutPorts, caller: ApiCaller): Promise<Result<{ readonly streams: readonly ShownStream[]; readonly head: number; readonly topics: readonly string[] }>> =>
  asAdministrator(ports, caller, async (tx, { tenant }) => {
    const [streams, clock] = await Promise.all([readStreams(tx, caller.orgId, ports), readClock(tx, caller.orgId, 'unlocked')]);
    return { streams, head: clock?.head ?? 0, topics: eventTopicsOf(tenant.catalogue) };
  }); // prettier-ignore

/** Chosen: a page asks no more than this, so that rows without events don't make it read the whole journal. */
const rowsForPage = 1_000;

/**
 * EVT-20: returns events as they go out, newest first, with the brokers that have them. They are made of the journal anew: no copy is
 * kept. `before`: only earlier ones. `more`: the number to ask again with; null: there are no earlier rows.
 */
export const listEventsOut = (
  ports: EventsOutPorts,
  caller: ApiCaller,
  { before, limit, topic }: { readonly before?: number | undefined; readonly limit: number; readonly topic?: string | undefined },
): Promise<Result<{ readonly events: readonly ShownEvent[]; readonly more: number | null }>> =>
  asAdministrator(ports, caller, async (tx, { tenant: { catalogue } }) => {
    const { orgId } = caller;
    const rows = await tx.query<{ n: number }>(
      'select n from store.journal where org_id = $1 and ($2::bigint is null or n < $2) order by n desc limit $3',
      [orgId, before ?? null, rowsForPage],
    );
    const streams = await readStreams(tx, orgId, ports);
    const shown: ShownEvent[] = [];
    let last = before ?? null;
    for (let from = 0; from < rows.length && shown.length < limit; from += limit) {
      const numbers = rows.slice(from, from + limit).map(({ n }) => n);
      const found = await readDomainEvents(tx, { orgId, catalogue }, numbers);
      for (const n of numbers) {
        if (shown.length === limit) break;
        last = n;
        const event = found.get(n);
        const topics = event ? topicsOf(catalogue, event) : [];
        if (!event || (topic !== undefined && !topics.includes(topic))) continue;
        const deliveredTo = streams.filter((stream) => (stream.n ?? 0) >= n).map(({ broker }) => broker);
        shown.push({ n, topics, event: cloudEventOf(catalogue, orgId, event), deliveredTo });
      }
    }
    return { events: shown, more: last === null || last <= 1 || rows.length === 0 ? null : last };
  }); // prettier-ignore
