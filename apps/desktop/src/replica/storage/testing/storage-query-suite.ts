import { getQueryMatcher, getSortComparator } from 'rxdb';
import type { MangoQuery } from 'rxdb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { queryPeople, randomQuery, seededNumbers } from './storage-suite-people.ts';
import type {
  Person,
  PersonDocument,
  PersonInstance,
  StoreFactory,
  StoreUnderTest,
  SuiteLayout,
} from './storage-suite-world.ts';
import { documentOf, insertAll, openPeople, personSchema, prepared } from './storage-suite-world.ts';

// RxDB's types include neither paths into a list nor its own fields: `as never` bypasses them.
const askedQueries: readonly (readonly [string, MangoQuery<Person>])[] = [
  ['everything by id', { selector: {}, sort: [{ id: 'asc' }] }],
  ['an equal text', { selector: { name: 'Ada' } }],
  ['an equal id', { selector: { id: 'p007' } }],
  ['living documents', { selector: { _deleted: { $eq: false } } as never }],
  ['a range of numbers', { selector: { age: { $gt: 20, $lte: 40 } } }],
  ['a range of texts', { selector: { name: { $gte: 'B', $lt: 'E' } } }],
  ['$in and $nin', { selector: { group: { $in: ['crm/deal', 'crm/lead'] }, name: { $nin: ['Ada', 'Eve'] } } }],
  ['$in with null', { selector: { nick: { $in: [null, 'Z'] } } }],
  ['$ne, absent ones included', { selector: { nick: { $ne: 'Z' } } }],
  ['equal to null: absent and null', { selector: { score: null } }],
  ['at least null', { selector: { score: { $gte: null } } }],
  ['$exists', { selector: { score: { $exists: true }, age: { $exists: false } } }],
  ['a number compared as text', { selector: { name: { $eq: 1 } } }],
  ['a boolean compared as number', { selector: { isActive: { $eq: 1 } } }],
  ['$or over fields', { selector: { $or: [{ age: { $lt: 20 } }, { isActive: true }, { 'city.name': 'Bonn' }] } }],
  ['$and within $or', { selector: { $or: [{ $and: [{ age: { $gt: 30 } }, { rank: { $lt: 5 } }] }, { name: 'Eve' }] } }],
  ['$nor', { selector: { $nor: [{ isActive: true }, { age: { $gt: 30 } }] } }],
  ['$not', { selector: { age: { $not: { $gt: 30 } } } }],
  ['$regex', { selector: { name: { $regex: '^a', $options: 'i' } } }],
  ['$elemMatch', { selector: { visits: { $elemMatch: { kind: 'call', count: { $gt: 2 } } } } }],
  ['$size', { selector: { tags: { $size: 2 } } }],
  ['$type', { selector: { score: { $type: 'number' } } }],
  ['$mod', { selector: { age: { $mod: [5, 0] } } }],
  ['a value in a list', { selector: { tags: 'vip' } as never }],
  ['a field within objects of a list', { selector: { 'visits.kind': 'call' } as never }],
  ['a nested field', { selector: { 'city.zip': { $gte: 50_000 } } }],
  ['a field without a type in the schema', { selector: { 'loose.size': { $gt: 2 } } }],
  ['sorted down, then up', { selector: {}, sort: [{ rank: 'desc' }, { name: 'asc' }] }],
  ['sorted by a field that some lack', { selector: {}, sort: [{ age: 'asc' }] }],
  ['sorted by a field that may be null or absent', { selector: {}, sort: [{ nick: 'desc' }] }],
  ['a window', { selector: { age: { $gt: 10 } }, sort: [{ rank: 'asc' }], skip: 5, limit: 7 }],
  ['a window past the end', { selector: {}, sort: [{ rank: 'asc' }], skip: 1_000, limit: 7 }],
  ['a window of a regex', { selector: { name: { $regex: 'a' } }, sort: [{ name: 'desc' }], skip: 3, limit: 4 }],
  [
    'an entity, named twice',
    { selector: { entity: { $in: ['crm/deal', 'crm/lead'] }, $and: [{ entity: 'crm/lead' }] } as never },
  ],
  [
    'entities that exclude each other',
    { selector: { entity: 'crm/deal', $and: [{ entity: { $in: ['crm/lead'] } }] } as never },
  ],
  ['every entity but one', { selector: { entity: { $ne: 'crm/deal' } } as never }],
  ['entities by a range', { selector: { entity: { $gt: 'crm/contact', $lte: 'crm/deal' } } as never }],
  ['entities by $not and $nin', { selector: { entity: { $not: { $in: ['crm/deal'] }, $nin: ['crm/lead'] } } as never }],
  ['entities by $regex', { selector: { entity: { $regex: 'dea' } } as never }],
  ['documents that have an entity', { selector: { entity: { $exists: true } } as never }],
  ['documents without an entity', { selector: { entity: { $exists: false } } as never }],
  ['an entity that is null', { selector: { entity: null } as never }],
  ['an entity that is null or named', { selector: { entity: { $in: [null, 'crm/lead'] } } as never }],
  ['entities within $or', { selector: { $or: [{ entity: 'crm/deal' }, { rank: { $lt: 0 } }] } as never }],
  ['entities within $nor', { selector: { $nor: [{ entity: 'crm/deal' }, { rank: { $lt: 0 } }] } as never }],
  ['sorted by entity', { selector: {}, sort: [{ entity: 'desc' }, { rank: 'asc' }] as never }],
  ['a prefix, as RxDB queries it', { selector: { name: { $gte: 'A', $lte: 'A\uffff' } } }],
  ['a prefix beyond the basic plane', { selector: { name: { $gte: 'A😀', $lt: 'A\uffff' } } }],
  ['above all that begin with a text', { selector: { name: { $gt: 'A\uffff' } } }],
  ['up to the last character of the basic plane', { selector: { name: { $lte: '\uffff' } } }],
  ['a whole number beyond 2^53', { selector: { score: 2 ** 60 + 256 } }],
  ['not a whole number beyond 2^53', { selector: { score: { $nin: [2 ** 60 + 256, 1] } } }],
  ['at least a whole number beyond 2^53', { selector: { score: { $gte: 2 ** 60 + 256 } } }],
  ['below a number beyond 2^63', { selector: { score: { $lt: 1e21 } } }],
  ['documents written since', { selector: { '_meta.lwt': { $gt: 1_700_000_000_100 } } as never }],
  ['nothing', { selector: {}, limit: 0 }],
];

