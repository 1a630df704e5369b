import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { recordTable, searchMatch, searchTable, vocabularyTable } from '@outpost/domain/kernel/query/sqlite-expression';
import { titleToken } from '@outpost/domain/kernel/text/title-words';
import type { TableIndexes } from './tables/table-indexes.ts';
import type { ReplicaFile } from './files/replica-file.ts';
import type { RecordsInstance, TestDocument } from './scratch-replica.ts';
import { ScratchReplica, changedTestDocument, documentFor, insertRecords, openRecords } from './scratch-replica.ts';
import type { SqliteStorage } from './sqlite-storage.ts';
import { atomicContext } from './write-batch.ts';

const plans: readonly TableIndexes[] = [
  { entity: 'crm/account', indexes: [], search: { path: 'search' } },
  { entity: 'crm/contact', indexes: [], search: { path: 'search' } },
  { entity: 'crm/task', indexes: [] },
];

const searched = ['crm/account', 'crm/contact'];
/** Returns the records of a kind that have, for each prefix, a word that begins with it: the newest first. */
function foundIn(file: ReplicaFile, entity: string, prefixes: readonly string[]): readonly string[] {
  const [table, index] = [recordTable(entity), searchTable(entity)];
  return file.writer
    .prepare<[string | undefined], string>(
      `select ${table}.id from ${index} join ${table} on ${table}.seq = ${index}.rowid where ${index} match ? order by ${index}.rowid desc`,
    )
    .pluck()
    .all(searchMatch(prefixes));
}

const record = (id: string, entity: string, search?: string): TestDocument =>
  documentFor({ id, entity, ...(search === undefined ? {} : { search }) });

