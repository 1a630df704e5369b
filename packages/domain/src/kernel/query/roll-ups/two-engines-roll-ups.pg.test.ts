import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { oracleList, type OracleWorld } from '../../../testing/oracles/oracle-query.ts';
import { oracleReport, oracleSummary } from '../../../testing/oracles/oracle-sums.ts';
import { installedSample, randomInstant, sampleCatalogue, sampleRecords } from '../../../testing/query-sample.ts';
import { type QueryStore, postgresStore, sqliteStore } from '../../../testing/query-stores.ts';
import { randomList, randomReport, randomSummary } from '../../../testing/random-questions.ts';
import { type SeededRandom, seededRandom } from '../../../testing/seeded-random.ts';
import { tokensOf } from '../../access/access.ts';
import { type Catalogue, entityOf } from '../../catalogue/catalogue.ts';
import { type FieldDefinition, withOwnFields } from '../../definitions/own-fields.ts';
import { isEmptyValue } from '../../entities/field-types.ts';
import { type Field, type Money, refTarget } from '../../entities/fields.ts';
import type { StoredRecord } from '../../entities/record.ts';
import type { JsonValue } from '../../json.ts';
import { type FilterOperator, type ListQuery, listQuerySchema } from '../../questions/list-query.ts';
import type { Result } from '../../refusal.ts';
import { compareBinary } from '../binary-order.ts';
import { compileList } from '../lists/compile-list.ts';
import type { CompiledQuery, QueryGround } from '../query-engine.ts';
import { compileReport } from '../sums/compile-report.ts';
import { compileSummary } from '../sums/compile-summary.ts';
import { compileFigures } from '../sums/compile-figures.ts';
import { rollUpsOf } from './roll-ups-of.ts';

const seed = 20261123;
const me = '0190b1f2-7c00-7000-8000-0000000000aa';
const orgId = '0190b1f2-7c00-7000-8000-00000000000f';
const effort = inject('effort') === 'long' ? 10 : 1;

type RollUpOf = NonNullable<FieldDefinition['rollUp']>;
const rollUp = (name: string, type: FieldDefinition['type'], of: RollUpOf, forEntity = 'sample/shop'): FieldDefinition => ({ forEntity, name, label: name, type, computed: 'roll-up', rollUp: of }); // prettier-ignore
const things = { of: 'sample/thing', by: 'shop' } as const;
/** Figures of each function, over a built-in reference, one to several kinds, one of a tenant's own kind, and one of its own fields. */
const definitions: readonly FieldDefinition[] = [
  rollUp('thingCount', 'number', { ...things, fn: 'count' }),
  rollUp('openCount', 'number', { ...things, fn: 'count', where: { field: 'stage', op: 'is', value: 'open' } }),
  rollUp('aboutCount', 'number', { of: 'sample/thing', by: 'about', fn: 'count' }),
  rollUp('gadgetCount', 'number', { of: 'custom/gadget', by: 'shop', fn: 'count' }),
  rollUp('ratioSum', 'number', { ...things, fn: 'sum', field: 'ratio' }),
  rollUp('scoreSum', 'number', { ...things, fn: 'sum', field: 'score' }),
  rollUp('valueSum', 'money', { ...things, fn: 'sum', field: 'value' }),
  rollUp('wonSum', 'money', { ...things, fn: 'sum', field: 'value', where: { and: [{ field: 'stage', op: 'is', value: 'won' }, { field: 'shop.sector', op: 'is-not-empty' }] } }), // prettier-ignore
  rollUp('lastsSum', 'duration', { ...things, fn: 'sum', field: 'lasts' }),
  rollUp('firstDue', 'date', { ...things, fn: 'min', field: 'dueOn' }),
  rollUp('lastMoment', 'instant', { ...things, fn: 'max', field: 'happensAt' }),
  rollUp('mostCost', 'money', { ...things, fn: 'max', field: 'cost' }),
  rollUp('latestStage', 'choice', { ...things, fn: 'latest', field: 'stage' }),
  rollUp('latestDone', 'flag', { ...things, fn: 'latest', field: 'done' }),
  rollUp('latestMade', 'date', { of: 'custom/gadget', by: 'shop', fn: 'latest', field: 'madeOn' }),
  rollUp('toolCount', 'number', { of: 'sample/thing', by: 'tool', fn: 'count' }, 'custom/gadget'),
];
const withRollUps = (catalogue: Catalogue, more: readonly FieldDefinition[]): Catalogue => {
  const { catalogue: made, read } = withOwnFields(catalogue, more);
  for (const one of read) if (!('definition' in one)) throw new Error(one.refusal.message);
  return made;
};
const catalogue = withRollUps(sampleCatalogue, definitions);
/** The same kinds as if records contained the figures: the oracle queries these. */
const asStored: Catalogue = {
  ...catalogue,
  entities: new Map(
    [...catalogue.entities].map(([name, entity]) => {
      const stored = ({ rollUp: _rollUp, ...field }: Field): Field => field;
      const fields = Object.fromEntries(Object.entries(entity.fields).map(([key, field]) => [key, stored(field)]));
      return [name, { ...entity, fields }];
    }),
  ),
};

