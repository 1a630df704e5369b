import { fillWithDefaultSettings, normalizeMangoQuery, prepareQuery } from 'rxdb';
import type { MangoQuery } from 'rxdb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ScratchReplica } from '../scratch-replica.ts';
import { getSqliteStorage } from '../sqlite-storage.ts';
import type { SqliteStorageInstance } from '../sqlite-storage-instance.ts';

type Task = { readonly id: string; readonly list: string; readonly due: number; readonly title?: string };

const schema = fillWithDefaultSettings<Task>({
  version: 0,
  type: 'object',
  primaryKey: 'id',
  properties: {
    id: { type: 'string', maxLength: 20 },
    list: { type: 'string', maxLength: 20 },
    due: { type: 'number', minimum: 0, maximum: 1e6, multipleOf: 1 },
    title: { type: 'string' },
  },
  required: ['id', 'list', 'due'],
  indexes: ['due', ['list', 'due']],
});

describe('plans of RxDB queries', () => {
  let replica: ScratchReplica;
  let tasks: SqliteStorageInstance<Task>;

  beforeEach(async () => {
    replica = new ScratchReplica();
    tasks = await getSqliteStorage({ file: replica.file }).createStorageInstance<Task>({
      databaseInstanceToken: 'token',
      databaseName: 'test',
      collectionName: 'tasks',
      schema,
      options: {},
      multiInstance: false,
      devMode: false,
    });
    const rows = Array.from({ length: 200 }, (_, number) => ({
      document: {
        id: `t${number}`,
        list: `l${number % 5}`,
        due: number,
        _deleted: false,
        _attachments: {},
        _rev: '1-x',
        _meta: { lwt: 1_700_000_000_000 },
      },
    }));
    await tasks.bulkWrite(rows, 'test');
  });
  afterEach(() => replica.end());

  // RxDB restricts every query of a collection to living documents.
  const living = (query: MangoQuery<Task>) =>
    prepareQuery(
      schema,
      normalizeMangoQuery(schema, { ...query, selector: { ...query.selector, _deleted: { $eq: false } } } as never),
    ) as never;

  it.each<[string, MangoQuery<Task>, string]>([
    [
      'an equal value',
      { selector: { due: 7 }, sort: [{ id: 'asc' }] },
      'SEARCH c_tasks USING INDEX c_tasks__by_due (<expr>=?)',
    ],
    [
      'a range, sorted by it',
      { selector: { due: { $gt: 7 } }, sort: [{ due: 'asc' }] },
      'SEARCH c_tasks USING INDEX c_tasks__by_due (<expr>>?)',
    ],
    ['a sort', { selector: {}, sort: [{ due: 'asc' }] }, 'SCAN c_tasks USING INDEX c_tasks__by_due'],
    [
      'a sort that also names a fixed field of the filter',
      { selector: { list: 'l1' }, sort: [{ list: 'asc' }, { due: 'asc' }] },
      'SEARCH c_tasks USING INDEX c_tasks__by_list__due (<expr>=?)',
    ],
    [
      'a whole number that is beyond SQL, by the matcher',
      { selector: { due: 2 ** 60 + 256 }, sort: [{ due: 'asc' }] },
      'SCAN c_tasks USING INDEX c_tasks__by_due',
    ],
    [
      'a prefix of a text, as RxDB queries it',
      { selector: { list: { $gte: 'l', $lte: 'l\uffff' } }, sort: [{ list: 'asc' }, { due: 'asc' }] },
      'SEARCH c_tasks USING INDEX c_tasks__by_list__due (<expr>>? AND <expr><?)',
    ],
    ['an id', { selector: { id: 't9' } }, 'SEARCH c_tasks USING INDEX sqlite_autoindex_c_tasks_1 (id=?)'],
  ])('[D-2] answer %s from an index, without sorting', (_name, query, expected) => {
    expect(tasks.explain(living(query))).toEqual([expected]);
  });

  it('[D-2] answer an $or of indexed fields by one index for each', () => {
    const plan = tasks.explain(living({ selector: { $or: [{ due: 7 }, { list: 'l1' }] } }));
    expect(plan.filter((step) => step.includes('c_tasks'))).toEqual([
      'SEARCH c_tasks USING INDEX c_tasks__by_due (<expr>=?)',
      'SEARCH c_tasks USING INDEX c_tasks__by_list__due (<expr>=?)',
    ]);
  });

  it('[D-2] answer a range of write times from an index, created at its first use', () => {
    const asked = { selector: { '_meta.lwt': { $gt: 1_700_000_000_001 } }, sort: [{ '_meta.lwt': 'asc' }] };
    expect(tasks.explain(living(asked as never))).toEqual(['SEARCH c_tasks USING INDEX c_tasks__changes (lwt>?)']);
  });

  it('[D-2] leave only conditions that SQL cannot express to the process', async () => {
    const query = living({ selector: { list: 'l1', title: { $regex: 'x' } }, sort: [{ due: 'asc' }] });
    expect(tasks.explain(query)).toEqual(['SEARCH c_tasks USING INDEX c_tasks__by_list__due (<expr>=?)']);
    expect((await tasks.query(query)).documents).toEqual([]);
  });

  it('[D-2] have the indexes of the schema, and no unused table or index', () => {
    const made = replica.file.writer
      .prepare<[], string>(
        "select name from sqlite_master where name like 'c_tasks%' and sql is not null order by name",
      )
      .pluck();
    const own = ['c_tasks', 'c_tasks__attachments', 'c_tasks__by_due', 'c_tasks__by_list__due', 'c_tasks__tombstones'];
    expect(made.all()).toEqual(own);
    tasks.explain(living({ selector: { due: 7 } }));
    expect(made.all()).toEqual(own);
  });

  it('[D-2] answer by a property that records have a column for, in a collection that has none', async () => {
    const owned = fillWithDefaultSettings<Task & { readonly ownerId: string }>({
      ...schema,
      properties: { ...schema.properties, ownerId: { type: 'string', maxLength: 20 } },
      required: ['id', 'list', 'due', 'ownerId'],
      indexes: ['ownerId'],
    } as never);
    const instance = await getSqliteStorage({ file: replica.file }).createStorageInstance({
      databaseInstanceToken: 'token',
      databaseName: 'test',
      collectionName: 'owned',
      schema: owned,
      options: {},
      multiInstance: false,
      devMode: false,
    });
    const asked = prepareQuery(
      owned,
      normalizeMangoQuery(owned, { selector: { ownerId: 'u1', _deleted: false } } as never),
    );
    const task = { id: 't1', list: 'a', due: 1, ownerId: 'u1', _deleted: false, _attachments: {}, _rev: '1-test', _meta: { lwt: 1_700_000_000_000 } }; // prettier-ignore
    await instance.bulkWrite([{ document: task }], 'test'); // indexes come with the first row
    expect(instance.explain(asked as never)).toEqual(['SEARCH c_owned USING INDEX c_owned__by_ownerId (<expr>=?)']);
    expect(instance.explain(asked as never, 'crm/deal')).toEqual([]);
  });

  it('[D-1] answer the part between skip and limit, and count as many', async () => {
    const asked = (window: object) => living({ selector: { list: 'l1' }, sort: [{ due: 'asc' }], ...window });
    const dues = async (window: object) => (await tasks.query(asked(window))).documents.map(({ due }) => due);
    expect(await dues({ limit: 3 })).toEqual([1, 6, 11]);
    expect(await dues({ skip: 2, limit: 2 })).toEqual([11, 16]);
    expect(await dues({ skip: 38 })).toEqual([191, 196]);
    expect([await dues({ limit: 0 }), await dues({ skip: 50 })]).toEqual([[], []]);
    const counted = async (window: object) => (await tasks.count(asked(window))).count;
    expect([
      await counted({}),
      await counted({ limit: 3 }),
      await counted({ skip: 38 }),
      await counted({ skip: 50 }),
    ]).toEqual([40, 3, 2, 0]);
  });
});
