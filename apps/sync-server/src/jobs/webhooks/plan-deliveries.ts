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
import type { Database, Transaction } from '../../db/database.ts';
import { type EndpointSight, readDomainEvents, readSight, seesActions, seesRecord } from '../../gateway/webhooks/endpoint-sight.ts'; // prettier-ignore
import { readSentFilter } from '../../gateway/webhooks/manage-endpoints.ts';
import { readEndpoint, readerOfEndpoint, type SentRecords, type WebhookEndpoint } from '../../gateway/webhooks/webhook-endpoint.ts'; // prettier-ignore
import { recordsOf } from '../../records/load/load.ts';
import { consumeJournal, type ReadRow } from '../workers/journal-reader.ts';

export type PlanPorts = {
  readonly database: Database;
  readonly installed: Catalogue;
  readonly clock: Clock;
  /** Returns the journal number that every restore would contain: a delivery can't be taken back (S-1c). */
  readonly durable: (tx: Transaction, orgId: string) => Promise<number>;
  /** Turns an endpoint off whose filter can't be read any more. */
  readonly turnOff: (tx: Transaction, orgId: string, endpoint: WebhookEndpoint) => Promise<void>;
};

/** Chosen: beyond it the journal itself is the queue. An endpoint that is down does not fill the table. */
const mostWaiting = 10_000;
/** Chosen: some milliseconds of work, during which a replay of this endpoint waits. */
const rowsAtOnce = 200;

/**
 * Queues the deliveries of an endpoint for the next rows of the journal, in the transaction that moves its cursor. A filter is
 * asked over the record as it is now. Returns whether there may be more rows.
 */
export const planDeliveries = (ports: PlanPorts, orgId: string, endpointId: string): Promise<boolean> =>
  consumeJournal(
    ports.database,
    { orgId, reader: readerOfEndpoint(endpointId), limit: rowsAtOnce, upTo: (tx) => lastRow(ports, tx, { orgId, endpointId }) }, // prettier-ignore
    async (tx, rows) => {
      const endpoint = await readEndpoint(tx, orgId, endpointId);
      if (!endpoint || endpoint.off) return;
      const asked = rows.filter((row) => isAsked(endpoint, row)).map(({ n }) => n);
      if (asked.length === 0) return;
      const sight = await readSight(tx, { orgId, installed: ports.installed }, endpoint);
      const events = await readDomainEvents(tx, { orgId, catalogue: sight.tenant.catalogue }, asked);
      const chosen = await chooseEvents(tx, { endpoint, sight }, [...events.values()]);
      if (chosen === 'unreadable') return ports.turnOff(tx, orgId, endpoint);
      return queue(tx, { orgId, endpointId, nowMs: ports.clock.nowMs() }, chosen);
    },
  );

/** Returns the last row that may be queued now: none while too many deliveries wait. */
async function lastRow(
  { durable }: PlanPorts,
  tx: Transaction,
  { orgId, endpointId }: { readonly orgId: string; readonly endpointId: string },
): Promise<number> {
  const waiting = tx.query<{ waiting: number }>(
    `select count(*) as waiting from
       (select 1 from store.webhook_delivery where org_id = $1 and endpoint_id = $2 and state = 'waiting' limit ${mostWaiting}) w`,
    [orgId, endpointId],
  );
  const [[row], last] = await Promise.all([waiting, durable(tx, orgId)]);
  return Number(row?.waiting ?? 0) < mostWaiting ? last : 0;
}

const isAsked = ({ sends, events }: WebhookEndpoint, { kind, entity }: ReadRow): boolean =>
  kind === 'created' || kind === 'changed'
    ? sends.some((sent) => sent.entity === entity)
    : events.length > 0 || kind === 'event'; // a step of an automation names its endpoint itself

type Choosing = { readonly endpoint: WebhookEndpoint; readonly sight: EndpointSight };

/** Returns the events that the endpoint gets; `unreadable` where one of its filters is not valid any more. */
async function chooseEvents(
  tx: Transaction,
  choosing: Choosing,
  events: readonly DomainEvent[],
): Promise<readonly DomainEvent[] | 'unreadable'> {
  const { endpoint, sight } = choosing;
  const records = await readRecords(tx, sight, events.flatMap((event) => sentRecordOf(event) ?? [])); // prettier-ignore
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

/** A delivery that was sent before is sent again: only a replay brings its row a second time. */
async function queue(
  tx: Transaction,
  { orgId, endpointId, nowMs }: { readonly orgId: string; readonly endpointId: string; readonly nowMs: number },
  events: readonly DomainEvent[],
): Promise<void> {
  if (events.length === 0) return;
  const rows = events.map((event) => ({ n: event.n, type: event.type, entity: event.entity, subject: subjectOf(event) }));
  await tx.query(
    `insert into store.webhook_delivery as d (org_id, endpoint_id, n, type, entity, subject, state, tries, due_at, fence, log, made_at)
     select $1, $2, w.n, w.type, w.entity, w.subject, 'waiting', 0, $4, 0, '[]', $4
     from jsonb_to_recordset($3::jsonb) as w(n bigint, type text, entity text, subject uuid)
     on conflict (org_id, endpoint_id, n) do update set state = 'waiting', tries = 0, due_at = excluded.due_at, done_at = null
     where d.state <> 'waiting'`,
    [orgId, endpointId, JSON.stringify(rows), new Date(nowMs).toISOString()],
  );
} // prettier-ignore
