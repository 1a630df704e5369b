import { fillWithDefaultSettings, normalizeMangoQuery, prepareQuery } from 'rxdb';
import type { MangoQuery, PreparedQuery, RxDocumentData, RxJsonSchema, RxStorage, RxStorageInstance } from 'rxdb';

/** A store under test: the storage, and a way to reopen it as after a restart of the process. */
export type StoreUnderTest = {
  readonly storage: RxStorage<unknown, never>;
  /** Gives each of these entities' tables separate columns, where the store supports that. */
  giveColumns?(entities: readonly string[]): Promise<void>;
  /** Closes the open storage and opens the same data again. */
  reopen(): Promise<StoreUnderTest>;
  end(): Promise<void>;
};

/** Makes a fresh, empty store for each test. */
export type StoreFactory = { readonly name: string; make(): Promise<StoreUnderTest> };

/** The suite's documents: every kind of field that a query may meet. */
export type Person = {
  readonly id: string;
  readonly group: string;
  readonly name: string;
  readonly rank: number;
  readonly age?: number;
  readonly nick?: string | null;
  readonly isActive?: boolean;
  readonly score?: number | null;
  readonly city?: { readonly name?: string; readonly zip?: number };
  readonly tags?: readonly string[];
  readonly visits?: readonly { readonly kind: string; readonly count: number }[];
  readonly loose?: Readonly<Record<string, unknown>>;
};

export type PersonDocument = RxDocumentData<Person>;
export type PersonInstance = RxStorageInstance<Person, unknown, never>;

/**
 * The layouts of the suite's collection: one table, a partition by `entity`, and a partition with separate columns. With separate
 * columns the replica's storage leaves out values that the table implies.
 */
export const suiteLayouts = ['one table', 'a table for each entity', 'a table with columns for each entity'] as const;
export type SuiteLayout = (typeof suiteLayouts)[number];

/** The entities of the suite's documents. */
export const suiteEntities = ['crm/contact', 'crm/deal', 'crm/lead'] as const;

/** Returns the suite's schema as RxDB passes it to a storage. */
export function personSchema(layout: SuiteLayout): RxJsonSchema<PersonDocument> {
  const schema: RxJsonSchema<Person> = {
    version: 0,
    type: 'object',
    primaryKey: 'id',
    properties: {
      id: { type: 'string', maxLength: 60 },
      group: { type: 'string', maxLength: 20 },
      name: { type: 'string', maxLength: 60 },
      rank: { type: 'number', minimum: -10_000, maximum: 10_000, multipleOf: 0.01 },
      age: { type: 'integer' },
      nick: { type: ['string', 'null'] },
      isActive: { type: 'boolean' },
      score: { type: ['number', 'null'] },
      city: { type: 'object', properties: { name: { type: 'string' }, zip: { type: 'integer' } } },
      tags: { type: 'array', items: { type: 'string' } },
      visits: { type: 'array', items: { type: 'object' } },
      loose: { type: 'object' },
      ...(layout !== 'one table' ? { entity: { type: 'string', maxLength: 20 } } : {}),
    },
    required: ['id', 'group', 'name', 'rank'],
    indexes: ['rank', ['group', 'name']],
    attachments: {},
  };
  return fillWithDefaultSettings(schema);
}

const tick = { now: 1_700_000_000_000 };

/**
 * Returns a document as RxDB's collection would pass it to a storage: in its first revision, with a later write time at each
 * call.
 */
export function documentOf(person: Person, parts: Partial<PersonDocument> = {}): PersonDocument {
  tick.now += 1;
  return {
    ...person,
    entity: person.group,
    _deleted: false,
    _attachments: {},
    _rev: '1-suite',
    _meta: { lwt: tick.now },
    ...parts,
  } as PersonDocument;
}

/** Returns the next revision of a document. */
export function nextRevision(previous: PersonDocument, change: Partial<PersonDocument>): PersonDocument {
  tick.now += 1;
  const height = Number.parseInt(previous._rev, 10) + 1;
  return { ...previous, ...change, _rev: `${height}-suite`, _meta: { lwt: tick.now } };
}

export function plainPerson(id: string, parts: Partial<Person> = {}): Person {
  return { id, group: 'crm/contact', name: `Name of ${id}`, rank: 1, ...parts };
}

/** Opens the suite's collection. The replica's storage has separate columns only in the tables of `records`. */
export async function openPeople(
  store: StoreUnderTest,
  layout: SuiteLayout,
  databaseName: string,
): Promise<PersonInstance> {
  const hasColumns = layout === 'a table with columns for each entity';
  const people = await store.storage.createStorageInstance<Person>({
    databaseInstanceToken: `${databaseName}-token`,
    databaseName,
    collectionName: hasColumns ? 'records' : 'people',
    schema: personSchema(layout),
    options: {} as never,
    multiInstance: false,
    devMode: false,
  });
  if (hasColumns) await store.giveColumns?.(suiteEntities);
  return people;
}

/** Returns a query as RxDB's collection would prepare it. */
export function prepared(layout: SuiteLayout, query: MangoQuery<Person>): PreparedQuery<Person> {
  const schema = personSchema(layout);
  return prepareQuery<Person>(schema, normalizeMangoQuery(schema, query as MangoQuery<PersonDocument>));
}

/** Inserts documents and expects no error. */
export async function insertAll(
  instance: PersonInstance,
  documents: readonly PersonDocument[],
  context = 'suite',
): Promise<void> {
  const { error } = await instance.bulkWrite(
    documents.map((document) => ({ document })),
    context,
  );
  if (error.length > 0) throw new Error(`${error.length} inserts failed: ${JSON.stringify(error[0])}`);
}
