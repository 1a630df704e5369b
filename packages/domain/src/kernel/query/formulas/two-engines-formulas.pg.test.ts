import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { oracleList, type OracleWorld } from '../../../testing/oracles/oracle-query.ts';
import { oracleReport, oracleSummary } from '../../../testing/oracles/oracle-sums.ts';
import { installedSample, randomInstant, sampleCatalogue, sampleRecords } from '../../../testing/query-sample.ts';
import { postgresStore, type QueryStore, sqliteStore } from '../../../testing/query-stores.ts';
import { type QuestionWorld, randomList, randomReport, randomSummary } from '../../../testing/random-questions.ts';
import { seededRandom } from '../../../testing/seeded-random.ts';
import { tokensOf } from '../../access/access.ts';
import { type Catalogue, entityOf } from '../../catalogue/catalogue.ts';
import { type FieldDefinition, withOwnFields } from '../../definitions/own-fields.ts';
import { FormulaReader } from '../../formulas/formula.ts';
import type { StoredRecord } from '../../entities/record.ts';
import type { JsonValue } from '../../json.ts';
import type { Result } from '../../refusal.ts';
import { compileList } from '../lists/compile-list.ts';
import type { CompiledQuery, QueryGround } from '../query-engine.ts';
import { compileReport } from '../sums/compile-report.ts';
import { compileSummary } from '../sums/compile-summary.ts';

const seed = 20261123;
const me = '0190b1f2-7c00-7000-8000-0000000000aa';
const orgId = '0190b1f2-7c00-7000-8000-00000000000f';
const effort = inject('effort') === 'long' ? 10 : 1;
const kind = 'sample/thing';

/** Random expressions that are formulas, by the sort of their result, over the fields of things. */
const { number, words, day, amount, truth } = fc.letrec<
  Record<'number' | 'words' | 'day' | 'amount' | 'truth', string>
>((tie) => {
  const joined = (one: fc.Arbitrary<string>, signs: readonly string[], other: fc.Arbitrary<string>) =>
    fc.tuple(one, fc.constantFrom(...signs), other).map(([a, sign, b]) => `(${a} ${sign} ${b})`);
  const either = (of: fc.Arbitrary<string>) =>
    fc.tuple(tie('truth'), of, of).map(([when, a, b]) => `(${when} ? ${a} : ${b})`);
  return {
    number: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constantFrom('count', 'ratio', 'score', 'length(tags)', 'orElse(count, 0)', '0.1', '7', '1000000.000001'),
      joined(tie('number'), ['+', '-', '*', '/', '%'], tie('number')),
      fc.tuple(tie('number'), fc.constantFrom(0, 2, 6)).map(([a, places]) => `round(${a}, ${places})`),
      joined(tie('day'), ['-'], tie('day')),
      tie('words').map((a) => `length(${a})`),
      tie('amount').map((a) => `amount(${a})`),
      either(tie('number')),
    ),
    words: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constantFrom('name', 'remark', 'mail', 'stage', '"ß 😀"', 'orElse(remark, "-")'),
      joined(tie('words'), ['+'], tie('words')),
      fc.tuple(tie('words'), fc.constantFrom(1, 3, 9)).map(([a, count]) => `left(${a}, ${count})`),
      tie('number').map((a) => `text(${a})`),
      tie('day').map((a) => `text(${a})`),
      tie('words').map((a) => `trim(${a})`),
      either(tie('words')),
    ),
    day: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constantFrom('dueOn', 'startOn', 'date(happensAt)', 'date("2026-02-28")'),
      fc.tuple(tie('day'), fc.constantFrom(-400, 1, 30)).map(([a, days]) => `(${a} + ${days})`),
      fc.tuple(tie('day'), fc.constantFrom(-1, 1, 12)).map(([a, months]) => `addMonths(${a}, ${months})`),
      either(tie('day')),
    ),
    amount: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constantFrom('value', 'cost', 'price', 'money(12.345, "USD")'),
      joined(tie('amount'), ['+', '-'], tie('amount')),
      joined(tie('amount'), ['*', '/'], tie('number')),
      fc.tuple(tie('amount'), tie('amount')).map(([a, b]) => `min(${a}, ${b})`),
      either(tie('amount')),
    ),
    truth: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constantFrom('done', 'isEmpty(shop)', 'isEmpty(dueOn)', '"hot" in tags', '!done'),
      joined(tie('number'), ['<', '>=', '=='], tie('number')),
      joined(tie('day'), ['<', '=='], tie('day')),
      joined(tie('words'), ['==', '!='], tie('words')),
      joined(tie('truth'), ['&&', '||'], tie('truth')),
    ),
  };
});

const things = entityOf(sampleCatalogue, kind);
const reader = new FormulaReader(things.fields);
/** Returns random formulas of one sort, as definitions of own fields. */
const formulasOf = (type: FieldDefinition['type'], expressions: fc.Arbitrary<string>): readonly FieldDefinition[] =>
  fc
    .sample(expressions, { seed, numRuns: 60 * effort })
    .filter((expression) => {
      const read = reader.read(expression);
      return read.ok && read.formula.resultTypes.some((one) => one === type) && expression.length > 6;
    })
    .slice(0, 6)
    .map((formula, place) => {
      const name = `${type}${place}`;
      return { forEntity: kind, name, label: name, type, computed: 'formula' as const, formula };
    });
