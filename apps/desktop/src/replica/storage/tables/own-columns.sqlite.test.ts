import { columnExpression, recordTable } from '@outpost/domain/kernel/query/sqlite-expression';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TableIndexes } from './table-indexes.ts';
import { kindOfTable } from './own-columns.ts';
import { changedTestDocument, documentFor, insertRecords, openRecords, ScratchReplica } from '../scratch-replica.ts';
import type { RecordsInstance, TestDocument } from '../scratch-replica.ts';
import type { SqliteStorage } from '../sqlite-storage.ts';

const deals = recordTable('crm/deal');
const count = 5_000; // more rows than one piece fills

const plan: TableIndexes = {
  entity: 'crm/deal',
  columns: ['ownerId', 'keys.stage', 'keys.amount', 'keys.closeDate'],
  indexes: [
    { name: 'stage', columns: ['keys.stage'] },
    { name: 'amount', columns: ['keys.amount'] },
  ],
};
const withDate: TableIndexes = { ...plan, columns: [...(plan.columns ?? []), 'keys.closedate'] };

const idOf = (number: number): string => `d${String(number).padStart(5, '0')}`;
const usual = { life: 'alive', teamId: null, sharedWith: [], inherited: null };
const deal = (number: number): TestDocument =>
  documentFor({
    ...usual,
    id: idOf(number),
    entity: 'crm/deal',
    ownerId: `u${number % 7}`,
    keys: { stage: `s${number % 4}`, amount: number / 8, closeDate: '2026-11-20', closedate: number },
    fields: { name: `Deal ${number}` },
  });

