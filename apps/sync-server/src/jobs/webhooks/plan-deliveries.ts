import {
  type ActionEvent,
  type DomainEvent,
  type RecordEvent,
  sentRecordOf,
} from '@outpost/domain/kernel/events/event-of-row';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import { type FindReferred, holds } from '@outpost/domain/kernel/query/filters/holds';
import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import type { Clock } from '@outpost/domain/kernel/ports';
import { readMark } from '../../access/asker.ts';
import type { Database, Transaction } from '../../db/database.ts';
import { instantOfMs } from '../../db/instant-at.ts';
import { bodyWith, type EndpointSight, eventsOf, readSight, seesActions, seesRecord } from '../../gateway/webhooks/endpoint-sight.ts'; // prettier-ignore
import { readSentFilter } from '../../gateway/webhooks/manage-endpoints.ts';
import { readEndpoint, readerOfEndpoint, type SentRecords, type WebhookEndpoint } from '../../gateway/webhooks/webhook-endpoint.ts'; // prettier-ignore
import type { WebhookSecret } from '../../gateway/webhooks/sign-webhook.ts';
import { readWebhookSecrets } from '../../gateway/webhooks/webhook-secrets.ts';
import type { KeyRing } from '../../identity/keys/key-ring.ts';
import { recordsOf } from '../../records/load/load.ts';
import { consumeJournal, type JournalReading, type ReadRow } from '../workers/journal-reader.ts';
import { type ClaimedDeliveries, type ClaimRow, deliveryLeaseMs, sentAtOnce } from './try-deliveries.ts';

export type PlanPorts = {
  readonly database: Database;
  readonly installed: Catalogue;
  readonly clock: Clock;
  readonly keys: Pick<KeyRing, 'unseal'>;
  /** `backup`: only rows are sent that every restore would contain, because a delivery can't be taken back (S-1c). */
  readonly durability: 'commit' | 'backup';
  /** Turns an endpoint off whose filter can't be read any more. */
  readonly turnOff: (tx: Transaction, orgId: string, endpoint: WebhookEndpoint) => Promise<void>;
};

/** `isMore`: there may be more rows. `claimed`: deliveries that are to be sent now. */
type Planned = { readonly isMore: boolean; readonly claimed: ClaimedDeliveries | undefined };

/** Chosen: beyond it the journal itself is the queue. An endpoint that is down does not fill the table. */
const mostWaiting = 10_000;
/** Chosen: some milliseconds of work, during which a replay of this endpoint waits. */
const rowsAtOnce = 200;

/** The number of waiting deliveries of the endpoint `$4`. None is counted beyond the most. */
const waitingSql = `(select count(*) from
  (select 1 from store.webhook_delivery where org_id = $1 and endpoint_id = $4 and state = 'waiting' limit ${mostWaiting}) w)`;
/** Whether the endpoint may get more rows now: not while too many deliveries wait, and not while its organisation is suspended (PLT-26). */
const mayQueueSql = `${waitingSql} < ${mostWaiting} and not exists (select 1 from store.tenants where org_id = $1 and suspended_at is not null)`;
/** The last row that may be queued now. */
const lastRowSql = {
  commit: `case when ${mayQueueSql} then 9223372036854775807 else 0 end`,
  backup: `case when ${mayQueueSql} then (select durable from store.clock where org_id = $1) else 0 end`,
} as const;

/**
 * Queues the deliveries of an endpoint for the next rows of the journal, in the transaction that moves its cursor. A filter is
 * asked over the record as it is now. Where nothing else waits, the same transaction claims the first deliveries: they are sent as soon as it
 * is committed.
 */
export async function planDeliveries(ports: PlanPorts, orgId: string, endpointId: string): Promise<Planned> {
  const { database, installed, clock } = ports;
  const nowMs = clock.nowMs();
  let claimed: ClaimedDeliveries | undefined;
  const reading: JournalReading<Ground> = {
    orgId,
    reader: readerOfEndpoint(endpointId),
    limit: rowsAtOnce,
    until: { sql: lastRowSql[ports.durability], parameters: [endpointId] },
    payloads: 'all',
    beside: (tx) => readGround(ports, tx, { orgId, endpointId }),
  };
  const isMore = await consumeJournal(database, reading, async (tx, rows, { endpoint, isIdle, mark, openSecrets }) => {
    if (!endpoint || endpoint.off) return;
    const asked = rows.filter((row) => isAsked(endpoint, row));
    if (asked.length === 0) return;
    const sight = await readSight(tx, { orgId, installed }, endpoint, mark);
    const events = [...eventsOf(sight.tenant.catalogue, asked).values()];
    const records = await readRecords(tx, sight, events.flatMap((event) => sentRecordOf(event) ?? []));
    const chosen = await chooseEvents(tx, { endpoint, sight, records }, events);
    if (chosen === 'unreadable') return ports.turnOff(tx, orgId, endpoint);
    const bodies = isIdle ? firstBodies({ endpoint, sight, records }, chosen) : new Map<number, Body>();
    const queued = await queue(tx, { orgId, endpointId, nowMs, claims: bodies }, chosen);
    if (bodies.size > 0) claimed = claimOf(queued, { url: endpoint.url, secrets: await openSecrets(), bodies, nowMs });
    return undefined;
  }); // prettier-ignore
  return { isMore, claimed };
}

