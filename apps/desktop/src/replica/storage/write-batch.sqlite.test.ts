import { createBlob, fillWithDefaultSettings } from 'rxdb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EntityTable } from './tables/entity-table.ts';
import type { RecordsInstance, TestRecord } from './scratch-replica.ts';
import {
  ScratchReplica,
  changedTestDocument,
  documentFor,
  insertRecords,
  openRecords,
  testRecordSchema,
} from './scratch-replica.ts';
import { StorageFault } from './files/storage-fault.ts';
import { getSqliteStorage } from './sqlite-storage.ts';
import { atomicContext } from './write-batch.ts';

describe('bulkWrite', () => {
  let replica: ScratchReplica;
  let records: RecordsInstance;

  beforeEach(async () => {
    replica = new ScratchReplica();
    ({ records } = await openRecords(replica.file));
  });
  afterEach(() => replica.end());

  const idsInMap = () => replica.file.writer.prepare<[], string>('select id from r__ids order by id').pluck().all();

  it('[D-1] answers the second row of one id with a conflict against the first', async () => {
    const first = documentFor({ id: 'd1', entity: 'crm/deal', ownerId: 'u1' });
    const { error } = await records.bulkWrite(
      [{ document: first }, { document: documentFor({ id: 'd1', entity: 'crm/deal', ownerId: 'u2' }) }],
      'test',
    );
    expect(error).toMatchObject([{ status: 409, documentId: 'd1', documentInDb: { ownerId: 'u1' } }]);
    expect(await records.findDocumentsById(['d1'], false)).toEqual([first]);
  });

  it('[D-2] rolls everything back when a row cannot be written, and names the action', async () => {
    const events: unknown[] = [];
    records.changeStream().subscribe((bulk) => events.push(bulk));
    const unwritable = documentFor({ id: 'd2', entity: 'crm/deal', fields: { size: 1n } }); // JSON has no such number
    const answer = await insertRecords(
      records,
      [documentFor({ id: 'd1', entity: 'crm/deal' }), unwritable],
      'import',
    ).catch((error: unknown) => error);
    if (!(answer instanceof StorageFault)) throw new Error('no fault');
    expect(answer.message).toContain('writing 2 documents (import)');
    expect(answer.cause).toBeInstanceOf(TypeError);
    expect(replica.file.writer.inTransaction).toBe(false);
    expect(await records.findDocumentsById(['d1', 'd2'], true)).toEqual([]);
    expect([idsInMap(), events]).toEqual([[], []]);
    await insertRecords(records, [documentFor({ id: 'd1', entity: 'crm/deal' })]);
  });

  it('[D-2] finds a record by id in any entity, also after it moved', async () => {
    const lead = documentFor({ id: 'x1', entity: 'crm/lead' });
    const contact = changedTestDocument(lead, { entity: 'crm/contact' });
    await insertRecords(records, [lead]);
    expect((await records.bulkWrite([{ previous: lead, document: contact }], 'test')).error).toEqual([]);
    expect(
      (await records.bulkWrite([{ document: documentFor({ id: 'x1', entity: 'crm/deal' }) }], 'test')).error,
    ).toMatchObject([{ status: 409, documentInDb: contact }]);
    expect(await records.findDocumentsById(['x1'], false)).toEqual([contact]);
  });

  it('[D-2] refuses two entities with the same table name', async () => {
    await insertRecords(records, [documentFor({ id: 'a', entity: 'crm/a-b' })]);
    await expect(insertRecords(records, [documentFor({ id: 'b', entity: 'crm/a_b' })])).rejects.toThrow(
      'Two entities need the table r_crm_a_b: crm/a-b and crm/a_b',
    );
  });

  it('[D-2] finds a document that it wrote without looking up its id, also after other writes', async () => {
    const [mine, other] = ['mine', 'other'].map((id) => documentFor({ id, entity: 'crm/deal' }));
    if (mine === undefined || other === undefined) throw new Error('nothing was made');
    await insertRecords(records, [mine, other]);
    const [headOf, read] = [vi.spyOn(EntityTable.prototype, 'headOf'), vi.spyOn(EntityTable.prototype, 'read')];
    const next = changedTestDocument(mine, { ownerId: 'u2' });
    expect(
      (await records.bulkWrite([{ previous: other, document: changedTestDocument(other, {}) }], 'test')).error,
    ).toEqual([]);
    expect((await records.bulkWrite([{ previous: mine, document: next }], 'test')).error).toEqual([]);
    expect([headOf.mock.calls, read.mock.calls]).toEqual([[], []]);
    vi.restoreAllMocks();
    expect(await records.findDocumentsById(['mine'], false)).toEqual([next]);
  });

  it('[D-1] does not use an overwritten or rolled-back document as the previous one', async () => {
    const first = documentFor({ id: 'd1', entity: 'crm/deal' });
    await insertRecords(records, [first]);
    const refused = changedTestDocument(first, { ownerId: 'refused' });
    const inTheWay = documentFor({ id: 'd1', entity: 'crm/deal' });
    const both = [{ previous: first, document: refused }, { document: documentFor({ id: 'd2', entity: 'crm/deal' }) }];
    expect((await records.bulkWrite([...both, { document: inTheWay }], atomicContext)).error).toHaveLength(3);
    const after = changedTestDocument(refused, { ownerId: 'u3' });
    const conflict = [{ status: 409, documentId: 'd1' }];
    expect((await records.bulkWrite([{ previous: refused, document: after }], 'test')).error).toMatchObject(conflict);
    const second = changedTestDocument(first, { ownerId: 'u2' });
    expect((await records.bulkWrite([{ previous: first, document: second }], 'test')).error).toEqual([]);
    const third = changedTestDocument(first, { ownerId: 'u3' });
    expect((await records.bulkWrite([{ previous: first, document: third }], 'test')).error).toMatchObject(conflict);
    expect(await records.findDocumentsById(['d1', 'd2'], true)).toEqual([second]);
  });

  it('[K-6] does not use a document’s former row where another document has it now', async () => {
    const gone = documentFor({ id: 'gone', entity: 'crm/deal' }, { _deleted: true });
    await insertRecords(records, [gone]);
    expect(await records.cleanup(0)).toBe(true);
    const other = documentFor({ id: 'other', entity: 'crm/deal' });
    await insertRecords(records, [other]); // in the row of the removed document
    const back = changedTestDocument(gone, { _deleted: false });
    expect((await records.bulkWrite([{ previous: gone, document: back }], 'test')).error).toEqual([]);
    expect(await records.findDocumentsById(['other', 'gone'], false)).toEqual([other, back]);
  });

  it('[D-1] stores a document without an entity', async () => {
    const nameless = { ...documentFor({ id: 'n1', entity: '' }), entity: undefined } as unknown as ReturnType<
      typeof documentFor
    >; // as another plugin might write
    await insertRecords(records, [nameless]);
    expect(await records.findDocumentsById(['n1'], false)).toMatchObject([{ id: 'n1' }]);
  });

  it('[K-6] frees the id of a tombstone that was purged', async () => {
    await insertRecords(records, [
      documentFor({ id: 'd1', entity: 'crm/deal' }, { _deleted: true }),
      documentFor({ id: 'd2', entity: 'crm/deal' }),
    ]);
    expect(await records.cleanup(0)).toBe(true);
    expect(idsInMap()).toEqual(['d2']);
  });

  it('[K-6] purges many tombstones in batches, so that no write waits long', async () => {
    const dead = Array.from({ length: 4_500 }, (_, number) =>
      documentFor({ id: `d${number}`, entity: `crm/${number % 2 === 0 ? 'deal' : 'lead'}` }, { _deleted: true }),
    );
    await insertRecords(records, dead);
    expect([await records.cleanup(0), await records.cleanup(0), await records.cleanup(0)]).toEqual([
      false,
      false,
      true,
    ]);
    expect(idsInMap()).toEqual([]);
  });

  it('[D-1] emits no event for a row whose attachment has no content', async () => {
    const storage = getSqliteStorage({ file: replica.file });
    const files = await storage.createStorageInstance<TestRecord>({
      databaseInstanceToken: 'test-token',
      databaseName: 'test',
      collectionName: 'files',
      schema: { ...fillWithDefaultSettings<TestRecord>(testRecordSchema), attachments: {} },
      options: {},
      multiInstance: false,
      devMode: false,
    });
    const told: string[] = [];
    files.changeStream().subscribe((bulk) => told.push(...bulk.events.map((event) => event.documentId)));
    const data = createBlob('content', 'text/plain');
    const described = { digest: 'sha256-x', length: data.size, type: 'text/plain' };
    const { error } = await files.bulkWrite(
      [
        { document: documentFor({ id: 'bad', entity: 'crm/file' }, { _attachments: { scan: described } }) },
        {
          document: documentFor(
            { id: 'good', entity: 'crm/file' },
            { _attachments: { scan: { ...described, data } as typeof described } },
          ),
        },
      ],
      'test',
    );
    expect(error).toMatchObject([{ status: 510, documentId: 'bad' }]);
    expect(told).toEqual(['good']);
    expect(replica.file.writer.prepare('select id from c_files__ids').pluck().all()).toEqual(['good']);
  });
});