/** No sum exceeds the amounts that a field of money holds: the oracle reads figures as if records held them. */
const mostAmount = 1e12;
const withinSums = (value: JsonValue): JsonValue =>
  typeof value === 'object' && value !== null && 'amount' in value && typeof value['amount'] === 'number'
    ? { ...value, amount: (value['amount'] % mostAmount) + 0 } // no negative zero
    : value;
/** Many records are made in one moment, such as by an import. Then the id shows which is the newest. */
const all = new Map(
  [...sampleRecords(seededRandom(seed), { things: 400, people: [me] })].map(([name, records]) => [
    name,
    records.map((record) => ({
      ...record,
      createdAt: `${record.createdAt.slice(0, 4)}-01-01T00:00:00.000Z`,
      fields: Object.fromEntries(Object.entries(record.fields).map(([field, value]) => [field, withinSums(value)])),
    })),
  ]),
);
const filedUnder = (record: StoredRecord) => tokensOf(entityOf(sampleCatalogue, record.entity), record);
const ids = new Map([...all].map(([name, records]) => [name, records.map(({ id }) => id)]));
const myTokens = [
  'sample/person@org',
  'sample/team@org',
  'sample/shop@org', // all shops: the asker sees some of their things and gadgets
  ...['sample/thing', 'custom/gadget'].flatMap((name) => [`${name}@user:${me}`, `${name}@team:${all.get('sample/team')?.[0]?.id ?? ''}`]), // prettier-ignore
];
const mine = new Map([...all].map(([name, records]) => [name, records.filter((record) => filedUnder(record).some((token) => myTokens.includes(token)))])); // prettier-ignore

type Records = ReadonlyMap<string, readonly StoredRecord[]>;
type Pair = {
  readonly sqlite: QueryStore;
  /** The records that the asker sees, with their figures computed one by one. */
  readonly records: Records;
  readonly visible: 'all' | { readonly tokens: readonly string[] };
};

/** Computes a figure by the rules, record by record. `among`: the records that pass its filter. */
function figure({ fn, field = '' }: RollUpOf, among: readonly StoredRecord[]): JsonValue {
  if (fn === 'count') return among.length;
  const newest = among.toSorted((a, b) => -compareBinary(a.createdAt, b.createdAt) || -compareBinary(a.id, b.id));
  const values = newest.map((record) => record.fields[field] ?? null).filter((value) => !isEmptyValue(value));
  const [first] = values;
  if (first === undefined) return null;
  if (fn === 'latest') return first;
  if (typeof first === 'object' && first !== null) {
    const amounts = values as unknown as readonly Money[]; // a field of money
    const [{ currency } = { currency: '' }] = amounts;
    if (amounts.some((amount) => amount.currency !== currency)) return null;
    return { amount: Number(least(fn, amounts.map(({ amount }) => amount), 0)), currency }; // prettier-ignore
  }
  return least(fn, values as readonly (string | number)[], 3); // a field of numbers or dates
}
function least(fn: RollUpOf['fn'], values: readonly (string | number)[], decimals: number): string | number {
  if (fn === 'sum') return Number(values.reduce((sum: bigint, value) => sum + BigInt(Math.round(Number(value) * 10 ** decimals)), 0n)) / 10 ** decimals; // prettier-ignore
  const sorted = values.toSorted((a, b) => (typeof a === 'number' && typeof b === 'number' ? a - b : compareBinary(String(a), String(b)))); // prettier-ignore
  return sorted.at(fn === 'min' ? 0 : -1) ?? 0;
}