type Ground = {
  readonly endpoint: WebhookEndpoint | undefined;
  /** No delivery of the endpoint waits. */
  readonly isIdle: boolean;
  readonly mark: string | undefined;
  readonly openSecrets: () => Promise<readonly WebhookSecret[]>;
};

/** Reads what is needed besides the rows, in one round trip. */
async function readGround(ports: PlanPorts, tx: Transaction, { orgId, endpointId }: { readonly orgId: string; readonly endpointId: string }): Promise<Ground> {
  const [endpoint, [waiting], mark, openSecrets] = await Promise.all([
    readEndpoint(tx, orgId, endpointId),
    tx.query(`select 1 from store.webhook_delivery where org_id = $1 and endpoint_id = $2 and state = 'waiting' limit 1`, [orgId, endpointId]),
    readMark(tx, orgId),
    readWebhookSecrets(tx, { orgId, endpointId }, ports),
  ]);
  return { endpoint, isIdle: waiting === undefined, mark, openSecrets };
} // prettier-ignore

type Body = { readonly id: string; readonly body: string };

/** Returns the first events of different subjects, as many as are sent at the same time, with the texts to send. By number. */
function firstBodies({ endpoint: { content }, sight, records }: Choosing, events: readonly DomainEvent[]): ReadonlyMap<number, Body> {
  const bodies = new Map<number, Body>();
  const subjects = new Set<string>();
  for (const event of events) {
    const [subject, sent] = [subjectOf(event), sentRecordOf(event)];
    if (bodies.size >= sentAtOnce || (subject !== null && subjects.has(subject))) continue;
    if (subject !== null) subjects.add(subject);
    const body = bodyWith(sight, { event, content, record: sent && records.get(keyOf(sent)) });
    if (body !== undefined) bodies.set(event.n, { id: event.id, body });
  }
  return bodies;
} // prettier-ignore

type Claiming = Pick<ClaimedDeliveries, 'url' | 'secrets'> & {
  readonly bodies: ReadonlyMap<number, Body>;
  readonly nowMs: number;
};

/** Returns the deliveries that were claimed as they were queued. */
const claimOf = (rows: readonly ClaimRow[], { url, secrets, bodies, nowMs }: Claiming): ClaimedDeliveries => ({
  url,
  secrets,
  ready: rows.flatMap(({ n, fence }) => {
    const found = bodies.get(n);
    return found ? [{ n, fence, message: { ...found, atMs: nowMs } }] : [];
  }),
}); // prettier-ignore

const isAsked = ({ sends, events }: WebhookEndpoint, { kind, entity }: ReadRow): boolean =>
  kind === 'created' || kind === 'changed'
    ? sends.some((sent) => sent.entity === entity)
    : events.length > 0 || kind === 'event'; // a step of an automation names its endpoint itself

type Choosing = {
  readonly endpoint: WebhookEndpoint;
  readonly sight: EndpointSight;
  /** The records of the events, as they are now. */
  readonly records: ReadonlyMap<string, StoredRecord>;
};

/** Returns the events that the endpoint gets; `unreadable` where one of its filters is not valid any more. */
async function chooseEvents(
  tx: Transaction,
  choosing: Choosing,
  events: readonly DomainEvent[],
): Promise<readonly DomainEvent[] | 'unreadable'> {
  const { endpoint, sight, records } = choosing;
  const chosen: DomainEvent[] = [];
  const mayActions = seesActions(sight);
  for (const event of events) {
    if (event.of === 'action') {
      if (!(mayActions && endpoint.events.includes(event.type)) && !isStepFor(endpoint, event)) continue;
      const sent = sentRecordOf(event);
      if (sent === undefined || seesRecord(sight, records.get(keyOf(sent)))) chosen.push(event);
      continue;
    }
    const record = records.get(keyOf({ entity: event.entity, id: event.record }));
    if (!seesRecord(sight, record)) continue;
    const isChosen = await isSent(tx, { ...choosing, event, record });
    if (isChosen === 'unreadable') return isChosen;
    if (isChosen) chosen.push(event);
  }
  return chosen;
}

