import { createHash } from 'node:crypto';
import type { Act } from '@outpost/domain/kernel/acts/act';
import { moment } from '@outpost/domain/kernel/entities/field-types';
import type { Intent, IntentResult } from '@outpost/domain/kernel/catalogue/intent';
import type { JsonValue } from '@outpost/domain/kernel/json';
import type { Clock } from '@outpost/domain/kernel/ports';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import { type Database, inTenant, type Transaction } from '../../db/database.ts';
import type { MessageCount } from '../../identity/identity-ports.ts';
import { consumeJournal } from '../workers/journal-reader.ts';
import type { IntentAdapter } from './intent-adapter.ts';

/** The parts of the server that the queue needs. */
export type IntentPorts = {
  readonly database: Database;
  readonly clock: Clock;
  /** Reads records by id. */
  readonly recordsOf: (
    tx: Transaction,
    orgId: string,
    asked: { readonly entity: string; readonly ids: readonly string[] },
  ) => Promise<readonly StoredRecord[]>;
  /** Carries out an act as the server itself, through the one write path (P-4). A known id changes nothing. */
  readonly perform: (orgId: string, act: Omit<Act, 'number'>) => Promise<void>;
  /** Returns the journal number that every restore would contain (S-1c): an irreversible step waits for it. */
  readonly durable: (tx: Transaction, orgId: string) => Promise<number>;
  /** Left out: nothing counts messages. */
  readonly messages?: MessageCount;
};

/** The number of tries after which an order that is postponed each time is given up: with the waits below, about a day. */
const mostAttempts = 10;
/** A claim older than this was made by a server that stopped: an order takes seconds. */
const abandonedAfterMs = 10 * 60_000;
const rowsAtOnce = 500;
const ordersAtOnce = 20;

/** Waits between tries: 1, 2, 4 … minutes, at most 6 hours. */
const waitMs = (attempts: number): number => Math.min(60_000 * 2 ** (attempts - 1), 6 * 3_600_000);

/**
 * Returns the id of the act that writes an intent's result. It is computed from the intent, so an act that is sent
 * twice is done once.
 */
