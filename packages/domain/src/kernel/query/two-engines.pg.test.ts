import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { oracleList, type OracleWorld } from '../../testing/oracles/oracle-query.ts';
import { oracleReport, oracleSummary } from '../../testing/oracles/oracle-sums.ts';
import { oracleSearch } from '../../testing/oracles/oracle-search.ts';
import {
  installedSample,
  randomInstant,
  placeSample,
  sampleCatalogue,
  sampleRecords,
} from '../../testing/query-sample.ts';
import { type QueryStore, postgresStore, sqliteStore } from '../../testing/query-stores.ts';
import {
  type QuestionWorld,
  areaSample,
  randomFilter,
  randomList,
  randomReport,
  randomSummary,
} from '../../testing/random-questions.ts';
import { type SeededRandom, seededRandom } from '../../testing/seeded-random.ts';
import { tokensOf } from '../access/access.ts';
import { entityOf } from '../catalogue/catalogue.ts';
import type { StoredRecord } from '../entities/record.ts';
import type { JsonValue } from '../json.ts';
import type { Result } from '../refusal.ts';
import { readFilter } from './filters/condition.ts';
import { type FindReferred, holds } from './filters/holds.ts';
import { compileList } from './lists/compile-list.ts';
import { compilePlaces } from './lists/compile-places.ts';
import { compileReferred } from './conditions/compile-referred.ts';
import { compileRefs } from './conditions/compile-refs.ts';
import { compileReport } from './sums/compile-report.ts';
import { compileNearSearch, compileSearch, withNear } from './search/compile-search.ts';
import { compileSummary } from './sums/compile-summary.ts';
import { type ListQuery, listQuerySchema, placesQuerySchema } from '../questions/list-query.ts';
import type { CompiledQuery, QueryGround } from './query-engine.ts';
import { refsOfRecords } from './conditions/ref-names.ts';
import { referredFields, referredId, referredValue } from './referred-fields.ts';

const seed = 20261120;
const effort = inject('effort') === 'long' ? 10 : 1;
const me = '0190b1f2-7c00-7000-8000-0000000000aa';
const orgId = '0190b1f2-7c00-7000-8000-00000000000f';
const zones = ['UTC', 'America/New_York', 'Europe/Berlin', 'Asia/Kolkata', 'Pacific/Auckland'];

const all = sampleRecords(seededRandom(seed), { things: 400, people: [me] });
const filedUnder = (record: StoredRecord) => tokensOf(entityOf(sampleCatalogue, record.entity), record);
const ids = new Map([...all].map(([name, records]) => [name, records.map(({ id }) => id)]));
/** Returns the world of a random query. Most queries are about things, some about a tenant's own kind (K-3). */
const worldOf = (random: SeededRandom): QuestionWorld => ({
  catalogue: sampleCatalogue,
  entity: entityOf(sampleCatalogue, random.chance(0.85) ? 'sample/thing' : 'custom/gadget'),
  ids,
});

/** The tokens of a person who sees their own records, those of one team, and all people and teams. */
const myTokens = [
  'sample/person@org',
  'sample/team@org',
  ...['sample/thing', 'sample/shop', 'custom/gadget'].flatMap((name) => [
    `${name}@user:${me}`,
    `${name}@team:${all.get('sample/team')?.[0]?.id ?? ''}`,
  ]),
];
const mine = new Map(
  [...all].map(([name, records]) => [
    name,
    records.filter((record) => filedUnder(record).some((token) => myTokens.includes(token))),
  ]),
);

/**
 * Two pairs of stores with equal contents: all records, and the records that the asker sees. Both pairs use one server store with
 * different tokens.
 */
type Pair = {
  readonly sqlite: QueryStore;
  readonly records: ReadonlyMap<string, readonly StoredRecord[]>;
  readonly visible: 'all' | { readonly tokens: readonly string[] };
};
let server: QueryStore;
let pairs: readonly Pair[];

beforeAll(async () => {
  server = await postgresStore(
    sampleCatalogue,
    { url: inject('postgresUrl'), database: 'two_engines', orgId },
    { installed: installedSample, records: all, tokensOf: filedUnder },
  );
  pairs = [
    { sqlite: sqliteStore(sampleCatalogue, all), records: all, visible: 'all' },
    { sqlite: sqliteStore(sampleCatalogue, mine), records: mine, visible: { tokens: myTokens } },
  ];
});
afterAll(async () => {
  await server?.close();
  for (const { sqlite } of pairs ?? []) await sqlite.close();
});

