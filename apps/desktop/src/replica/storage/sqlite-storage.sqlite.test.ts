import { addRxPlugin, createRxDatabase, fillWithDefaultSettings } from 'rxdb';
import type { RxCollection, RxDatabase, RxJsonSchema } from 'rxdb';
import { RxDBCleanupPlugin } from 'rxdb/plugins/cleanup';
import { replicateRxCollection } from 'rxdb/plugins/replication';
import { firstValueFrom } from 'rxjs';
import { filter } from 'rxjs/operators';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TestRecord } from './scratch-replica.ts';
import { ScratchReplica, documentFor, testRecordSchema } from './scratch-replica.ts';
import { getSqliteStorage } from './sqlite-storage.ts';
import { atomicContext, failedDependency } from './write-batch.ts';

addRxPlugin(RxDBCleanupPlugin);

type Draft = { readonly key: string; readonly text: string };
type Collections = { records: RxCollection<TestRecord>; drafts: RxCollection<Draft> };

const draftSchema = {
  version: 0,
  type: 'object',
  primaryKey: 'key',
  properties: { key: { type: 'string', maxLength: 40 }, text: { type: 'string' } },
  required: ['key', 'text'],
} as const;

describe("RxDB on the replica's storage", () => {
  let replica: ScratchReplica;
  let database: RxDatabase<Collections>;

  const open = async (recordSchema: object = testRecordSchema) => {
    const opened = await createRxDatabase<Collections>({
      name: 'tenant',
      storage: getSqliteStorage({ file: replica.file }),
      multiInstance: false,
    });
    try {
      // The second schema is for a test that changes it; both are RxDB schemas of a record.
      await opened.addCollections({
        records: { schema: recordSchema as typeof testRecordSchema },
        drafts: { schema: draftSchema },
      });
    } catch (error) {
      await opened.close();
      throw error;
    }
    return opened;
  };

  beforeEach(async () => {
    replica = new ScratchReplica();
    database = await open();
  });
  afterEach(async () => {
    await database.close();
    replica.end();
  });

  const rowsOf = (table: string) =>
    replica.file.writer.prepare<[], number>(`select count(*) from ${table} where deleted = 0`).pluck().get();

  it('[D-2] keeps each entity in a separate table behind the one collection, and a second collection beside it', async () => {
    await database.records.bulkInsert([
      { id: 'd1', entity: 'crm/deal' },
      { id: 'd2', entity: 'crm/deal' },
      { id: 'c1', entity: 'crm/contact' },
    ]);
    await database.drafts.insert({ key: 'note', text: 'half a thought' });
    expect([rowsOf('r_crm_deal'), rowsOf('r_crm_contact'), rowsOf('c_drafts')]).toEqual([2, 1, 1]);
    expect(await database.records.find({ selector: { entity: 'crm/deal' } }).exec()).toHaveLength(2);
    expect((await database.drafts.findOne('note').exec())?.text).toBe('half a thought');
  });

  it('[D-2] stores the record without values that only RxDB needs', async () => {
    const record = { id: 'd1', entity: 'crm/deal', fields: { name: 'Renewal' } };
    await database.records.insert(record);
    expect(JSON.parse(String(replica.file.writer.prepare('select data from r_crm_deal').pluck().get()))).toEqual(
      record,
    );
  });

  it('[D-1] notifies observers of documents, queries and counts', async () => {
    const names: unknown[] = [];
    const query = database.records.find({ selector: { entity: 'crm/deal' }, sort: [{ id: 'asc' }] });
    const subscription = query.$.subscribe((documents) =>
      names.push(documents.map((document) => document.fields?.['name'])),
    );
    await firstValueFrom(query.$);
    const deal = await database.records.insert({ id: 'd1', entity: 'crm/deal', fields: { name: 'One' } });
    await database.records.insert({ id: 'c1', entity: 'crm/contact', fields: { name: 'Nobody' } });
    await deal.incrementalPatch({ fields: { name: 'Two' } });
    await firstValueFrom(query.$.pipe(filter((documents) => documents[0]?.fields?.['name'] === 'Two')));
    expect(names).toEqual([[], ['One'], ['Two']]);
    expect(await firstValueFrom(database.records.count({ selector: { entity: 'crm/deal' } }).$)).toBe(1);
    await deal.getLatest().remove();
    expect(await query.exec()).toEqual([]);
    subscription.unsubscribe();
  });

  it('[D-1] finds everything again after a restart, and lets a removed record return', async () => {
    await database.records.bulkInsert([
      { id: 'd1', entity: 'crm/deal', ownerId: 'u1' },
      { id: 'd2', entity: 'crm/deal', ownerId: 'u2' },
    ]);
    await database.records.findOne('d2').remove();
    await database.close();
    replica.reopen();
    database = await open();
    expect((await database.records.find().exec()).map((document) => document.ownerId)).toEqual(['u1']);
    await database.records.insert({ id: 'd2', entity: 'crm/deal', ownerId: 'u3' }); // replaces its tombstone
    expect((await database.records.findOne('d2').exec())?.ownerId).toBe('u3');
  });

  it('[D-1] refuses a collection whose schema changed without a new number', async () => {
    await database.close();
    const other = { ...testRecordSchema, properties: { ...testRecordSchema.properties, extra: { type: 'string' } } };
    await expect(open(other)).rejects.toMatchObject({ code: 'DB6' });
    database = await open();
  });

  it('[D-1] refuses a second database in one file', async () => {
    const storage = getSqliteStorage({ file: replica.file });
    await expect(createRxDatabase({ name: 'another', storage })).rejects.toThrow('belong to tenant');
  });

  it('[D-2] writes an act and its records together, through the collection', async () => {
    const rows = [
      documentFor({ id: 'act1', entity: 'outpost/act' }),
      documentFor({ id: 'd1', entity: 'crm/deal' }),
    ].map((document) => ({ document }));
    const { error } = await database.records.storageInstance.bulkWrite(rows, atomicContext);
    expect(error).toEqual([]);
    expect([rowsOf('r_outpost_act'), rowsOf('r_crm_deal')]).toEqual([1, 1]);
  });

  it.each(['a living record', 'a tombstone'])(
    '[D-2] writes nothing of an atomic write with %s, and answers every row',
    async (met) => {
      const known = await database.records.insert({ id: 'd1', entity: 'crm/deal' });
      if (met === 'a tombstone') await known.remove();
      const events: unknown[] = [];
      const subscription = database.records.eventBulks$.subscribe((bulk) => events.push(bulk));
      const rows = [
        documentFor({ id: 'act1', entity: 'outpost/act' }),
        documentFor({ id: 'd1', entity: 'crm/deal' }),
      ].map((document) => ({ document }));
      const { error } = await database.records.storageInstance.bulkWrite(rows, atomicContext);
      subscription.unsubscribe();
      expect(error.map(({ documentId, status }) => [documentId, status])).toEqual([
        ['act1', failedDependency],
        ['d1', met === 'a tombstone' ? failedDependency : 409],
      ]);
      expect(error[1]).toMatchObject({ documentInDb: { id: 'd1', _deleted: met === 'a tombstone' } });
      expect(await database.records.storageInstance.findDocumentsById(['act1'], true)).toEqual([]);
      expect(events).toEqual([]);
      await database.records.insert({ id: 'act1', entity: 'outpost/act' }); // its id is still free
    },
  );

  it('[D-1] supports RxDB’s own replication and cleanup', async () => {
    const server = new Map<string, TestRecord>();
    await database.records.bulkInsert(
      Array.from({ length: 25 }, (_, number) => ({
        id: `d${number}`,
        entity: number % 2 === 0 ? 'crm/deal' : 'crm/lead',
      })),
    );
    const replication = replicateRxCollection<TestRecord, { at: number }>({
      collection: database.records,
      replicationIdentifier: 'test',
      live: false,
      push: {
        batchSize: 10,
        handler: async (rows) => {
          for (const { newDocumentState } of rows) server.set(newDocumentState.id, newDocumentState);
          return [];
        },
      },
      pull: {
        handler: async (last) => ({
          documents: last === undefined ? [{ id: 'pulled', entity: 'crm/deal', _deleted: false }] : [],
          checkpoint: { at: 1 },
        }),
      },
    });
    await replication.awaitInitialReplication();
    expect(server.size).toBe(25);
    expect(await database.records.findOne('pulled').exec()).not.toBeNull();
    await database.records.findOne('pulled').remove();
    await database.records.cleanup(0);
    expect(await database.records.storageInstance.findDocumentsById(['pulled'], true)).toEqual([]);
  });

  it('[D-1] drops removed collections', async () => {
    await database.drafts.insert({ key: 'note', text: 'x' });
    await database.drafts.remove();
    expect(replica.file.writer.prepare("select name from sqlite_master where name like 'c_drafts%'").all()).toEqual([]);
    await database.addCollections({ drafts: { schema: draftSchema } });
    expect(await database.drafts.find().exec()).toEqual([]);
  });

  it('[D-1] throws a fault after it was closed, or removed by another instance', async () => {
    const storage = getSqliteStorage({ file: replica.file });
    const make = (schema: RxJsonSchema<Draft> = draftSchema) =>
      storage.createStorageInstance<Draft>({
        databaseInstanceToken: 'token',
        databaseName: 'tenant',
        collectionName: 'notes',
        schema: fillWithDefaultSettings(schema),
        options: {},
        multiInstance: false,
        devMode: true,
      });
    const closed = await make();
    const used = async (): Promise<readonly unknown[]> => {
      const uses = [
        () => closed.bulkWrite([], 'test'),
        () => closed.findDocumentsById(['a'], true),
        () => closed.getAttachmentData('a', 'b', 'c'),
        () => closed.getChangedDocumentsSince(1),
        () => closed.cleanup(0),
        async () => closed.changeStream(),
        () => closed.remove(),
      ];
      return Promise.all(uses.map((use) => use().catch((error: unknown) => error)));
    };
    await (await make()).remove();
    const removed = { name: 'StorageFault', kind: 'closed', message: 'The collection notes was removed' };
    expect(await used()).toEqual(Array.from({ length: 7 }, () => expect.objectContaining(removed) as object));
    await expect(make()).rejects.toThrow('was removed; close its other instances first');
    await closed.close();
    const gone = { ...removed, message: 'The collection notes is closed' };
    expect(await used()).toEqual(Array.from({ length: 7 }, () => expect.objectContaining(gone) as object));
    const again = await make();
    expect(await again.findDocumentsById(['a'], true)).toEqual([]);
    const changedSchema = {
      ...draftSchema,
      properties: { ...draftSchema.properties, more: { type: 'string' } },
    } as const;
    await expect(make(changedSchema)).rejects.toThrow('notes is open with another schema');
    await again.close();
  });
});