function withFigures(records: Records, asking: QueryGround['asking']): Records {
  const out = new Map(records);
  for (const { forEntity, name, rollUp: of } of definitions) {
    if (!of) continue;
    const child = entityOf(catalogue, of.of);
    const by = child.fields[of.by];
    const passing = new Set(
      oracleList(
        { ground: { catalogue: asStored, asking, currency: 'USD' }, records },
        { ...listQuerySchema.parse({ entity: of.of, where: of.where }), limit: 1e6 },
      ),
    );
    const children = (records.get(of.of) ?? []).filter(({ id, life }) => life === 'alive' && passing.has(id));
    const parentOf = (record: StoredRecord): string | undefined => {
      const value = record.fields[of.by];
      if (by?.type !== 'ref' || typeof value !== 'string') return undefined;
      const target = refTarget(by, value);
      return target.entity === forEntity ? target.id : undefined;
    };
    const named = Map.groupBy(children, parentOf);
    out.set(
      forEntity,
      (out.get(forEntity) ?? []).map((record) => ({
        ...record,
        fields: { ...record.fields, [name]: figure(of, named.get(record.id) ?? []) },
      })),
    );
  }
  return out;
}

let server: QueryStore;
let pairs: readonly Pair[];
const asking = { userId: me, now: randomInstant(seededRandom(seed)), timeZone: 'Europe/Berlin' };

beforeAll(async () => {
  server = await postgresStore(
    sampleCatalogue,
    { url: inject('postgresUrl'), database: 'two_engines_roll_ups', orgId },
    { installed: installedSample, records: all, tokensOf: filedUnder },
  );
  pairs = [
    { sqlite: sqliteStore(sampleCatalogue, all), records: withFigures(all, asking), visible: 'all' },
    { sqlite: sqliteStore(sampleCatalogue, mine), records: withFigures(mine, asking), visible: { tokens: myTokens } },
  ];
});
afterAll(async () => {
  await server?.close();
  for (const { sqlite } of pairs ?? []) await sqlite.close();
});

