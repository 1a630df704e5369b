import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DamagedFile, type ReadCount } from './damaged-file.ts';
import {
  type RecordsInstance,
  ScratchReplica,
  documentFor,
  flipByte,
  insertRecords,
  openRecords,
} from './scratch-replica.ts';
import type { SqliteStorage } from './sqlite-storage.ts';

const pageBytes = 4_096;
const given = 2_000;
const contacts = 'r_crm_contact';
const someRecords = (count = given, from = 0) =>
  Array.from({ length: count }, (_, number) =>
    documentFor({ id: `x${from + number}`, entity: 'crm/contact', fields: { note: 'n'.repeat(300) } }),
  );

describe('a damaged replica file', () => {
  let replica: ScratchReplica;
  let storage: SqliteStorage;
  let records: RecordsInstance;

  beforeEach(async () => {
    replica = new ScratchReplica();
    ({ storage, records } = await openRecords(replica.file));
    await insertRecords(records, someRecords());
  });
  afterEach(() => replica.end());

  const pagesOf = (type: string, tree = contacts) =>
    replica.file.writer
      .prepare<[string, string], number>('select pageno from dbstat where name = ? and pagetype = ?')
      .pluck()
      .all(tree, type);
  const damagePage = (page: number): void => flipByte(replica.path, (page - 1) * pageBytes + 2_000);
  const idIndex = `sqlite_autoindex_${contacts}_1`;

  /** Damages pages of the closed file and reads the rest. */
  const readAfter = (pages: readonly number[]) => {
    replica.file.close();
    for (const page of pages) damagePage(page);
    const damaged = new DamagedFile({ file: replica.path, key: replica.key });
    const count: ReadCount = { read: 0, expected: null, gaps: 0 };
    const ids = damaged
      .tables()
      .flatMap((table) => [...damaged.documents(table, count)].map((document) => document['id']));
    const scattered = new Set([...damaged.scattered()].map((document) => document['id']));
    damaged.close();
    return { count, ids: new Set(ids), scattered };
  };

  it('[S-5] is read around damaged leaves, with the number of lost rows', () => {
    const leaves = pagesOf('leaf');
    const { count, ids, scattered } = readAfter([3, 4, 6, 7, -1].map((at) => leaves.at(at) ?? 0)); // one good page between two bad ones
    expect(count.expected).toBe(given);
    expect(count.gaps).toBeGreaterThan(0);
    expect(ids.size).toBe(count.read);
    expect(given - count.read).toBeGreaterThan(10);
    expect(given - count.read).toBeLessThan(60);
    expect(scattered).toEqual(ids);
  });

  it('[S-5] is read page by page where the path to its tables is damaged', () => {
    const { ids, scattered } = readAfter([1]);
    expect(ids.size).toBe(0);
    expect(scattered.size).toBe(given);
  });

  it('[S-5] is read page by page where the root of a table is damaged', () => {
    const [root = 0] = pagesOf('internal');
    const { count, scattered } = readAfter([root]);
    expect(count).toMatchObject({ expected: given, read: 0 });
    expect(scattered.size).toBe(given);
  });

  /** Reads one table of the closed file. */
  const readTable = (file = replica.path) => {
    const damaged = new DamagedFile({ file, key: replica.key });
    const count: ReadCount = { read: 0, expected: null, gaps: 0 };
    const answer = { tables: damaged.tables(), documents: [...damaged.documents(contacts, count)], count };
    const ids = damaged.ids(contacts);
    damaged.close();
    return { ...answer, ids };
  };

  it('[S-5] yields every document as it was written, and the ids of a table, if it is sound', async () => {
    const dead = documentFor({ id: 'dead', entity: 'crm/contact' }, { _deleted: true });
    await insertRecords(records, [dead, documentFor({ id: 'd1', entity: 'crm/deal' })]);
    replica.file.close();
    const { tables, documents, count, ids } = readTable();
    expect(tables).toEqual([contacts, 'r_crm_deal']);
    expect(documents).toEqual([...someRecords(), dead]);
    expect(count).toEqual({ read: given + 1, expected: given + 1, gaps: 0 });
    expect(ids).toEqual(new Set(documents.map(({ id }) => id)));
  });

  it('[S-5] yields nothing for a missing table', () => {
    replica.file.close();
    const damaged = new DamagedFile({ file: replica.path, key: replica.key });
    const count: ReadCount = { read: 0, expected: null, gaps: 0 };
    expect([[...damaged.documents('r_crm_lead', count)], damaged.ids('r_crm_lead'), count.expected]).toEqual([
      [],
      null,
      null,
    ]);
    damaged.close();
  });

  it('[S-5] also yields the values of separate columns', async () => {
    const plan = { entity: 'crm/contact', columns: ['ownerId', 'keys.stage'], indexes: [] };
    await storage.ensureIndexes([plan]);
    const last = documentFor({ id: 'last', entity: 'crm/contact', ownerId: 'u1', keys: { stage: 'won', other: 1 } });
    await insertRecords(records, [last]);
    replica.file.close();
    expect(readTable().documents.at(-1)).toMatchObject(last);
  });

  it('[S-5] is read again directly after a long gap: thousands of rows whose inner page is damaged', async () => {
    await insertRecords(records, someRecords(10_000, given));
    const inner = replica.file.writer
      .prepare<[], { readonly page: number; readonly rows: number }>(
        `select node.pageno as page, sum(leaf.ncell) as rows from dbstat as node join dbstat as leaf
         on leaf.name = node.name and leaf.pagetype = 'leaf' and leaf.path glob node.path || '*'
         where node.name = '${contacts}' and node.pagetype = 'internal' and node.path <> '/' group by node.path order by node.path`,
      )
      .all();
    const [before = 0, lost = 0] = inner.map(({ rows }) => rows);
    expect(lost).toBeGreaterThan(2_000);
    replica.file.close();
    damagePage(inner[1]?.page ?? 0);
    const { documents, count, ids } = readTable();
    const left = someRecords(given + 10_000).map(({ id }) => id);
    left.splice(before, lost);
    expect(documents.map(({ id }) => id)).toEqual(left);
    expect(count).toEqual({ read: left.length, expected: given + 10_000, gaps: 1 });
    expect(ids?.size).toBe(given + 10_000);
  });

  it('[S-5] reports an unknown number of rows, and unknown ids, where the index of ids is damaged', () => {
    const [root = 0] = pagesOf('internal', idIndex);
    replica.file.close();
    damagePage(root);
    const { documents, count, ids } = readTable();
    expect(documents).toHaveLength(given);
    expect([count, ids]).toEqual([{ read: given, expected: null, gaps: 0 }, null]);
  });

  it('[S-5] has no tables where there is no file, an empty one, or another key', () => {
    replica.file.close();
    const empty = join(replica.folder, 'empty.db');
    writeFileSync(empty, '');
    const nothing = { tables: [], documents: [], count: { read: 0, expected: null, gaps: 0 }, ids: null };
    expect([readTable(join(replica.folder, 'none.db')), readTable(empty)]).toEqual([nothing, nothing]);
    expect(existsSync(join(replica.folder, 'none.db'))).toBe(false);
    const locked = new DamagedFile({ file: replica.path, key: new Uint8Array(32) });
    expect([locked.tables(), locked.ids(contacts)]).toEqual([[], null]);
    locked.close();
  });

  it('[S-5] is read after the damage in its log, which is kept unchanged beside it', async () => {
    replica.file.checkpoint();
    for (let number = 0; number < 20; number += 1) await insertRecords(records, someRecords(1, 9_000 + number));
    const copy = replica.copyAsItLies();
    flipByte(`${copy}-wal`, 32 + 5 * (24 + pageBytes) + 17); // a checksum
    const damagedLog = readFileSync(`${copy}-wal`);
    expect(readTable(copy).documents).toEqual([...someRecords(), ...someRecords(20, 9_000)]);
    expect(readFileSync(`${copy}-wal.damaged`).equals(damagedLog)).toBe(true);
    flipByte(`${copy}-wal`, 32 + 7 * (24 + pageBytes) + 17);
    expect(readTable(copy).count.read).toBe(given + 20);
    expect(readFileSync(`${copy}-wal.damaged`).equals(damagedLog)).toBe(true); // the first one
  });
});
