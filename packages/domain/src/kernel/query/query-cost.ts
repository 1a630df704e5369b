import type { Entity } from '../entities/entity.ts';
import { isSortable } from '../entities/field-types.ts';
import { type RefusalOf, refuse } from '../refusal.ts';
import { gridSize } from '../geo/grid-key.ts';
import type { PlaceTest } from '../geo/place-test.ts';
import type { Condition, Test } from './filters/condition.ts';
import { indexPlansOf } from './plans/index-plan.ts';
import type { ListOrder } from './list-order.ts';
import type { AskedLife } from '../questions/list-query.ts';
import { areIndexed, type QueryGround } from './query-engine.ts';
import { type Hop, type PathTarget, envelopeField } from './query-path.ts';

/**
 * the greatest number of records that a query without an index may touch. Chosen: a device reads and sorts that many in
 * about a second. A higher limit makes screens wait; a lower one refuses queries that would be fast.
 */
export const mostRowsTouched = 250_000;
/** Measured: reading an index entry costs a tenth of reading a record. */
const indexEntriesAtTheCostOfOne = 10;
/**
 * Measured on SQLite, for 100,000 look-ups by id: each costs a third of reading a record, and each different record that they find
 * a half more. With 20,000 records at the end of the references they took 50 ms, with 200,000 they took 170 to 260 ms.
 */
const lookupsAtTheCostOfOne = 3;
const foundRecordsAtTheCostOfOne = 2;

/**
 * The estimated cost of a query. `found`: the records that its filter leaves. `index`: the index that answers it; without one,
 * records are scanned.
 */
export type QueryCost = { readonly rows: number; readonly found: number; readonly index: string | undefined };

/** A query as its cost is estimated. `order` is absent for queries without a window (sums, reports). */
export type CostedQuestion = {
  readonly life: AskedLife;
  readonly condition: Condition;
  readonly hasSearch: boolean;
  /** An index contains all data that is read. */
  readonly isCovered: boolean;
  /** The other things that the query reads, besides its filter and its order. */
  readonly asked?: readonly PathTarget[];
  /** The references whose records are joined, for an order, a group or a sum (`QueryJoins.hops`). */
  readonly joined?: readonly Hop[];
  /** The conditions beside the filter that are read for each record: those of measures. */
  readonly conditions?: readonly Condition[];
  readonly order: { readonly by: ListOrder; readonly isServed: boolean; readonly reach: number } | undefined;
};

/** A test as its cost is estimated. `empty`: the field has no value, the complement of `filled`. */
type FieldTest = { readonly asked: PathTarget; readonly test: Test | { readonly kind: 'empty' } };

/** Returns the tests of the asked record itself that must all be true, and the number of other conditions. */
function mustHold(condition: Condition): { readonly tests: readonly FieldTest[]; readonly others: number } {
  if (condition.kind === 'test')
    return condition.asked.hop ? { tests: [], others: 1 } : { tests: [condition], others: 0 };
  if (condition.kind === 'not' && condition.part.kind === 'test' && condition.part.test.kind === 'filled') {
    const { asked } = condition.part;
    if (asked.plan && !asked.hop) return { tests: [{ asked, test: { kind: 'empty' } }], others: 0 };
  }
  if (condition.kind !== 'and') return { tests: [], others: 1 };
  const parts = condition.parts.map(mustHold);
  return { tests: parts.flatMap(({ tests }) => tests), others: parts.reduce((sum, { others }) => sum + others, 0) };
}

/**
 * Returns the estimated share of records that pass a test. The estimates by type are on the high side. They do not use statistics
 * of a store, so a query is refused or answered alike on each device.
 */
function shareOf({ asked, test }: FieldTest): number {
  if (test.kind === 'empty') return 1 / 4;
  if (test.kind === 'range') return test.from && test.to ? 1 / 4 : 1 / 2;
  if (test.kind === 'place') return isLarge(test.place) ? 1 : 1 / 4; // people are not spread evenly: most of them may be in one town
  if (test.kind !== 'one-of') return 1;
  const { field } = asked;
  const kinds = field.type === 'choice' ? field.options.length : field.type === 'flag' ? 2 : 20;
  return Math.min(1, test.keys.length / kinds);
}

/** The tests that an index of their field answers. */
const indexable = { 'one-of': true, range: true, place: true, empty: true } as const;

/** Whether an area covers more than an eighth of the earth's grid. */
const isLarge = ({ ranges }: PlaceTest): boolean =>
  ranges.reduce((sum, [from, to]) => sum + to - from + 1, 0) > gridSize / 8;

/** Returns the share of records that the best single index leaves, and its name. */
function narrowed(
  entity: Entity,
  tests: readonly FieldTest[],
): { readonly share: number; readonly index: string | undefined } {
  const testOn = (name: string | undefined) =>
    tests.find(({ asked, test }) => asked.name === name && test.kind in indexable);
  let best: { share: number; index: string | undefined } = { share: 1, index: undefined };
  if (testOn('id')?.test.kind === 'one-of') return { share: 0, index: 'id' };
  for (const { name, columns, isSparse } of indexPlansOf(entity)) {
    let share = 1;
    for (const { field } of columns) {
      const found = testOn(field);
      if (!found || (found.test.kind === 'empty' && isSparse)) break; // a sparse index has no records without a value
      share *= shareOf(found);
      if (found.test.kind !== 'one-of' && found.test.kind !== 'empty') break; // the columns after a range are no longer in order
    }
    if (share < best.share) best = { share, index: name };
  }
  return best;
}