/** Returns the expected answers to RxDB's queries, by RxDB's own matcher and order over plain documents. */
function expectedIds(documents: readonly PersonDocument[], layout: SuiteLayout, query: MangoQuery<Person>): string[] {
  const schema = personSchema(layout);
  const filled = prepared(layout, query).query;
  const matches = getQueryMatcher(schema, filled as never); // RxDB types the same query with and without its own fields
  const compare = getSortComparator(schema, filled as never);
  const found = documents.filter((document) => matches(document as never)).sort((a, b) => compare(a, b));
  return found.slice(filled.skip, filled.skip + (filled.limit ?? found.length)).map((document) => document.id);
}

/**
 * Tests RxDB's queries: each kind of condition, and seeded random ones. The expected answers come from RxDB's own matcher and
 * sort over the same documents.
 */
export function storageQueries(
  factory: StoreFactory,
  layout: SuiteLayout,
  randomRuns: { readonly seed: number; readonly queries: number },
): void {
  describe(`${factory.name} answers queries, ${layout}`, () => {
    let store: StoreUnderTest;
    let people: PersonInstance;
    const documents = queryPeople(randomRuns.seed).map(({ person, isDeleted }) =>
      documentOf(person, { _deleted: isDeleted }),
    );

    beforeAll(async () => {
      store = await factory.make();
      people = await openPeople(store, layout, `queries-${factory.name}-${layout}`);
      await insertAll(people, documents);
    });
    afterAll(() => store.end());

    const ask = async (query: MangoQuery<Person>) =>
      (await people.query(prepared(layout, query))).documents.map((document) => document.id);

    it.each(askedQueries)('[D-1] %s', async (_name, query) => {
      const expected = expectedIds(documents, layout, query);
      expect(await ask(query)).toEqual(expected);
      const { limit: _limit, skip: _skip, ...whole } = query;
      expect((await people.count(prepared(layout, whole))).count).toBe(expectedIds(documents, layout, whole).length);
    });

    it('[D-1] answers a query that was prepared without skip and limit', async () => {
      const query: MangoQuery<Person> = { selector: { age: { $gt: 20 } }, sort: [{ id: 'asc' }] };
      const whole = prepared(layout, query);
      const { skip: _skip, limit: _limit, ...bare } = whole.query;
      const unbounded = { ...whole, query: bare as typeof whole.query }; // as a client without RxDB's normalisation sends it
      expect((await people.query(unbounded)).documents.map(({ id }) => id)).toEqual(
        expectedIds(documents, layout, query),
      );
      expect((await people.count(unbounded)).count).toBe(expectedIds(documents, layout, query).length);
    });

    it(`[D-1] ${randomRuns.queries} random queries, seed ${randomRuns.seed}`, async () => {
      const random = seededNumbers(randomRuns.seed);
      let met = 0;
      for (let run = 0; run < randomRuns.queries; run += 1) {
        const query = randomQuery(random);
        const expected = expectedIds(documents, layout, query);
        if (expected.length > 0) met += 1;
        expect(await ask(query), `query ${run}: ${JSON.stringify(query)}`).toEqual(expected);
        const { limit: _limit, skip: _skip, ...whole } = query;
        const count = await people.count(prepared(layout, whole));
        expect(count.count, `count ${run}: ${JSON.stringify(query)}`).toBe(
          expectedIds(documents, layout, whole).length,
        );
      }
      expect(met).toBeGreaterThan(randomRuns.queries / 4);
    });
  });
}