/** AUT-12: whether an event is a step of an automation that posts a record to this endpoint. */
const isStepFor = ({ id }: WebhookEndpoint, { action, details }: ActionEvent): boolean =>
  action === 'automation/step' && details['endpoint'] === id;

/** Whether one of the endpoint's lines asks for a change: by its fields, and by its filter. */
async function isSent(
  tx: Transaction,
  { endpoint, sight, event, record }: Choosing & { readonly event: RecordEvent; readonly record: StoredRecord },
): Promise<boolean | 'unreadable'> {
  for (const sent of endpoint.sends) {
    if (sent.entity !== event.entity || !hasField(sent, event)) continue;
    if (sent.where === undefined) return true;
    const { tenant, principal, timeZone, currency } = sight;
    const reading = { catalogue: tenant.catalogue, userId: principal.userId, timeZone, currency, now: event.at };
    const condition = readSentFilter(reading, sent);
    if (!condition.ok) return 'unreadable';
    const asking = { userId: principal.userId, now: event.at, timeZone };
    const needed: Named[] = [];
    const missing: FindReferred = (named) => {
      needed.push(named);
      return 'unknown';
    };
    let held = holds({ asking, referred: missing }, condition.value, record);
    if (held === 'unknown') {
      const found = await readRecords(tx, sight, needed);
      const referred: FindReferred = (named) => {
        const target = found.get(keyOf(named));
        return seesRecord(sight, target) ? target : 'out-of-reach';
      };
      held = holds({ asking, referred }, condition.value, record);
    }
    if (held === 'unknown') return 'unreadable'; // it tests a figure over other records, which an endpoint is refused
    if (held === 'yes') return true;
  }
  return false;
}

/** A line with fields gets every creation, deletion, restoring and merge, and changes of one of its fields. */
const hasField = ({ fields }: SentRecords, { change, changed }: RecordEvent): boolean =>
  fields === undefined || (change !== 'updated' && change !== 'moved') || changed.some((name) => fields.includes(name));

type Named = { readonly entity: string; readonly id: string };
const keyOf = ({ entity, id }: Named): string => `${entity} ${id}`;

async function readRecords(
  tx: Transaction,
  { tenant }: EndpointSight,
  named: readonly Named[],
): Promise<ReadonlyMap<string, StoredRecord>> {
  const found = new Map<string, StoredRecord>();
  for (const [entity, of] of Map.groupBy(named, (one) => one.entity)) {
    const ids = [...new Set(of.map(({ id }) => id))];
    for (const record of await recordsOf(tx, tenant, { entity, ids })) found.set(keyOf(record), record);
  }
  return found;
}

/** Events of one subject keep their order: of one record, or of the person whom an action is about. */
const subjectOf = (event: DomainEvent): string | null =>
  event.of === 'record' ? event.record : (event.record ?? event.about ?? event.by);

type Queueing = {
  readonly orgId: string;
  readonly endpointId: string;
  readonly nowMs: number;
  /** The numbers of the deliveries that are claimed at once. */
  readonly claims: { readonly has: (n: number) => boolean };
};

/** Queues deliveries. One that was sent before is sent again: only a replay brings its row a second time. Returns their claims. */
async function queue(tx: Transaction, { orgId, endpointId, nowMs, claims }: Queueing, events: readonly DomainEvent[]): Promise<readonly ClaimRow[]> {
  if (events.length === 0) return [];
  const rows = events.map((event) => ({ n: event.n, type: event.type, entity: event.entity, subject: subjectOf(event), is_claimed: claims.has(event.n) }));
  const [now, until] = [nowMs, nowMs + deliveryLeaseMs].map(instantOfMs);
  return tx.query<ClaimRow>(
    `insert into store.webhook_delivery as d (org_id, endpoint_id, n, type, entity, subject, state, tries, due_at, fence, log, made_at, claimed_until)
     select $1, $2, w.n, w.type, w.entity, w.subject, 'waiting', 0, $4, 1, '[]', $4, case when w.is_claimed then $5 end
     from jsonb_to_recordset($3::jsonb) as w(n bigint, type text, entity text, subject uuid, is_claimed boolean)
     on conflict (org_id, endpoint_id, n) do update set state = 'waiting', tries = 0, due_at = excluded.due_at, done_at = null,
       fence = d.fence + 1, claimed_until = excluded.claimed_until
     where d.state <> 'waiting'
     returning d.n, d.fence`,
    [orgId, endpointId, JSON.stringify(rows), now, until],
  );
} // prettier-ignore
