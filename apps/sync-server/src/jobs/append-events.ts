import { auditActions } from '@outpost/domain/kernel/audit/audit-actions';
import { systemUserId } from '@outpost/domain/engine/act/author';
import type { Clock, RandomBytes } from '@outpost/domain/kernel/ports';
import { type Database, inTenant, type Transaction } from '../db/database.ts';
import { chain, type ChainedRow, type JournalPayload } from '../journal/chain.ts';
import { auditEntryOf } from '../journal/search/audit-entry.ts';
import { type JournalEvent, journalEventSchema } from '../journal/events/journal-event.ts';
import { mostPerHour } from '../journal/events/note-event.ts';
import { writeEntries } from '../journal/search/write-entries.ts';
import { readClock, type TenantClock } from '../journal/heads.ts';
import { tellNews } from '../journal/news.ts';
import { writeJournal } from '../records/write/write-batch.ts';
import type { Worker } from './workers/workers.ts';

export type EventPorts = { readonly database: Database; readonly clock: Clock; readonly random: RandomBytes };

/** Chosen: a transaction of some milliseconds, because the tenant's other writes wait for it. */
const eventsAtOnce = 200;

type Waiting = { readonly event: unknown; readonly counted: string | null; readonly hour_ms: number | null };

/**
 * ADR 72: appends the events that wait to the tenant's chain, in their order, under the tenant's clock. Returns `more` where others
 * may wait. The rows reach no device: only the head moves.
 */
export function appendEvents(ports: EventPorts, orgId: string): Promise<'done' | 'more'> {
  const nowMs = ports.clock.nowMs();
  return inTenant(ports.database, { orgId, mode: 'write' }, async (tx) => {
    const [isWaiting] = await tx.query<{ n: number }>(
      'select 1 as n from store.event_waiting where org_id = $1 and due_ms <= $2 limit 1',
      [orgId, nowMs],
    );
    if (!isWaiting) return 'done';
    const clock = await readClock(tx, orgId, 'locked');
    if (!clock) return 'done'; // a tenant that is being made
    const waiting = await tx.query<Waiting>(
      `with taken as (delete from store.event_waiting where org_id = $1 and seq in
         (select seq from store.event_waiting where org_id = $1 and due_ms <= $2 order by seq limit $3)
         returning seq, event, counted, hour_ms)
       select event, counted, hour_ms from taken order by seq`,
      [orgId, nowMs, eventsAtOnce],
    );
    const events: JournalEvent[] = [];
    for (const { event, ...count } of waiting)
      events.push({ ...journalEventSchema.parse(event), times: await timesOf(tx, orgId, count) });
    const rows = chained(events, { orgId, clock, nowMs, random: ports.random });
    await writeJournal(tx, orgId, rows);
    await writeEntries(
      tx,
      orgId,
      rows.flatMap(({ payload }) => auditEntryOf(payload, ofNoKind) ?? []),
    );
    await tx.query('delete from store.event_count where org_id = $1 and hour_ms < $2', [orgId, nowMs - keepCountsMs]);
    const last = rows.at(-1);
    if (last) await tellNews(tx, { orgId, n: last.payload.n, names: new Set() });
    return waiting.length === eventsAtOnce ? 'more' : 'done';
  });
}

/** The class of an event comes from its action, not from a kind of record. */
const ofNoKind = { decidesAccess: () => false, isGoverned: () => false };

/** The surplus of an hour is reported at its end. A worker that did not run for a day still finds its number. */
const keepCountsMs = 48 * 3_600_000;

/** Returns the number of events in a waiting row. */
async function timesOf(
  tx: Transaction,
  orgId: string,
  { counted, hour_ms: hourMs }: Pick<Waiting, 'counted' | 'hour_ms'>,
): Promise<number> {
  if (counted === null) return 1;
  const [row] = await tx.query<{ times: number }>(
    'select times from store.event_count where org_id = $1 and key = $2 and hour_ms = $3',
    [orgId, counted, hourMs],
  );
  return Math.max(1, (row?.times ?? 1) - mostPerHour);
}

type Chaining = Pick<EventPorts, 'random'> & {
  readonly orgId: string;
  readonly clock: TenantClock;
  readonly nowMs: number;
};

function chained(events: readonly JournalEvent[], { orgId, clock, nowMs, random }: Chaining): readonly ChainedRow[] {
  let { head, hash } = clock;
  return events.map((event) => {
    const payload: JournalPayload = {
      org: orgId, n: head + 1, kind: 'event', at: new Date(nowMs).toISOString(), by: event.by ?? systemUserId, label: auditActions[event.action].label, act: null, group: null,
      undoes: null, closes: null, device: event.device, number: null, madeAt: null, entity: event.entity, record: event.record, changed: {}, superseded: {}, expanded: false,
      refused: {}, event,
    }; // prettier-ignore
    const row = chain(hash, payload, random(32));
    ({ n: head } = payload);
    ({ hash } = row);
    return row;
  });
}

/** The worker that appends events, in the rounds of all workers and when it is asked. */
export const eventsWorker = (ports: EventPorts): Worker => ({
  doing: 'writing events to the journal',
  run: (orgId) => appendEvents(ports, orgId),
});

/** Chosen: an administrator who looks for the newest events finds them. */
const roundEveryMs = 5_000;

/** Appends waiting events every few seconds, for all tenants that have some. Returns the function that stops it. */
export function startAppending(
  ports: EventPorts & { readonly log: { readonly error: (details: object, message: string) => void } },
): () => Promise<void> {
  const state = { running: undefined as Promise<void> | undefined };
  const round = async (): Promise<void> => {
    try {
      const tenants = await ports.database.transaction('snapshot', (tx) =>
        tx.query<{ org_id: string }>('select org_id from auth.tenants_with_events($1)', [ports.clock.nowMs()]),
      );
      for (const { org_id: orgId } of tenants) await appendEvents(ports, orgId); // the rest comes with the next round
    } catch (error) {
      ports.log.error({ err: error }, 'writing events to journals failed; it is tried again');
    }
    state.running = undefined;
  };
  const timer = setInterval(() => {
    state.running ??= round();
  }, roundEveryMs);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await state.running;
  };
}
