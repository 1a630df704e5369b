import type { CompiledQuery } from '@outpost/domain/kernel/query/query-engine';
import { columnExpression, recordTable } from '@outpost/domain/kernel/query/sqlite-expression';
import { accept, type Result } from '@outpost/domain/kernel/refusal';
import { notificationKindIds, type NotificationKindId } from '../../bridge/calls/notification-calls.ts';
import type { Device } from '../device/device.ts';
import type { FileReader } from '../questions/file-reader.ts';
import { bookEntities } from '../records/documents.ts';
import type { HistoryCondition, NotificationAsk } from './notification-kind.ts';
import { notificationKinds } from './notification-kinds.ts';

/** The rows of one act, or group of acts, that are of one kind of notification. */
export type JournalFind = {
  readonly kind: NotificationKindId;
  /** The group, the act, or the document of the row. */
  readonly act: string;
  readonly count: number;
  /** The place and the document of the newest row. */
  readonly seq: number;
  readonly document: string;
};

/** E-3: acts beyond these are dropped, the oldest first. Chosen: more than a person reads of 30 days. */
const mostFinds = 1_000;

const table = recordTable(bookEntities.history);
const path = columnExpression;

const newestRow: CompiledQuery<number> = {
  sql: `select coalesce(max(seq), 0) as newest from ${table}`,
  parameters: [],
  decode: ([row]) => Number(row?.['newest'] ?? 0),
};

/** Returns the query for the rows between two places that are of some kind of notification, by kind and act. */
function findsBetween(ask: NotificationAsk, after: number, upTo: number): CompiledQuery<readonly JournalFind[]> {
  const terms = notificationKindIds.flatMap((id): (HistoryCondition & { readonly id: NotificationKindId })[] => {
    const kind = notificationKinds[id];
    const where = kind.source === 'journal' ? kind.where(ask) : undefined;
    return where ? [{ ...where, id }] : [];
  });
  // Each row is read once: the first kind that it matches counts.
  const kinds = terms.map(({ id, sql }) => `when ${sql} then '${id}'`).join('\n');
  return {
    sql: `
      select kind, act, count(*) as rows, max(seq) as newest, id from (
        select case ${kinds} end as kind, coalesce(${path('group')}, ${path('act')}, id) as act, seq, id
        from ${table}
        where seq > ? and seq <= ? and deleted = 0 and ${path('row.at')} >= ? and ${path('row.by')} <> ?
      ) where kind is not null group by kind, act order by newest desc limit ${mostFinds}`,
    parameters: [...terms.flatMap(({ values }) => values), after, upTo, ask.since, ask.me],
    decode: (rows) =>
      rows.map((row) => ({
        kind: String(row['kind']) as NotificationKindId, // as the statement writes it
        act: String(row['act']),
        count: Number(row['rows']),
        seq: Number(row['newest']),
        document: String(row['id']), // SQLite takes it from the row of the maximum
      })),
  };
}

/**
 * The rows of the device's history that are notifications. Each row is looked at once, when it is asked for after its arrival:
 * the history may have hundreds of thousands, and screens ask after each change.
 */
export class JournalFinds {
  readonly #device: Device;
  readonly #reader: Pick<FileReader, 'ask'>;
  #seen = 0;
  #found = new Map<string, JournalFind>();
  #reading: Promise<Result<null>> = Promise.resolve(accept(null));

  constructor(device: Device, reader: Pick<FileReader, 'ask'>) {
    this.#device = device;
    this.#reader = reader;
  }

  /** Returns the finds, the newest first. Concurrent callers read each row once. */
  async read(ask: NotificationAsk): Promise<Result<readonly JournalFind[]>> {
    const before = this.#reading;
    this.#reading = before.then(
      () => this.#more(ask),
      () => this.#more(ask),
    );
    const more = await this.#reading;
    return more.ok ? accept([...this.#found.values()].toSorted((a, b) => b.seq - a.seq)) : more;
  }

  async #more(ask: NotificationAsk): Promise<Result<null>> {
    this.#device.database.storage.makeTable(bookEntities.history); // a device that has received nothing has no history yet
    const newest = await this.#reader.ask('scans', newestRow);
    if (!newest.ok) return newest;
    if (newest.value <= this.#seen) return accept(null);
    const fresh = await this.#reader.ask('scans', findsBetween(ask, this.#seen, newest.value));
    if (!fresh.ok) return fresh;
    for (const find of fresh.value.toReversed()) {
      const key = `${find.kind} ${find.act}`;
      const count = (this.#found.get(key)?.count ?? 0) + find.count;
      this.#found.delete(key); // so that the map is in order of the newest rows
      this.#found.set(key, { ...find, count });
    }
    if (this.#found.size > mostFinds) this.#found = new Map([...this.#found].slice(-mostFinds));
    this.#seen = newest.value;
    return accept(null);
  }
}