describe('the search index', () => {
  let replica: ScratchReplica;
  let storage: SqliteStorage;
  let records: RecordsInstance;
  const people = [
    record('a1', 'crm/account', 'acme widgets gmbh'),
    record('c1', 'crm/contact', 'emile acme 4915112345 emile@acme.example acme.example'),
    record('c2', 'crm/contact', "o'neil ada"),
    record('t1', 'crm/task', 'acme'),
    record('c3', 'crm/contact'),
  ];

  beforeEach(async () => {
    replica = new ScratchReplica();
    ({ storage, records } = await openRecords(replica.file));
    await storage.ensureIndexes(plans);
    await insertRecords(records, people);
  });
  afterEach(() => replica.end());

  const found = (...prefixes: string[]) => searched.flatMap((entity) => foundIn(replica.file, entity, prefixes));

  it('[Q-4] finds by a prefix of a word, in every entity that is searched', () => {
    expect(found('acm')).toEqual(['a1', 'c1']);
    expect(foundIn(replica.file, 'crm/contact', ['acme'])).toEqual(['c1']);
  });

  it('[D-2] is created with the first record of a kind, and is not made again', async () => {
    const lead = { entity: 'crm/lead', indexes: [], search: { path: 'search' } };
    const tables = () =>
      replica.file.writer
        .prepare("select count(*) from sqlite_master where name like 'r_crm_lead__search%'")
        .pluck()
        .get();
    await storage.ensureIndexes([...plans, lead]);
    expect(tables()).toBe(0);
    await insertRecords(records, [record('l1', 'crm/lead', 'quill')]);
    expect(foundIn(replica.file, 'crm/lead', ['qui'])).toEqual(['l1']);
    await storage.ensureIndexes([...plans, lead]);
    await insertRecords(records, [record('l2', 'crm/lead', 'quire')]);
    expect(foundIn(replica.file, 'crm/lead', ['qui'])).toEqual(['l2', 'l1']);
  });

  it('[Q-4] requires all terms of the question', () => {
    expect(found('acme', 'wid')).toEqual(['a1']);
    expect(found('acme', 'ada')).toEqual([]);
  });

  it('[Q-4] takes tokens as the domain made them: e-mail addresses, digits, apostrophes', () => {
    expect(found('emile@ac')).toEqual(['c1']);
    expect(found('acme.ex')).toEqual(['c1']);
    expect(found('49151')).toEqual(['c1']);
    expect(found("o'n")).toEqual(['c2']);
    expect(found('neil')).toEqual([]);
    expect(found('"ada" OR a')).toEqual([]);
  });

  it('[Q-4] follows changes, deletions and returns', async () => {
    const [first] = people;
    if (first === undefined) throw new Error('no people');
    const renamed = changedTestDocument(first, { search: 'bolt' });
    const deleted = changedTestDocument(renamed, { _deleted: true });
    const back = changedTestDocument(deleted, { _deleted: false });
    await records.bulkWrite([{ previous: first, document: renamed }], 'test');
    expect([found('acme'), found('bolt')]).toEqual([['c1'], ['a1']]);
    await records.bulkWrite([{ previous: renamed, document: deleted }], 'test');
    expect(found('bolt')).toEqual([]);
    await records.bulkWrite([{ previous: deleted, document: back }], 'test');
    expect(found('bolt')).toEqual(['a1']);
  });

  it('[D-2] follows a record into another entity', async () => {
    const [first] = people;
    if (first === undefined) throw new Error('no people');
    await records.bulkWrite(
      [{ previous: first, document: changedTestDocument(first, { entity: 'crm/contact' }) }],
      'test',
    );
    expect(foundIn(replica.file, 'crm/contact', ['widgets'])).toEqual(['a1']);
    expect(found('widgets')).toEqual(['a1']);
    expect(await records.findDocumentsById(['a1'], false)).toMatchObject([{ entity: 'crm/contact' }]);
  });

  it('[D-2] contains no data of a refused atomic write', async () => {
    const { error } = await records.bulkWrite(
      [{ document: record('a2', 'crm/account', 'phantom') }, { document: record('a1', 'crm/account') }],
      atomicContext,
    );
    expect(error).toHaveLength(2);
    expect(found('phantom')).toEqual([]);
  });

  it('[D-2] is the only place of the words: no row contains them, and a document written without them is found as before', async () => {
    const [held] = await records.findDocumentsById(['a1'], false);
    if (held === undefined) throw new Error('not stored');
    expect(held).not.toHaveProperty('search');
    expect(
      replica.file.writer.prepare("select id from r_crm_account where data like '%widgets%'").pluck().all(),
    ).toEqual([]);
    const owned = changedTestDocument(held, { ownerId: 'eve' });
    await records.bulkWrite([{ previous: held, document: owned }], 'test');
    expect(found('widgets')).toEqual(['a1']);
    await records.bulkWrite([{ previous: owned, document: changedTestDocument(owned, { search: 'bolt' }) }], 'test');
    expect([found('widgets'), found('bolt')]).toEqual([[], ['a1']]);
    const [contact] = await records.findDocumentsById(['c1'], false);
    if (contact === undefined) throw new Error('not stored');
    await records.bulkWrite([{ previous: contact, document: changedTestDocument(contact, { search: '' }) }], 'test');
    expect(found('acme')).toEqual([]);
  });

  it('[D-3] is complete after a restart, and for records written before the index existed', async () => {
    await insertRecords(records, [record('l1', 'crm/lead', 'acme')]);
    const again = await openRecords(replica.reopen());
    await insertRecords(again.records, [record('c10', 'crm/contact', 'acme')]); // before any plan existed
    await again.storage.ensureIndexes([...plans, { entity: 'crm/lead', indexes: [], search: { path: 'search' } }]);
    expect(found('acme')).toEqual(['a1', 'c10', 'c1']);
    expect(foundIn(replica.file, 'crm/lead', ['acme'])).toEqual(['l1']);
  });

  describe('the vocabulary of titles', () => {
    const words = () =>
      replica.file.writer.prepare<[], string>(`select word from ${vocabularyTable()} order by word`).pluck().all();
    const titled = (...title: string[]) => [...title, ...title.map(titleToken)].join(' ');

    it('[Q-4] contains the beginnings of title words, each once, also of records from before the index', async () => {
      await insertRecords(records, [
        record('c5', 'crm/contact', `${titled('hallam', 'pike', 'abcd77')} other`),
        record('a5', 'crm/account', titled('hallam')),
        record('l1', 'crm/lead', titled('early')),
      ]);
      expect(words()).toEqual(['abcd', 'hallam', 'pike']);
      await storage.ensureIndexes([...plans, { entity: 'crm/lead', indexes: [], search: { path: 'search' } }]);
      expect(words()).toEqual(['abcd', 'early', 'hallam', 'pike']);
    });

    it('[D-2] [Q-4] loses the words that no record contains any more when the file is purged', async () => {
      const [kept, gone] = [
        record('c5', 'crm/contact', titled('hallam', 'pike')),
        record('a5', 'crm/account', titled('secret', 'hallam')),
      ];
      await insertRecords(records, [kept, gone]);
      await records.bulkWrite([{ previous: gone, document: changedTestDocument(gone, { _deleted: true }) }], 'test');
      expect(words()).toEqual(['hallam', 'pike', 'secret']);
      expect(replica.file.purge()).toBe(true);
      expect(words()).toEqual(['hallam', 'pike']);
    });

    it('[D-2] [Q-4] contains no word of a refused atomic write, and contains it when a later write is done', async () => {
      const phantom = record('a6', 'crm/account', titled('phantom'));
      await records.bulkWrite([{ document: phantom }, { document: record('a1', 'crm/account') }], atomicContext);
      expect(words()).toEqual([]);
      await records.bulkWrite([{ document: phantom }], atomicContext);
      expect(words()).toEqual(['phantom']);
    });
  });
});