function compiled<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.code} ${JSON.stringify(result.details)}: ${result.message}`);
  return result.value;
}
type Compile<Answer> = (ground: QueryGround) => CompiledQuery<Answer>;
async function askBoth<Answer>({ sqlite, visible }: Pair, compile: Compile<Answer>): Promise<Answer> {
  const base = { catalogue, asking, currency: 'USD' };
  const onDevice = await sqlite.ask(compile({ ...base, engine: { dialect: 'sqlite' } }));
  const onServer = await server.ask(
    compile({ ...base, engine: { dialect: 'postgres', orgId, visible, installed: installedSample } }),
  );
  expect(onServer).toEqual(onDevice);
  return onDevice;
}
const oracleOf = ({ records }: Pair): OracleWorld => ({ ground: { catalogue: asStored, asking, currency: 'USD' }, records }); // prettier-ignore
const worldOf = (random: SeededRandom) => ({
  catalogue,
  entity: entityOf(catalogue, random.chance(0.9) ? 'sample/shop' : 'custom/gadget'),
  ids,
});
async function each<Question>(
  count: number,
  make: (random: SeededRandom) => Question,
  check: (question: Question, pair: Pair) => Promise<void>,
): Promise<void> {
  // prettier-ignore
  for (let number = 0; number < count; number += 1) {
    const question = make(seededRandom(seed + number * 7919));
    try {
      await check(question, pairs[number % 2] as Pair); // there are two
    } catch (cause) {
      throw new Error(`Question ${number} of seed ${seed}: ${JSON.stringify(question)}`, { cause });
    }
  }
}
const patienceMs = 120_000 * effort;

describe(`roll-ups on two engines (seed ${seed})`, () => {
  it('[PLT-8] [T-17] have the values that the asker’s own records give, for each function and reference', async () => {
    let filled = 0;
    for (const pair of pairs)
      for (const parent of ['sample/shop', 'custom/gadget']) {
        const entity = entityOf(catalogue, parent);
        const records = pair.records.get(parent) ?? [];
        const asked = { entity: parent, ids: records.map(({ id }) => id) };
        const found = await askBoth(pair, (ground) => compiled(compileFigures(ground, asked)));
        for (const { id, fields } of records)
          for (const [name] of rollUpsOf(entity)) {
            const value = found.get(id)?.[name] ?? null;
            expect([name, id, value]).toEqual([name, id, fields[name] ?? null]);
            if (value !== null) filled += 1;
          }
      }
    expect(filled).toBeGreaterThan(500);
  });
  it.each<[FilterOperator, JsonValue?]>([
    ['is', 0],
    ['is-not', 0],
    ['one-of', [0, 2]],
    ['none-of', [0, 2]],
    ['lt', 1],
    ['lte', 0],
    ['gt', 0],
    ['gte', 0],
    ['between', [0, 1]],
    ['between', [-3, -1]],
    ['is-empty'],
    ['is-not-empty'],
  ])('[PLT-8] count records that nothing names as 0: %s %j', async (op, value) => {
    for (const pair of pairs) {
      const counts = (pair.records.get('sample/shop') ?? []).map(({ fields }) => fields['openCount']);
      expect(counts.includes(0) && counts.some((count) => count !== 0)).toBe(true);
      const question = listQuerySchema.parse({ entity: 'sample/shop', where: { field: 'openCount', op, value } });
      const answer = await askBoth(pair, (ground) => compiled(compileList(ground, question)));
      expect(answer.rows.map(({ id }) => id)).toEqual(oracleList(oracleOf(pair), question).slice(0, question.limit));
    }
  });
  it(
    '[PLT-8] [Q-3] serve filters and orders of lists, walked by cursor',
    async () => {
      let found = 0;
      await each(
        500 * effort,
        (random) => randomList(random, worldOf(random)),
        async (question, pair) => {
          const expected = oracleList(oracleOf(pair), question);
          const { offset = 0, ...unskipped } = question;
          const first = await askBoth(pair, (ground) => compiled(compileList(ground, question)));
          const seen = first.rows.map(({ id }) => id);
          expect(seen).toEqual(expected.slice(offset, offset + question.limit));
          found += seen.length;
          if (offset > 0) return;
          let { next } = first;
          for (let page = 0; next !== null && page < 4; page += 1) {
            const after: ListQuery = { ...unskipped, after: next };
            const answer = await askBoth(pair, (ground) => compiled(compileList(ground, after)));
            seen.push(...answer.rows.map(({ id }) => id));
            next = answer.next;
          }
          expect(seen).toEqual(next === null ? expected : expected.slice(0, seen.length));
        },
      );
      expect(found).toBeGreaterThan(500);
    },
    patienceMs,
  );
  it(
    '[PLT-8] serve groups, sums and reports',
    async () => {
      let rows = 0;
      await each(
        250 * effort,
        (random) => randomSummary(random, worldOf(random)),
        async (question, pair) => {
          const answer = await askBoth(pair, (ground) => compiled(compileSummary(ground, question)));
          expect(answer.groups).toEqual(oracleSummary(oracleOf(pair), question));
          rows += answer.groups.length;
        },
      );
      await each(
        250 * effort,
        (random) => randomReport(random, worldOf(random)),
        async (question, pair) => {
          const answer = await askBoth(pair, (ground) => compiled(compileReport(ground, question)));
          expect(answer.rows).toEqual(oracleReport(oracleOf(pair), question));
          rows += answer.rows.length;
        },
      );
      expect(rows).toBeGreaterThan(500);
    },
    patienceMs,
  );
});