export function outcomeActId(kind: string, recordId: string): string {
  const hex = createHash('sha256').update(`outpost/${kind}-outcome/${recordId}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`; // version 8 (RFC 9562): made of a hash
}

/** One kind of intent, and its adapter. */
export type QueuedIntent = { readonly intent: Intent; readonly adapter: IntentAdapter };

/**
 * T-23: finds new intents of one kind in one tenant's journal and carries out those that are due. A committed transaction claims
 * each before any request leaves the server, so it is carried out at most once. Where a server stopped in between,
 * the outcome is written as unknown, and a person decides.
 */
export async function runIntents(ports: IntentPorts, orgId: string, queued: QueuedIntent): Promise<void> {
  await collect(ports, orgId, queued.intent);
  await giveUpAbandoned(ports, orgId, queued);
  const { due, tooMany } = await claimDue(ports, orgId, queued);
  for (const [id, why] of tooMany)
    await conclude(ports, orgId, { ...queued, id, status: 'failed', result: { status: 'failed', why } });
  const faults: unknown[] = [];
  for (const record of due)
    await carryOut(ports, orgId, { ...queued, record }).catch((fault: unknown) => faults.push(fault)); // a fault of one does not stop the others
  if (faults.length > 0) throw faults[0];
}

const nameOf = (intent: Intent): string => `${intent.kind}:${intent.entity}`;
const readerOf = (intent: Intent): string => `intent:${nameOf(intent)}`;

async function collect({ database, recordsOf }: IntentPorts, orgId: string, intent: Intent): Promise<void> {
  const takeRows = (): Promise<boolean> =>
    consumeJournal(database, { orgId, reader: readerOf(intent), limit: rowsAtOnce }, async (tx, rows) => {
      const touched = new Map(
        rows.flatMap(({ n, record, entity }) =>
          record !== null && entity === intent.entity ? [[record, n] as const] : [],
        ),
      );
      if (touched.size === 0) return;
      const records = await recordsOf(tx, orgId, { entity: intent.entity, ids: [...touched.keys()] });
      const wanted = records
        .filter((record) => isWanted(intent, record))
        .map((record) => ({ id: record.id, n: touched.get(record.id) }));
      const isDropped = new Set(touched.keys()).difference(new Set(wanted.map(({ id }) => id)));
      if (isDropped.size > 0) await drop(tx, orgId, { intent, ids: [...isDropped], was: 'waiting' });
      if (wanted.length === 0) return;
      // An intent that returns after it was dropped is a new one: it waits until that change is durable, and counts
      // again towards the limits.
      await tx.query(
        `insert into store.intent as i (org_id, intent, id, status, n) select $1, $2, w.id, 'waiting', w.n from jsonb_to_recordset($3::jsonb) as w(id uuid, n bigint)
         on conflict (org_id, intent, id) do update set status = 'waiting', n = excluded.n where i.status = 'dropped'`,
        [orgId, nameOf(intent), JSON.stringify(wanted)],
      );
    });
  while (await takeRows());
}

const isWanted = (intent: Intent, record: StoredRecord): boolean =>
  record.life === 'alive' && intent.isWanted(record as never); // records are read by the intent's kind

type Dropping = { readonly intent: Intent; readonly ids: readonly string[]; readonly was: 'waiting' | 'claimed' };
/** Deletes all data about intents that were withdrawn, their tries included. */
async function drop(tx: Transaction, orgId: string, { intent, ids, was }: Dropping): Promise<void> {
  await tx.query(
    `update store.intent set status = 'dropped', attempts = 0, not_before = null, claimed_at = null
     where org_id = $1 and intent = $2 and id = any($3::uuid[]) and status = $4`,
    [orgId, nameOf(intent), ids, was],
  );
}

async function giveUpAbandoned(ports: IntentPorts, orgId: string, queued: QueuedIntent): Promise<void> {
  const before = new Date(ports.clock.nowMs() - abandonedAfterMs).toISOString();
  const abandoned = await inTenant(ports.database, { orgId, mode: 'write' }, (tx) =>
    tx.query<{ id: string }>(
      `select id from store.intent where org_id = $1 and intent = $2 and status = 'claimed' and claimed_at < $3`,
      [orgId, nameOf(queued.intent), before],
    ),
  );
  const why = queued.adapter.words.abandoned;
  for (const { id } of abandoned)
    await conclude(ports, orgId, { ...queued, id, status: 'unclear', result: { status: 'failed', why } });
}

type Claimed = {
  readonly due: readonly StoredRecord[];
  /** E-3: the intents that exceed a limit, with the reason. */
  readonly tooMany: ReadonlyMap<string, string>;
};

async function claimDue(
  { database, clock, recordsOf, durable }: IntentPorts,
  orgId: string,
  { intent, adapter }: QueuedIntent,
): Promise<Claimed> {
  const nowMs = clock.nowMs();
  return inTenant(database, { orgId, mode: 'write' }, async (tx) => {
    // One worker at a time: intents that another worker has just claimed count towards the limits.
    await tx.query('select n from store.reader_cursor where org_id = $1 and reader = $2 for update', [
      orgId,
      readerOf(intent),
    ]);
    const claimed = await tx.query<{ id: string; attempts: number }>(
      // Materialized: read once. As a part of the update Postgres may read it again for each row, and then its limit has no
      // effect.
      `with due as materialized (
         select id from store.intent where org_id = $1 and intent = $2 and status = 'waiting' and n <= $4 and (not_before is null or not_before <= $3)
         order by n, id limit ${ordersAtOnce} for update skip locked)
       update store.intent i set status = 'claimed', claimed_at = $3, attempts = attempts + 1 from due
       where i.org_id = $1 and i.intent = $2 and i.id = due.id
       returning i.id, i.attempts`,
      [orgId, nameOf(intent), new Date(nowMs).toISOString(), await durable(tx, orgId)],
    );
    const records = await recordsOf(tx, orgId, { entity: intent.entity, ids: claimed.map(({ id }) => id) });
    const wanted = records.filter((record) => isWanted(intent, record));
    const dropped = claimed.filter(({ id }) => !wanted.some((record) => record.id === id)).map(({ id }) => id); // deleted or withdrawn meanwhile
    if (dropped.length > 0) await drop(tx, orgId, { intent, ids: dropped, was: 'claimed' });
    const attempts = new Map(claimed.map(({ id, attempts: tries }) => [id, tries]));
    const first = wanted.filter(({ id }) => attempts.get(id) === 1).sort((a, b) => a.version - b.version);
    const candidates = { orgId, intent: nameOf(intent), entity: intent.entity, records: first, nowMs };
    const tooMany = (await adapter.findTooMany?.(tx, candidates)) ?? new Map<string, string>();
    return { due: wanted.filter(({ id }) => !tooMany.has(id)), tooMany };
  });
}

/** Carries out one intent that this worker has claimed, and writes its result. */
async function carryOut(
  ports: IntentPorts,
  orgId: string,
  { record, ...queued }: QueuedIntent & { readonly record: StoredRecord },
): Promise<void> {
  const { intent, adapter } = queued;
  const { id } = record;
  const messages = adapter.isMessage ? ports.messages : undefined;
  const usedUp = await messages?.judge(orgId);
  if (usedUp)
    return conclude(ports, orgId, { ...queued, id, status: 'failed', result: { status: 'failed', why: usedUp.message } }); // prettier-ignore
  const delivered = await adapter.carryOut(intent.order(record as never), id); // as in `isWanted`
  if (delivered.status === 'done' || delivered.status === 'unclear') messages?.add(orgId); // an unclear one may have been sent
  if (delivered.status === 'later') return putOff(ports, orgId, { ...queued, id, why: delivered.why });
  const at = moment(new Date(ports.clock.nowMs()).toISOString());
  return delivered.status === 'done'
    ? conclude(ports, orgId, { ...queued, id, status: 'done', result: { ...delivered, at } })
    : conclude(ports, orgId, {
        ...queued,
        id,
        status: delivered.status === 'unclear' ? 'unclear' : 'failed',
        result: { status: 'failed', why: delivered.why },
      });
}

async function putOff(
  ports: IntentPorts,
  orgId: string,
  { intent, adapter, id, why }: QueuedIntent & { readonly id: string; readonly why: string },
): Promise<void> {
  const attempts = await inTenant(ports.database, { orgId, mode: 'write' }, async (tx) => {
    const [row] = await tx.query<{ attempts: number }>(
      'select attempts from store.intent where org_id = $1 and intent = $2 and id = $3 for update',
      [orgId, nameOf(intent), id],
    );
    const tries = row?.attempts ?? 1;
    if (tries >= mostAttempts) return tries;
    const notBefore = new Date(ports.clock.nowMs() + waitMs(tries)).toISOString();
    await tx.query(
      `update store.intent set status = 'waiting', claimed_at = null, not_before = $4 where org_id = $1 and intent = $2 and id = $3`,
      [orgId, nameOf(intent), id, notBefore],
    );
    return tries;
  });
  if (attempts < mostAttempts) return;
  const result = { status: 'failed', why: adapter.words.givenUp(attempts, why) } as const;
  await conclude(ports, orgId, { intent, adapter, id, status: 'failed', result });
}

type Conclusion = QueuedIntent & {
  readonly id: string;
  readonly status: 'done' | 'failed' | 'unclear';
  readonly result: IntentResult<unknown>;
};

/**
 * Writes the result first, through the write path; then closes the claim. A server that stops in between writes the
 * same result again, without effect.
 */
async function conclude(
  { database, clock, recordsOf, perform }: IntentPorts,
  orgId: string,
  { intent, adapter, id, status, result }: Conclusion,
): Promise<void> {
  const [record] = await inTenant(database, { orgId, mode: 'snapshot' }, (tx) =>
    recordsOf(tx, orgId, { entity: intent.entity, ids: [id] }),
  );
  if (record) {
    const fields = Object.fromEntries(
      Object.entries(intent.outcome(result as never) as Readonly<Record<string, JsonValue>>).map(([name, value]) => [
        name,
        [record.fields[name] ?? null, value] as [typeof value, typeof value],
      ]),
    );
    await perform(orgId, {
      id: outcomeActId(intent.kind, id),
      label: result.status === 'done' ? adapter.words.done : adapter.words.failed,
      shape: 'together',
      madeAt: new Date(clock.nowMs()).toISOString(),
      edits: [{ id, entity: intent.entity, seen: record.version, fields }],
    });
  }
  await inTenant(database, { orgId, mode: 'write' }, (tx) =>
    tx.query('update store.intent set status = $4, outcome = $5::jsonb where org_id = $1 and intent = $2 and id = $3', [
      orgId,
      nameOf(intent),
      id,
      status,
      JSON.stringify(result),
    ]),
  );
}
