import { isObject } from '@outpost/domain/kernel/json';
import type { SqlValue } from '@outpost/domain/kernel/query/query-engine';
import type { QuerySchema, Scalar, ScalarKind } from '../tables/schema-scalar.ts';
import { scalarAt } from '../tables/schema-scalar.ts';

/**
 * A condition in SQL that is never NULL where that matters: it is used in WHERE, or under IS NOT TRUE. `isExact`: it is true for
 * exactly the matching documents. Otherwise it is true for others too, and RxDB's own matcher must check each accepted document.
 */
export type SqlCondition = {
  readonly sql: string;
  readonly params: readonly SqlValue[];
  readonly isExact: boolean;
  /** The branches of an OR, so that a condition on the whole query can be repeated in each. */
  readonly branches?: readonly SqlCondition[];
};

/** A selector in SQL, for one table. */
export type PushedSelector = SqlCondition & {
  /** Fields that can have only one value: sorting by them has no effect, and would keep SQLite from using an index. */
  readonly fixed: ReadonlySet<string>;
  /** The selector uses the time of the last write, for which a table gets an index only on demand. */
  readonly asksByWrite: boolean;
};

type Selector = Readonly<Record<string, unknown>>;

const never: SqlCondition = { sql: '0', params: [], isExact: true };
const always: SqlCondition = { sql: '1', params: [], isExact: true };
/** A condition that SQL cannot express: every document is matched in the process. */
const unknown: SqlCondition = { sql: '1', params: [], isExact: false };
const decided = (isTrue: boolean): SqlCondition => (isTrue ? always : never);
const exactly = (sql: string, ...params: readonly SqlValue[]): SqlCondition => ({ sql, params, isExact: true });

/** Whether a condition accepts no document, so that its table need not be read. */
export const isNever = (condition: SqlCondition): boolean => condition.sql === never.sql;

/** SQLite's default limit on bound values is far higher. A longer list is matched in the process. */
const maxListLength = 1_000;

const comparisons = { $gt: '>', $gte: '>=', $lt: '<', $lte: '<=' } as const;
type Comparison = keyof typeof comparisons;
const isComparison = (operator: string): operator is Comparison => Object.hasOwn(comparisons, operator);

/**
 * SQLite orders text by UTF-8 bytes, JavaScript by UTF-16 units. The orders differ only between characters from U+D800 on, and
 * not where one side has none of those.
 */
const beyondPlain = /[\ud800-\uffff]/;

/** Whether SQLite and JavaScript sort a text equally relative to any other text. */
export const isPlainText = (text: string): boolean => !beyondPlain.test(text);

/**
 * Returns the operand as SQLite's value; `undefined` where it has another type than the field, so that no value of the field
 * equals it.
 */
function operand(kind: ScalarKind, value: unknown): SqlValue | undefined {
  switch (kind) {
    case 'text':
      return typeof value === 'string' ? value : undefined;
    case 'number':
      return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
    case 'boolean':
      return typeof value === 'boolean' ? Number(value) : undefined;
  }
}

/** From here on SQLite stores integers as floating point too. */
const beyondWhole = 2 ** 63;

/** Whether SQLite stores a bound value unchanged. */
function isBindable(value: unknown): boolean {
  if (typeof value === 'string') return value.isWellFormed() && !value.includes('\0');
  // JSON writes such an integer with the shortest digits that identify it, and SQLite reads those digits as another integer.
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) return Math.abs(Number(value)) >= beyondWhole;
  return true;
}

function equals(field: Scalar, value: unknown): SqlCondition {
  if (value === undefined || !isBindable(value) || Number.isNaN(value)) return unknown;
  if (value !== null && typeof value === 'object') return unknown;
  if (field.constant !== undefined) return decided(field.constant === value);
  if (value === null) return exactly(`${field.expression} is null`); // mingo: an absent value equals null
  const bound = operand(field.kind, value);
  if (bound === undefined) return never;
  // This is the indexes' own condition: with a bound value SQLite would plan the query again at each binding.
  if (field.expression === 'deleted') return exactly(`deleted = ${bound}`);
  return exactly(`${field.expression} = ?`, bound);
}