type Both = { readonly sqlite: QueryGround; readonly postgres: QueryGround };
function groundsOf(random: SeededRandom, { visible }: Pair): Both {
  const base = {
    catalogue: sampleCatalogue,
    asking: { userId: me, now: randomInstant(random), timeZone: random.pick(zones) },
    currency: 'USD',
  };
  return {
    sqlite: { ...base, engine: { dialect: 'sqlite' } },
    postgres: { ...base, engine: { dialect: 'postgres', orgId, visible, installed: installedSample } },
  };
}

function compiled<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.code} ${JSON.stringify(result.details)}: ${result.message}`);
  return result.value;
}

/** Asks both engines, checks that they agree, and returns the answer. */
async function askBoth<Answer>(
  pair: Pair,
  grounds: Both,
  compile: (ground: QueryGround) => CompiledQuery<Answer>,
): Promise<Answer> {
  const onDevice = await pair.sqlite.ask(compile(grounds.sqlite));
  const onServer = await server.ask(compile(grounds.postgres));
  expect(onServer).toEqual(onDevice);
  return onDevice;
}

type Asked<Question> = {
  readonly question: Question;
  readonly pair: Pair;
  readonly grounds: Both;
  readonly oracle: OracleWorld;
};

/** Asks random queries, one after another; a failure names the query. */
async function each<Question>(
  count: number,
  make: (random: SeededRandom) => Question,
  check: (asked: Asked<Question>) => Promise<void>,
): Promise<void> {
  for (let number = 0; number < count; number += 1) {
    const random = seededRandom(seed + number * 7919);
    const question = make(random);
    const pair = pairs[number % 2] as Pair; // there are two
    const grounds = groundsOf(random, pair);
    try {
      await check({ question, pair, grounds, oracle: { ground: grounds.sqlite, records: pair.records } });
    } catch (error) {
      throw new Error(
        `Question ${number} of seed ${seed}: ${JSON.stringify({ question, asking: grounds.sqlite.asking })}`,
        { cause: error },
      );
    }
  }
}

/** Ten times the duration on an idle machine. */
const patienceMs = 120_000 * effort;
const listCount = 1_100 * effort;
const summaryCount = 500 * effort;
const placesCount = 200 * effort;
const holdsCount = 300 * effort;
const reportCount = 500 * effort;

describe(`one query, two engines (seed ${seed})`, () => {
  it(
    `[Q-1] [Q-2] [Q-3] ${listCount} random lists have the same rows in the same order, walked by cursor to the end`,
    async () => {
      let [found, walked] = [0, 0];
      await each(
        listCount,
        (random) => randomList(random, worldOf(random)),
        async ({ question, pair, grounds, oracle }) => {
          const expected = oracleList(oracle, question);
          const { offset, ...unskipped } = question;
          const first = await askBoth(pair, grounds, (ground) => compiled(compileList(ground, question)));
          const skip = offset ?? 0;
          expect(first.rows.map(({ id }) => id)).toEqual(expected.slice(skip, skip + question.limit));
          found += first.rows.length;
          if (offset !== undefined) return;
          const seen = first.rows.map(({ id }) => id);
          let { next } = first;
          for (let page = 0; next !== null && page < 5; page += 1) {
            const after: ListQuery = { ...unskipped, after: next };
            const answer = await askBoth(pair, grounds, (ground) => compiled(compileList(ground, after)));
            seen.push(...answer.rows.map(({ id }) => id));
            next = answer.next;
            walked += 1;
          }
          expect(seen).toEqual(next === null ? expected : expected.slice(0, seen.length));
        },
      );
      expect(found).toBeGreaterThan(5_000);
      expect(walked).toBeGreaterThan(500);
    },
    patienceMs,
  );

  it(
    `[EVT-1] ${holdsCount} random filters hold in memory for exactly the records that both engines find`,
    async () => {
      const counts = { yes: 0, no: 0, open: 0, hops: 0 };
      await each(
        holdsCount,
        (random) => {
          const world = worldOf(random);
          return listQuerySchema.parse({ entity: world.entity.name, where: randomFilter(random, world), life: 'any', limit: 1_000 }); // prettier-ignore
        },
        async ({ question, pair, grounds }) => {
          const answer = await askBoth(pair, grounds, (ground) => compiled(compileList(ground, question)));
          const found = new Set(answer.rows.map(({ id }) => id));
          const entity = entityOf(sampleCatalogue, question.entity);
          const condition = compiled(readFilter(grounds.sqlite, entity, { filter: question.where, where: 'where' }));
          const alone = { asking: grounds.sqlite.asking };
          const referred: FindReferred = (named) =>
            pair.records.get(named.entity)?.find(({ id }) => id === named.id) ?? 'out-of-reach';
          for (const record of pair.records.get(question.entity) ?? []) {
            const wanted = found.has(record.id) ? 'yes' : 'no';
            expect([record.id, holds({ ...alone, referred }, condition, record)]).toEqual([record.id, wanted]);
            const open = holds(alone, condition, record); // a record alone says the same, or that it does not know
            expect([record.id, wanted, 'unknown']).toContain(open);
            counts[wanted] += 1;
            if (open === 'unknown') counts.open += 1;
          }
          if (JSON.stringify(question.where).includes('.')) counts.hops += 1;
        },
      );
      for (const count of Object.values(counts)) expect(count).toBeGreaterThan(holdsCount / 10);
    },
    patienceMs,
  );

  it('[Q-2] a day compared with an instant is the whole day of the asker’s zone, at either end, on both engines', async () => {
    const compares: Readonly<Record<string, (day: string, asked: string) => boolean>> = {
      lt: (day, asked) => day < asked,
      lte: (day, asked) => day <= asked,
      gt: (day, asked) => day > asked,
      gte: (day, asked) => day >= asked,
      is: (day, asked) => day === asked,
    };
    const [pair] = pairs;
    if (!pair) throw new Error('There are no stores');
    const things = (pair.records.get('sample/thing') ?? []).filter(({ life }) => life === 'alive');
    for (const timeZone of zones) {
      const dayIn = new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }); // written as 2026-11-20
      const days = things.map(({ id, createdAt }) => ({ id, day: dayIn.format(new Date(createdAt)) }));
      const edges = things.filter(({ createdAt }) => /T(00:00:00.000|23:59:59.999|01:00:00.000|00:59:59.999)Z$/.test(createdAt)); // prettier-ignore
      expect(edges.length).toBeGreaterThan(50);
      for (const { createdAt } of edges.slice(0, 12)) {
        const value = dayIn.format(new Date(createdAt));
        const base = groundsOf(seededRandom(seed), pair);
        const grounds = {
          sqlite: { ...base.sqlite, asking: { ...base.sqlite.asking, timeZone } },
          postgres: { ...base.postgres, asking: { ...base.postgres.asking, timeZone } },
        };
        const counts: Record<string, number> = {};
        for (const [op, passes] of Object.entries(compares)) {
          const question = listQuerySchema.parse({
            entity: 'sample/thing',
            where: { field: 'createdAt', op, value },
            limit: 500,
          });
          const answer = await askBoth(pair, grounds, (ground) => compiled(compileList(ground, question)));
          const wanted = days.filter(({ day }) => passes(day, value)).map(({ id }) => id);
          expect([op, answer.rows.map(({ id }) => id).sort()]).toEqual([op, wanted.sort()]);
          counts[op] = wanted.length;
        }
        expect(counts['is']).toBeGreaterThan(0); // the records that `lte` returns beyond `lt`
        expect(counts['lte']).toBe((counts['lt'] ?? 0) + (counts['is'] ?? 0));
      }
    }
  });

  it(
    `[K-2] [Q-5] ${placesCount} random queries for places have the same places in the same order, which are those of the rules`,
    async () => {
      let found = 0;
      let few = 0;
      await each(
        placesCount,
        (random) => {
          const world = worldOf(random);
          const field = world.entity.name === 'sample/thing' && random.chance(0.5) ? 'where' : 'spot';
          const area = random.chance(0.4) ? { west: -180, south: -90, east: 180, north: 90 } : areaSample(random);
          const near = { field, op: 'near', value: { ...placeSample(random), metres: 3_000_000 } } as const;
          const narrowed = random.chance(0.5) ? near : ({ field, op: 'in-area', value: area } as const);
          const other = randomFilter(random, world);
          const where = random.pick([narrowed, other, { and: [other, narrowed] }]);
          return placesQuerySchema.parse({ entity: world.entity.name, field, where, limit: random.pick([3, 100_000]) });
        },
        async ({ question, pair, grounds, oracle }) => {
          const answer = await askBoth(pair, grounds, (ground) => compiled(compilePlaces(ground, question)));
          // Small areas, as the process of the device that stores the records answers them.
          const inPlace = pair.sqlite.askFew?.(compiled(compilePlaces(grounds.sqlite, question)));
          expect(inPlace ?? answer).toEqual(answer);
          if (inPlace && inPlace.ids.length > 0) few += 1;
          const { entity, where, field, limit } = question;
          const list = listQuerySchema.parse({ entity, where: { and: [where ?? { and: [] }, { field, op: 'is-not-empty' }] }, limit: 1_000 }); // prettier-ignore
          const expected = oracleList(oracle, list);
          expect([answer.ids.length, answer.more]).toEqual([Math.min(limit, expected.length), expected.length > limit]);
          expect(new Set(expected).isSupersetOf(new Set(answer.ids))).toBe(true);
          expect(answer.degrees.length).toBe(2 * answer.ids.length);
          found += answer.ids.length;
        },
      );
      expect(found).toBeGreaterThan(placesCount);
      expect(few).toBeGreaterThan(placesCount / 4);
    },
    patienceMs,
  );

  it(
    `[Q-3] ${summaryCount} random summaries have the same groups, counts and sums`,
    async () => {
      let groups = 0;
      await each(
        summaryCount,
        (random) => randomSummary(random, worldOf(random)),
        async ({ question, pair, grounds, oracle }) => {
          const answer = await askBoth(pair, grounds, (ground) => compiled(compileSummary(ground, question)));
          expect(answer.groups).toEqual(oracleSummary(oracle, question));
          groups += answer.groups.length;
        },
      );
      expect(groups).toBeGreaterThan(1_000);
    },
    patienceMs,
  );

  it(
    `[Q-2] ${reportCount} random reports have the same rows, averages and medians`,
    async () => {
      let rows = 0;
      await each(
        reportCount,
        (random) => randomReport(random, worldOf(random)),
        async ({ question, pair, grounds, oracle }) => {
          const answer = await askBoth(pair, grounds, (ground) => compiled(compileReport(ground, question)));
          expect(answer.rows).toEqual(oracleReport(oracle, question));
          rows += answer.rows.length;
        },
      );
      expect(rows).toBeGreaterThan(1_000);
    },
    patienceMs,
  );

  const searched: readonly string[] = [
    'a',
    'ang',
    'full wid',
    'привет',
    '漢',
    '5550142',
    '+1 555 0142',
    '(555) 014-2000',
    '+1 (555) 014',
    '0142',
    '014-20',
    '50 14',
    'ang 0142',
    '0555 0142',
    'ελλ',
    'ελλασ',
    'ελλάς',
    'σ',
    'ς',
    '😀',
    '100',
    'hot',
    '',
    ' ',
    '𐐷',
    '𞤀',
    'stras',
    'lodz',
    'カタ',
    'ı',
    'i',
    '½',
    '1 2',
    'kg',
    'full width',
    'width fu full',
    'ang an a',
    'a b c d e f g h i j k l m n o p q r s t u v w x y z',
    '+1 555 014 2000 a b c d e f g h i j k l m n',
  ];
  it(
    '[Q-4] a search has the same hits in the same order over several kinds, which are those of the rules',
    async () => {
      const hits = { title: 0, fields: 0 };
      for (const text of searched) {
        for (const pair of pairs) {
          const { sqlite, postgres } = groundsOf(seededRandom(seed), pair);
          const oracle = oracleSearch({ ground: sqlite, records: pair.records }, text, { near: false });
          for (const limit of [5, 200])
            for (const rows of [undefined, 4, 90_000]) {
              // SQLite has one way to the first of few hits and another to the first of many
              const grounds = { sqlite: rows === undefined ? sqlite : { ...sqlite, rowsOf: () => rows }, postgres };
              const found = await askBoth(pair, grounds, (ground) => compiled(compileSearch(ground, { text, limit })));
              for (const { how } of found) if (how !== 'near') hits[how] += 1;
              expect([text, found.map(({ entity, id, how }) => ({ entity, id, how }))]).toEqual([
                text,
                oracle.slice(0, limit),
              ]);
            }
        }
      }
      expect(hits.title).toBeGreaterThan(500);
      expect(hits.fields).toBeGreaterThan(500);
    },
    patienceMs,
  );

  it(
    '[Q-4] a typing error in a word of a title has the same hits, after those of the words as typed',
    async () => {
      let near = 0;
      for (const text of [
        'angstorm',
        'angtrom',
        'angsstrom',
        'engstrom',
        'ngstrom',
        'angstrox',
        'angst',
        'angxt',
        'strase',
        'tsrasse',
        'strassen',
        'ldz',
        'orstd',
        'ortsed',
        'naiv',
        'nave',
        'navie',
        'lovleace ada',
        'ada lovelaec',
        'ada lovelaec smile',
        'istnabul',
        'ишвет',
        'прывет',
        'прветы',
        'ελασ',
        'ελλαз',
        'widht full',
        'smlie',
        'famyli',
        'exmaple',
        'null null nulx',
        'lodzz',
        'spacde ouut',
        'a b c d e f g h i j k l m n o p q r s t u v w x y angstorm',
        '"angstorm" OR NEAR(ada*) AND -null',
        "angstorm'; drop table x; --",
        'ang\u200bstorm \u202eangstorm',
        '\ue001angstorm \ue000ada',
        'angstorm%_\\',
        Array.from({ length: 10_000 }, (_, n) => 'angstorm'.repeat(1 + (n % 3)).slice(n % 8)).join(' '),
        'angstorm'.repeat(5_000),
        ...searched,
      ]) {
        for (const pair of pairs) {
          const { sqlite, postgres } = groundsOf(seededRandom(seed), pair);
          const oracle = oracleSearch({ ground: sqlite, records: pair.records }, text, { near: true });
          for (const limit of [7, 200])
            for (const rows of [undefined, 4]) {
              const grounds = { sqlite: rows === undefined ? sqlite : { ...sqlite, rowsOf: () => rows }, postgres };
              const question = { text, limit };
              const asTyped = await askBoth(pair, grounds, (ground) => compiled(compileSearch(ground, question)));
              const more = await askBoth(pair, grounds, (ground) =>
                compiled(compileNearSearch(ground, { ...question, limit: limit + asTyped.length })),
              );
              const found = withNear(asTyped, more, limit);
              near += found.filter(({ how }) => how === 'near').length;
              expect([text, found.map(({ entity, id, how }) => ({ entity, id, how }))]).toEqual([
                text,
                oracle.slice(0, limit),
              ]);
            }
        }
      }
      expect(near).toBeGreaterThan(500);
    },
    patienceMs,
  );

  it('[A-5] returns titles of visible records only', async () => {
    for (const pair of pairs) {
      const grounds = groundsOf(seededRandom(seed), pair);
      const named = refsOfRecords(sampleCatalogue, all.get('sample/thing') ?? []);
      const byId = (a: { readonly id: string }, b: { readonly id: string }) => (a.id < b.id ? -1 : 1);
      const sorted = (ground: QueryGround) => {
        const query = compileRefs(ground, named);
        return { ...query, decode: (rows: Parameters<typeof query.decode>[0]) => [...query.decode(rows)].sort(byId) };
      };
      const titles = await askBoth(pair, grounds, sorted);
      const inSight = new Set([...pair.records.values()].flat().map(({ id }) => id));
      expect(new Set(titles.map(({ id }) => id))).toEqual(
        new Set(named.map(({ id }) => id).filter((id) => inSight.has(id))),
      );
      expect(titles.length).toBeGreaterThan(5);
    }
  });

  it('[A-5] [Q-5] referred fields have the values of the records that the asker sees, in one statement', async () => {
    const thing = entityOf(sampleCatalogue, 'sample/thing');
    const fields = referredFields(sampleCatalogue, thing);
    const byId = (a: { readonly id: string }, b: { readonly id: string }) => (a.id < b.id ? -1 : 1);
    for (const pair of pairs) {
      const grounds = groundsOf(seededRandom(seed), pair);
      const rows = pair.records.get('sample/thing') ?? [];
      const named = fields.flatMap((field) =>
        rows.flatMap((row) => {
          const id = referredId(field, row);
          return id === undefined ? [] : [{ entity: field.target.name, id }];
        }),
      );
      const valuesOf = (
        ground: QueryGround,
      ): CompiledQuery<readonly { readonly id: string; readonly values: readonly JsonValue[] }[]> => {
        const query = compileReferred(ground, [...named, { entity: 'sample/none', id: me }, { entity: 'sample/shop', id: 'no id' }]); // prettier-ignore
        return {
          sql: query.sql,
          parameters: query.parameters,
          decode: (found) =>
            query
              .decode(found)
              .map((record) => {
                const own = fields.filter(
                  ({ target, through }) => target.name === record.entity && through !== 'other',
                );
                return { id: record.id, values: own.map((field) => referredValue(field, record)) };
              })
              .toSorted(byId),
        };
      };
      const found = await askBoth(pair, grounds, valuesOf);
      const inSight = new Set([...pair.records.values()].flat().map(({ id }) => id));
      const expected = new Set(named.map(({ id }) => id).filter((id) => inSight.has(id)));
      expect(found.map(({ id }) => id)).toEqual([...expected].toSorted());
      expect(found.some(({ values }) => values.filter((value) => value !== null).length > 5)).toBe(true);
    }
  });
});