const definitions = [
  ...formulasOf('number', number),
  ...formulasOf('text', words),
  ...formulasOf('date', day),
  ...formulasOf('money', amount),
  ...formulasOf('flag', truth),
];

function withFormulas(): Catalogue {
  const { catalogue: made, read } = withOwnFields(sampleCatalogue, definitions);
  for (const one of read) if (!('definition' in one)) throw new Error(one.refusal.message);
  return made;
}
const catalogue = withFormulas();

/** The records as their acts store them: with the results of the formulas. */
const all = new Map(
  [...sampleRecords(seededRandom(seed), { things: 300, people: [me] })].map(([name, records]) => [
    name,
    name === kind ? records.map(withResults) : records,
  ]),
);
function withResults(record: StoredRecord): StoredRecord {
  const fields: Record<string, JsonValue> = { ...record.fields };
  for (const { field, work } of catalogue.derived.get(kind) ?? []) {
    const result = work({ record: { ...record, fields } as never, read: {} as never });
    if (result === undefined || result === null) delete fields[field];
    else fields[field] = result;
  }
  return { ...record, fields };
}
const filedUnder = (record: StoredRecord) => tokensOf(entityOf(catalogue, record.entity), record);
const ids = new Map([...all].map(([name, records]) => [name, records.map(({ id }) => id)]));
const world: QuestionWorld = { catalogue, entity: entityOf(catalogue, kind), ids };
const asking = { userId: me, now: randomInstant(seededRandom(seed)), timeZone: 'Europe/Berlin' };
const oracle: OracleWorld = { ground: { catalogue, asking, currency: 'USD' }, records: all };

let device: QueryStore;
let server: QueryStore;
beforeAll(async () => {
  device = sqliteStore(catalogue, all);
  server = await postgresStore(
    catalogue,
    { url: inject('postgresUrl'), database: 'two_engines_formulas', orgId },
    { installed: installedSample, records: all, tokensOf: filedUnder },
  );
});
afterAll(async () => {
  await server?.close();
  await device?.close();
});

function compiled<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.code} ${JSON.stringify(result.details)}: ${result.message}`);
  return result.value;
}
async function askBoth<Answer>(compile: (ground: QueryGround) => CompiledQuery<Answer>): Promise<Answer> {
  const base = { catalogue, asking, currency: 'USD' };
  const onDevice = await device.ask(compile({ ...base, engine: { dialect: 'sqlite' } }));
  const onServer = await server.ask(
    compile({ ...base, engine: { dialect: 'postgres', orgId, visible: 'all', installed: installedSample } }),
  );
  expect(onServer).toEqual(onDevice);
  return onDevice;
}
/** Asks random queries, seed by seed, most of which name a formula. */
async function each<Question>(
  count: number,
  make: (random: ReturnType<typeof seededRandom>) => Question,
  check: (question: Question) => Promise<void>,
): Promise<number> {
  let named = 0;
  for (let number_ = 0; named < count; number_ += 1) {
    const question = make(seededRandom(seed + number_ * 7919));
    const text = JSON.stringify(question);
    if (!definitions.some(({ name }) => text.includes(`"${name}"`))) continue;
    named += 1;
    try {
      await check(question);
    } catch (cause) {
      throw new Error(`Question ${number_} of seed ${seed}: ${text}`, { cause });
    }
  }
  return named;
}
const patienceMs = 120_000 * effort;

describe(`random formulas on two engines (seed ${seed})`, () => {
  it('[PLT-7] are of every sort, and have results for some records and none for others', () => {
    const sorts = Map.groupBy(definitions, ({ type }) => type);
    expect([...sorts].map(([type, some]) => [type, some.length > 2])).toEqual(
      ['number', 'text', 'date', 'money', 'flag'].map((type) => [type, true]),
    );
    const filled = definitions.map(({ name }) => all.get(kind)?.filter(({ fields }) => name in fields).length ?? 0);
    expect(filled.filter((count) => count > 20).length).toBeGreaterThan(definitions.length / 2);
    expect(filled.some((count) => count < 300)).toBe(true);
  });

  it(
    '[PLT-7] [Q-1] [Q-2] serve filters and orders of lists with the same rows in the same order',
    async () => {
      let found = 0;
      await each(
        300 * effort,
        (random) => randomList(random, world),
        async (question) => {
          const expected = oracleList(oracle, question);
          const skip = question.offset ?? 0;
          const answer = await askBoth((ground) => compiled(compileList(ground, question)));
          expect(answer.rows.map(({ id }) => id)).toEqual(expected.slice(skip, skip + question.limit));
          found += answer.rows.length;
        },
      );
      expect(found).toBeGreaterThan(1_000);
    },
    patienceMs,
  );

  it(
    '[PLT-7] [Q-3] serve groups, sums and reports with the same figures',
    async () => {
      await each(
        150 * effort,
        (random) => randomSummary(random, world),
        async (question) => {
          const answer = await askBoth((ground) => compiled(compileSummary(ground, question)));
          expect(answer.groups).toEqual(oracleSummary(oracle, question));
        },
      );
      await each(
        150 * effort,
        (random) => randomReport(random, world),
        async (question) => {
          const answer = await askBoth((ground) => compiled(compileReport(ground, question)));
          expect(answer.rows).toEqual(oracleReport(oracle, question));
        },
      );
    },
    patienceMs,
  );
});