/** Returns the estimated cost of a query over `rows` records of the entity. */
export function costOf(entity: Entity, question: CostedQuestion, rows: number): QueryCost {
  const { tests, others } = mustHold(question.condition);
  const { share, index } = narrowed(entity, tests);
  const found = Math.ceil(rows * (question.hasSearch ? Math.min(share, 1 / 20) : share));
  const { order } = question;
  if (!order?.isServed)
    return {
      // A search finds records by their words, and reads each of them, also where an index holds all that is asked.
      rows: question.isCovered && !question.hasSearch ? Math.ceil(found / indexEntriesAtTheCostOfOne) : found,
      found,
      index: question.hasSearch ? (index ?? 'search') : index,
    };
  // An index in the list's order is read from the place on. If the query also tests a value outside the index, the index may
  // be read to its end.
  const inOrder = order.by.terms[0]?.own;
  const isHeld = ({ asked, test }: FieldTest) =>
    (test.kind === 'one-of' && test.keys.length === 1) || (asked.name === inOrder && test.kind !== 'has');
  const isWindow = others === 0 && !question.hasSearch && tests.every(isHeld);
  return { rows: isWindow ? Math.min(found, order.reach) : found, found, index: index ?? inOrder ?? 'id' };
}

/** Returns all tests in a condition. */
const testsOf = (part: Condition): readonly FieldTest[] =>
  part.kind === 'test' ? [part] : part.kind === 'not' ? testsOf(part.part) : part.parts.flatMap(testsOf);

/**
 * Returns the number of records of other kinds that a question reads through references. A test through a reference reads all
 * records of the other kind once, as one set; an index narrows them where it holds records of any life. On the device a join looks
 * up one record for each found one. On the server it reads the other kind once.
 */
function readThroughReferences(ground: QueryGround, question: CostedQuestion, found: number): number {
  const rowsAt = ({ target }: Hop) => ground.rowsOf?.(target.name, 'any') ?? 0;
  const tests = [question.condition, ...(question.conditions ?? [])].flatMap(testsOf);
  const tested = tests.map(({ asked, test }) => {
    if (!asked.hop) return 0;
    const { share, index } = narrowed(asked.hop.target, [{ asked, test }]);
    return Math.ceil(rowsAt(asked.hop) * (index === 'id' || areIndexed(ground, 'any') ? share : 1));
  });
  const joined = (question.joined ?? []).map((hop) =>
    ground.engine.dialect === 'sqlite'
      ? Math.ceil(found / lookupsAtTheCostOfOne + Math.min(found, rowsAt(hop)) / foundRecordsAtTheCostOfOne)
      : rowsAt(hop),
  );
  return [...tested, ...joined].reduce((sum, count) => sum + count, 0);
}

/** Returns the kinds whose records a query reads for its roll-ups (PLT-8): all of each kind, as one set. */
function rollUpKinds(entity: Entity, { condition, order, asked = [] }: CostedQuestion): readonly string[] {
  const tested = testsOf(condition).map((test) => test.asked);
  const named = [...tested, ...asked].flatMap(({ field }) => field.rollUp ?? []);
  const sorted = order?.by.terms.flatMap(({ path }) => entity.fields[path]?.rollUp ?? []) ?? [];
  return [...named, ...sorted].map(({ of }) => of);
}

const labelled = (ground: QueryGround, entity: Entity, names: readonly (string | undefined)[]): string => {
  const labels = names.flatMap((name) =>
    name === undefined
      ? []
      : [entity.fields[name]?.label ?? envelopeField(ground.catalogue, entity, name)?.label ?? name],
  );
  return [...new Set(labels)].slice(0, 6).join(', ');
};

/**
 * Refuses a query that would touch more records than the limit, with a hint at a cheaper one. Returns `undefined`
 * where the query is allowed, or where no counts are available.
 */
export function tooCostly(
  ground: QueryGround,
  entity: Entity,
  question: CostedQuestion,
): RefusalOf<'query/too-costly'> | undefined {
  const rows = ground.rowsOf?.(entity.name, question.life);
  if (rows === undefined) return undefined;
  const own = costOf(entity, question, rows);
  const related = rollUpKinds(entity, question).map((kind) => ground.rowsOf?.(kind, 'alive') ?? 0);
  const referred = readThroughReferences(ground, question, own.found);
  const cost = { rows: own.rows + referred + related.reduce((sum, count) => sum + count, 0) };
  if (cost.rows <= mostRowsTouched) return undefined;
  const plans = indexPlansOf(entity);
  const filters = labelled(
    ground,
    entity,
    plans.filter(({ columns }) => columns.length > 1).map(({ columns }) => columns[0]?.field),
  );
  const sorts = labelled(
    ground,
    entity,
    plans.flatMap(({ columns: [column, second] }) => {
      const type = entity.fields[column?.field ?? '']?.type;
      return second || (type !== undefined && !isSortable(type)) ? [] : [column?.field];
    }),
  );
  const cheaper = [
    ...(filters === '' ? [] : [`ask for one value of ${filters}`]),
    ...(question.order && !question.order.isServed && sorts !== '' ? [`sort by one of ${sorts}`] : []),
    ...(referred > 0 ? ['leave out the fields of linked records'] : []),
    'search for a word',
  ].join(', or ');
  const message = `This would look through about ${cost.rows.toLocaleString('en')} ${entity.label.many.toLowerCase()}, more than the ${mostRowsTouched.toLocaleString('en')} that one query may touch. To make it fast, ${cheaper}.`;
  return refuse('query/too-costly', message, { rows: cost.rows, limit: mostRowsTouched, cheaper });
}