function isOneOf(field: Scalar, list: unknown): SqlCondition {
  if (!Array.isArray(list) || list.length > maxListLength) return unknown;
  const parts = list.map((value: unknown) => equals(field, value));
  if (parts.some(({ isExact }) => !isExact)) return unknown;
  if (parts.includes(always)) return always;
  const params = parts.flatMap((part) => part.params);
  const tests = params.length > 0 ? [`${field.expression} in (${params.map(() => '?').join(', ')})`] : [];
  for (const part of parts) if (part.params.length === 0 && part !== never) tests.push(part.sql);
  return tests.length === 0 ? never : exactly(`(${tests.join(' or ')})`, ...params);
}

function compares(field: Scalar, operator: Comparison, value: unknown): SqlCondition {
  if (value === undefined || value === null || typeof value === 'object' || !isBindable(value)) return unknown;
  const bound = operand(field.kind, value);
  if (bound === undefined) return Number.isFinite(value) || typeof value !== 'number' ? never : unknown;
  if (field.constant !== undefined) return decided(holds(field.constant, operator, String(bound)));
  if (typeof bound === 'string' && !isPlainText(bound)) return comparesBeyondPlain(field, operator, bound);
  return exactly(`${field.expression} ${comparisons[operator]} ?`, bound);
}

function holds(constant: string, operator: Comparison, value: string): boolean {
  switch (operator) {
    case '$gt':
      return constant > value;
    case '$gte':
      return constant >= value;
    case '$lt':
      return constant < value;
    case '$lte':
      return constant <= value;
  }
}

/**
 * Handles a bound that SQLite sorts differently, such as the 'x\uffff' by which RxDB finds all texts that begin with x. The plain
 * text before the first such character bounds a range of the index, in which the matcher decides.
 */
function comparesBeyondPlain(field: Scalar, operator: Comparison, value: string): SqlCondition {
  const plain = value.slice(0, value.search(beyondPlain));
  const isLower = operator === '$gt' || operator === '$gte';
  if (isLower) return { sql: `${field.expression} >= ?`, params: [plain], isExact: false };
  const next = plain.slice(0, -1) + String.fromCharCode(plain.charCodeAt(plain.length - 1) + 1);
  if (plain === '' || !isPlainText(next)) return unknown;
  return { sql: `${field.expression} < ?`, params: [next], isExact: false };
}

function exists(field: Scalar, wanted: unknown): SqlCondition {
  if (field.path === undefined) return decided(Boolean(wanted));
  // json_type distinguishes null from absent; ->> does not.
  return exactly(`json_type(data, '${field.path.replaceAll("'", "''")}') is ${wanted ? 'not ' : ''}null`);
}

function negated(condition: SqlCondition): SqlCondition {
  if (!condition.isExact) return unknown;
  if (condition === always || condition === never) return decided(condition === never);
  return exactly(`(${condition.sql}) is not true`, ...condition.params);
}

const bracketed = (parts: readonly SqlCondition[], word: 'and' | 'or') => ({
  sql: parts.map((part) => `(${part.sql})`).join(` ${word} `),
  params: parts.flatMap((part) => part.params),
  isExact: parts.every((part) => part.isExact),
});

function allOf(parts: readonly SqlCondition[]): SqlCondition {
  if (parts.some(isNever)) return never;
  const isExact = parts.every((part) => part.isExact);
  const said = parts.filter((part) => part !== always && part !== unknown);
  const [only] = said;
  if (only === undefined) return isExact ? always : unknown;
  return { ...(said.length === 1 ? only : bracketed(said, 'and')), isExact };
}

function anyOf(parts: readonly SqlCondition[]): SqlCondition {
  if (parts.includes(always)) return always;
  if (parts.includes(unknown)) return unknown;
  const branches = parts.filter((part) => part !== never);
  const [only] = branches;
  if (only === undefined) return never;
  return branches.length === 1 ? only : { ...bracketed(branches, 'or'), branches };
}

function operatorSql(field: Scalar, operator: string, value: unknown): SqlCondition {
  if (isComparison(operator)) return compares(field, operator, value);
  switch (operator) {
    case '$eq':
      return equals(field, value);
    case '$ne':
      return negated(equals(field, value));
    case '$in':
      return isOneOf(field, value);
    case '$nin':
      return negated(isOneOf(field, value));
    case '$exists':
      return exists(field, value);
    case '$not':
      return negated(fieldSql(field, value));
    default:
      return unknown; // $regex, $type, $mod, $size, $elemMatch: matched in the process
  }
}

