import type { Intent } from '@outpost/domain/kernel/catalogue/intents/intent';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import { instantOfMs } from '../../db/instant-at.ts';
import type { Transaction } from '../../db/database.ts';
import { consumeJournal } from '../workers/journal-reader.ts';
import { type IntentPorts, nameOf, type QueuedIntent, readerOf } from './intent-ports.ts';

const rowsAtOnce = 500;

/** Whether a record asks for its intent: for the first time, or again after an end without success. */
export const isWanted = (intent: Intent, record: StoredRecord): boolean =>
  record.life === 'alive' && (intent.isWanted(record as never) || isAskedAgain(intent, record)); // records are read by the intent's kind

const isAskedAgain = (intent: Intent, record: StoredRecord): boolean => intent.isAskedAgain?.(record as never) === true;

/** Returns the time in which a record's intent may be carried out. */
export const windowOf = (intent: Intent, record: StoredRecord) => intent.window?.(record as never) ?? {};

/** Finds the intents of one kind in the tenant's journal: new ones, and those that their records no longer ask for. */
export async function collectIntents(
  ports: Pick<IntentPorts, 'database' | 'clock' | 'recordsOf'>,
  orgId: string,
  queued: QueuedIntent,
): Promise<void> {
  const { database, clock, recordsOf } = ports;
  const { intent } = queued;
  const takeRows = (): Promise<boolean> =>
    consumeJournal(database, { orgId, reader: readerOf(intent), limit: rowsAtOnce }, async (tx, rows) => {
      const touched = new Map(
        rows.flatMap(({ n, record, entity }) =>
          record !== null && entity === intent.entity ? [[record, n] as const] : [],
        ),
      );
      if (touched.size === 0) return;
      const records = await recordsOf(tx, orgId, { entity: intent.entity, ids: [...touched.keys()] });
      const wanted = records.filter((record) => isWanted(intent, record));
      const isDropped = new Set(touched.keys()).difference(new Set(wanted.map(({ id }) => id)));
      if (isDropped.size > 0)
        await dropIntents(tx, orgId, { queued, ids: [...isDropped], was: 'waiting', nowMs: clock.nowMs() });
      if (wanted.length > 0) await queue(tx, orgId, { intent, records: wanted, touched });
    });
  while (await takeRows());
}

type Wanted = {
  readonly intent: Intent;
  readonly records: readonly StoredRecord[];
  readonly touched: ReadonlyMap<string, number>;
};

/**
 * Puts intents into the queue. One that returns after it was dropped or has ended is a new one: it waits until that change is durable, and
 * counts again towards the limits. One that waits follows its record's window. An end that its record does not show yet stays.
 */
async function queue(tx: Transaction, orgId: string, { intent, records, touched }: Wanted): Promise<void> {
  const rows = records.map((record) => {
    const { opensAt = null, closesAt = null } = windowOf(intent, record);
    return { id: record.id, n: touched.get(record.id), opens: opensAt, closes: closesAt, again: isAskedAgain(intent, record) }; // prettier-ignore
  });
  await tx.query(
    `insert into store.intent as i (org_id, intent, id, status, n, opens_at, closes_at)
     select $1, $2, w.id, 'waiting', w.n, w.opens, w.closes from jsonb_to_recordset($3::jsonb) as w(id uuid, n bigint, opens text, closes text)
     on conflict (org_id, intent, id) do update set status = 'waiting', opens_at = excluded.opens_at, closes_at = excluded.closes_at,
       n = case when i.status = 'waiting' then i.n else excluded.n end,
       attempts = case when i.status = 'waiting' then i.attempts else 0 end,
       not_before = case when i.status = 'waiting' then i.not_before end,
       job = case when i.status = 'waiting' then i.job end, fed_at = case when i.status = 'waiting' then i.fed_at end,
       is_unsure = i.status = 'waiting' and i.is_unsure
     where i.status in ('waiting', 'dropped') or (i.status in ('failed', 'unclear', 'expired') and not i.is_untold and i.id = any($4::uuid[]))`,
    [orgId, nameOf(intent), JSON.stringify(rows), rows.filter(({ again }) => again).map(({ id }) => id)],
  );
}

type Dropping = {
  readonly queued: QueuedIntent;
  readonly ids: readonly string[];
  readonly was: 'waiting' | 'claimed';
  readonly nowMs: number;
};

/**
 * Deletes all data about intents that were taken back, their tries included. One that may have been carried out before ends as unclear
 * instead: its record must not say that nothing happened.
 */
export async function dropIntents(
  tx: Transaction,
  orgId: string,
  { queued, ids, was, nowMs }: Dropping,
): Promise<void> {
  // prettier-ignore
  const unclear = { status: 'unclear', why: queued.adapter.words.abandoned, at: instantOfMs(nowMs) };
  await tx.query(
    `update store.intent set status = case when is_unsure then 'unclear' else 'dropped' end, is_untold = is_unsure,
       outcome = case when is_unsure then $5::jsonb else outcome end, attempts = 0, not_before = null, claimed_at = null, job = null, fed_at = null
     where org_id = $1 and intent = $2 and id = any($3::uuid[]) and status = $4`,
    [orgId, nameOf(queued.intent), ids, was, JSON.stringify(unclear)],
  );
}