describe('separate columns', () => {
  let replica: ScratchReplica;
  let storage: SqliteStorage;
  let records: RecordsInstance;

  const reopen = async () => {
    ({ storage, records } = await openRecords(replica.reopen()));
  };
  beforeEach(async () => {
    replica = new ScratchReplica();
    ({ storage, records } = await openRecords(replica.file));
  });
  afterEach(() => replica.end());

  const stored = async (id: string) => (await records.findDocumentsById([id], true))[0];
  const row = (id: string) =>
    replica.file.writer.prepare<[string], Record<string, unknown>>(`select * from ${deals} where id = ?`).get(id) ?? {};
  const write = async (previous: TestDocument, change: Partial<TestDocument>) => {
    const document = changedTestDocument(previous, change);
    const { error } = await records.bulkWrite([{ previous, document }], 'test');
    expect(error).toEqual([]);
    return document;
  };
  const whose = (path: string, value: string | number) =>
    replica.file.writer
      .prepare<unknown[], string>(
        `select id from ${deals} where deleted = 0 and ${columnExpression(path)} = ? order by id`,
      )
      .pluck()
      .all(value);

  it('[D-2] contain keys instead of the text, repeat envelope values, and restore documents unchanged', async () => {
    await storage.ensureIndexes([withDate]);
    await insertRecords(records, [deal(1)]);
    expect(row(idOf(1))).toMatchObject({ 'keys.stage': 's1', 'keys.amount': 1 / 8, 'owner^id': 'u1' });
    expect(JSON.parse(String(row(idOf(1))['data']))).toEqual({
      ownerId: 'u1',
      fields: { name: 'Deal 1' },
    });
    expect(await stored(idOf(1))).toEqual(deal(1));
  });

  it('[E-3] are in a new table from the start, in any number: each change of the schema makes SQLite read all of it again', async () => {
    const wide = Array.from({ length: 40 }, (_, place) => `keys.k${place}`);
    const schemaVersion = () => Number(replica.file.writer.pragma('schema_version', { simple: true }));
    const before = schemaVersion();
    await storage.ensureIndexes([{ entity: 'crm/deal', columns: wide, indexes: [] }]);
    expect(schemaVersion() - before).toBeLessThan(6);
    expect(kindOfTable(replica.file.writer, deals)).toBe('crm/deal');
    await insertRecords(records, [documentFor({ id: 'x', entity: 'crm/deal', keys: { k39: 'v' } })]);
    await storage.ensureIndexes([{ entity: 'crm/deal', columns: [...wide, 'keys.later'], indexes: [] }]);
    expect(row('x')).toMatchObject({ 'keys.k39': 'v', 'keys.later': null }); // a row is never lost with its table
  });

  it.each<readonly [string, Partial<TestDocument>]>([
    ['a key that is null', { keys: { stage: null, amount: 3 } }],
    ['no key at all', { keys: {} }],
    ['a key without a column', { keys: { stage: 's', unplanned: 'x' } }],
    ['a key with half a character', { keys: { stage: 'a\ud800b' } }],
    ['a key with a zero character', { keys: { stage: 'a\0b' } }],
    ['an envelope', { life: 'deleted', teamId: 't', sharedWith: ['a'], inherited: { ownerId: 'u' } } as object],
    ['a usual envelope', usual as object],
    ['keys that are beyond whole numbers', { keys: { amount: 1e300, stage: '' } }],
  ])('[D-1] return a document unchanged that has %s', async (_name, part) => {
    await storage.ensureIndexes([plan]);
    const document = documentFor({ id: 'x', entity: 'crm/deal' }, part);
    await insertRecords(records, [document, documentFor({ id: 'bare', entity: 'crm/deal' })]);
    expect(await stored('x')).toEqual(document);
    expect(await stored('bare')).toEqual(documentFor({ id: 'bare', entity: 'crm/deal' }));
    const next = await write(document, { keys: { stage: 'later' } });
    expect(await stored('x')).toEqual(next);
    expect(whose('keys.stage', 'later')).toEqual(['x']);
  });

  it('[D-2] are written only where they changed, so that other indexes stay unchanged', async () => {
    await storage.ensureIndexes([plan]);
    await insertRecords(records, [deal(1)]);
    const statements: string[] = [];
    const writer = replica.file.writer;
    const prepare = writer.prepare.bind(writer);
    writer.prepare = (sql: string) => {
      if (sql.startsWith('update')) statements.push(sql);
      return prepare(sql);
    };
    const second = await write(deal(1), { fields: { name: 'Another' } });
    const third = await write(second, { keys: { ...second.keys, stage: 's9' } });
    writer.prepare = prepare;
    expect(statements).toEqual([
      `update ${deals} set rev = ?, lwt = ?, data = ? where seq = ?`,
      `update ${deals} set rev = ?, lwt = ?, data = ?, "keys.stage" = ? where seq = ?`,
    ]);
    expect(await stored(idOf(1))).toEqual(third);
    expect(whose('keys.stage', 's9')).toEqual([idOf(1)]);
    expect(replica.file.findDamage()).toEqual([]);
  });

  it('[D-2] are emptied by a deletion and filled again by a restored record', async () => {
    await storage.ensureIndexes([plan]);
    await insertRecords(records, [deal(1)]);
    const { _rev, _meta } = deal(1);
    const gone = await write(deal(1), {
      ownerId: undefined,
      keys: undefined,
      fields: undefined,
      _deleted: true,
    } as unknown as Partial<TestDocument>); // as after a purge: no data of the record
    expect(row(idOf(1))).toMatchObject({ 'keys.stage': null, 'owner^id': null, deleted: 1 });
    expect([_rev, _meta.lwt]).not.toEqual([gone._rev, gone._meta.lwt]);
    const back = await write(gone, { ...deal(1), _deleted: false });
    expect(await stored(idOf(1))).toMatchObject({ keys: back.keys, ownerId: 'u1' });
    expect(whose('keys.stage', 's1')).toEqual([idOf(1)]);
  });

  it('[K-5] take over values from before the columns existed, in pieces', async () => {
    await insertRecords(
      records,
      Array.from({ length: count }, (_, number) => deal(number)),
    );
    expect(JSON.parse(String(row(idOf(7))['data']))).toHaveProperty('keys');
    const steps: number[] = [];
    await storage.ensureIndexes([withDate], ({ steps: done }) => steps.push(done));
    expect(steps.length).toBeGreaterThan(4); // the columns, three pieces, the note
    expect(whose('keys.closedate', 4_321)).toEqual([idOf(4_321)]);
    expect(whose('keys.amount', 4_321 / 8)).toEqual([idOf(4_321)]);
    expect(whose('ownerId', 'u3').length).toBe(Math.ceil((count - 3) / 7));
    expect(JSON.parse(String(row(idOf(7))['data']))).toEqual({
      ...usual,
      ownerId: 'u0',
      keys: {},
      fields: { name: 'Deal 7' },
    });
    expect(await stored(idOf(7))).toEqual(deal(7));
    expect(replica.file.findDamage()).toEqual([]);
    await reopen();
    const again: number[] = [];
    await storage.ensureIndexes([withDate], ({ steps: done }) => again.push(done));
    expect(again).toEqual([]);
  });

  it('[K-5] continue after a crash during the takeover, and no write in between loses a key', async () => {
    await insertRecords(
      records,
      Array.from({ length: count }, (_, number) => deal(number)),
    );
    const stopped = storage.ensureIndexes([withDate], ({ steps }) => {
      if (steps === 2) throw new Error('as if it crashed');
    });
    await expect(stopped).rejects.toThrow('as if it crashed');
    await reopen();
    const unfilled = count - 1;
    const before = await stored(idOf(unfilled));
    if (before === undefined) throw new Error('not stored');
    expect(before).toEqual(deal(unfilled));
    const after = await write(before, { fields: { name: 'Changed between' } });
    expect(await stored(idOf(unfilled))).toEqual(after);
    await storage.ensureIndexes([withDate]);
    expect(await stored(idOf(unfilled))).toEqual(after);
    expect(whose('keys.closedate', unfilled)).toEqual([idOf(unfilled)]);
    expect(whose('keys.closedate', 3)).toEqual([idOf(3)]);
    expect(await stored(idOf(3))).toEqual(deal(3));
  });

  it('[K-5] continue after a crash of a build whose list did not yet leave out columns under way', async () => {
    await storage.ensureIndexes([plan]);
    await insertRecords(records, [deal(1)]);
    replica.file.writer.exec(`alter table ${deals} add column "keys.closedate"`);
    await reopen();
    await storage.ensureIndexes([withDate]);
    expect(whose('keys.closedate', 1)).toEqual([idOf(1)]);
    expect(await stored(idOf(1))).toEqual(deal(1));
  });

  it('[K-3] can be added later for fields of the tenant, without changing the others', async () => {
    await storage.ensureIndexes([plan]);
    await insertRecords(records, [deal(1)]);
    expect(JSON.parse(String(row(idOf(1))['data']))).toMatchObject({ keys: { closedate: 1 } });
    await storage.ensureIndexes([withDate]);
    expect(row(idOf(1))).toMatchObject({ 'keys.closedate': 1, 'keys.close^date': '2026-11-20' });
    expect(await stored(idOf(1))).toEqual(deal(1));
  });

  it("[S-5] a table's kind of record can be read without any of its own pages", async () => {
    await storage.ensureIndexes([plan]);
    expect(kindOfTable(replica.file.writer, deals)).toBe('crm/deal');
    expect(kindOfTable(replica.file.writer, 'outpost_table')).toBeUndefined();
  });

  it('[D-1] RxDB queries fields in columns like any other', async () => {
    await storage.ensureIndexes([plan]);
    await insertRecords(records, [deal(1), deal(2)]);
    const changedSince = await records.getChangedDocumentsSince?.(10);
    expect(changedSince?.documents).toEqual([deal(1), deal(2)]);
  });

  it('[D-2] are for keys and envelope values only: any other path of a plan is indexed in the text', async () => {
    await storage.ensureIndexes([{ entity: 'crm/deal', columns: ['ownerId', 'fields.note'], indexes: [{ name: 'name', columns: ['fields.name'] }] }]); // prettier-ignore
    await insertRecords(records, [deal(1)]);
    expect(Object.keys(row(idOf(1)))).toEqual(['seq', 'id', 'deleted', 'rev', 'lwt', 'extra', 'data', 'owner^id', 'kind']); // prettier-ignore
    expect(whose('fields.name', 'Deal 1')).toEqual([idOf(1)]);
    expect(await stored(idOf(1))).toEqual(deal(1));
  });
});