function fieldSql(field: Scalar, matcher: unknown): SqlCondition {
  if (!isObject(matcher)) return equals(field, matcher);
  const operators = Object.entries(matcher);
  if (operators.length === 0 || operators.some(([name]) => !name.startsWith('$'))) return unknown;
  return allOf(operators.map(([name, value]) => operatorSql(field, name, value)));
}

/** Compiles selectors for one table. */
class SelectorCompiler {
  readonly #schema: QuerySchema;
  asksByWrite = false;

  constructor(schema: QuerySchema) {
    this.#schema = schema;
  }

  selector(selector: unknown): SqlCondition {
    if (!isObject(selector)) return unknown; // mingo reports the error in it
    return allOf(Object.entries(selector).map(([key, value]) => this.part(key, value)));
  }

  part(key: string, value: unknown): SqlCondition {
    if (key === '$and' || key === '$or' || key === '$nor') {
      if (!Array.isArray(value) || value.length === 0) return unknown;
      const branches = value.map((branch) => this.selector(branch));
      if (key === '$and') return allOf(branches);
      return key === '$or' ? anyOf(branches) : negated(anyOf(branches));
    }
    if (key.startsWith('$')) return unknown;
    if (key === '_meta.lwt') this.asksByWrite = true;
    const field = scalarAt(this.#schema, key);
    return field === undefined ? unknown : fieldSql(field, value);
  }
}

/** Yields the conditions of a conjunction, including those of nested $and. */
function* conjuncts(selector: Selector): Generator<readonly [key: string, value: unknown]> {
  for (const [key, value] of Object.entries(selector)) {
    if (key === '$and' && Array.isArray(value) && value.every(isObject))
      for (const part of value) yield* conjuncts(part);
    else yield [key, value];
  }
}

/**
 * Adds the condition on living documents to each branch of an OR. SQLite uses an index of living documents for a branch only if
 * the branch itself contains it.
 */
function withLifeInBranches(parts: readonly SqlCondition[]): readonly SqlCondition[] {
  const life = parts.find(({ sql }) => sql.startsWith('deleted = '));
  if (life === undefined) return parts;
  return parts.map((part) =>
    part.branches === undefined
      ? part
      : bracketed(
          part.branches.map((branch) => allOf([life, branch])),
          'or',
        ),
  );
}

/** Compiles a mango selector, normalised by RxDB, for one table of its collection. */
export function pushSelector(schema: QuerySchema, selector: Selector): PushedSelector {
  const compiler = new SelectorCompiler(schema);
  const fixed = new Set(Object.keys(schema.constants ?? {}));
  const parts: SqlCondition[] = [];
  for (const [key, value] of conjuncts(selector)) {
    const part = compiler.part(key, value);
    parts.push(part);
    if (part.isExact && isObject(value) && '$eq' in value && value['$eq'] !== null) fixed.add(key);
  }
  return { ...allOf(withLifeInBranches(parts)), fixed, asksByWrite: compiler.asksByWrite };
}

/** An ORDER BY with RxDB's order, as long as the values of `textPaths` are plain text (`isPlainText`). */
export type PushedSort = { readonly sql: string; readonly textPaths: readonly string[] };

/** Compiles a sort; returns `undefined` where SQL would order differently from RxDB. */
export function pushSort(
  schema: QuerySchema,
  sort: readonly Readonly<Record<string, string>>[],
  fixed: ReadonlySet<string>,
): PushedSort | undefined {
  const terms: string[] = [];
  const textPaths: string[] = [];
  for (const part of sort) {
    const [[path, direction] = ['', '']] = Object.entries(part);
    if (fixed.has(path)) continue;
    const field = scalarAt(schema, path);
    if (field === undefined || !field.hasOneEmpty) return undefined;
    terms.push(direction === 'desc' ? `${field.expression} desc` : field.expression);
    if (field.kind === 'text') textPaths.push(path);
  }
  return { sql: terms.length === 0 ? 'id' : terms.join(', '), textPaths };
}
