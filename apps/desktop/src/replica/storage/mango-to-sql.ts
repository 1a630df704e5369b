import { isObject } from '@outpost/domain/kernel/json';
import type { QuerySchema, Scalar, ScalarKind } from './schema-scalar.ts';
import { scalarAt } from './schema-scalar.ts';

/** A value bound to a statement. */
export type SqlValue = string | number | null;

/** A condition in SQL that is never NULL where it matters: it stands in WHERE, or under IS NOT TRUE. */
export type Condition = { readonly sql: string; readonly params: readonly SqlValue[] };

/**
 * A selector in SQL. `isExact`: the condition is the selector. Otherwise it is weaker, and RxDB's own matcher must decide about each
 * document that it lets through.
 */
export type PushedSelector = Condition & {
  readonly isExact: boolean;
  /** The entities that the selector leaves possible; undefined for all. Their tables stand for the condition. */
  readonly entities: ReadonlySet<string> | undefined;
  /** Fields that can have one value only: sorting by them says nothing, and keeps SQLite from using an index. */
  readonly fixed: ReadonlySet<string>;
};

type Selector = Readonly<Record<string, unknown>>;

const never: Condition = { sql: '0', params: [] };
const always: Condition = { sql: '1', params: [] };

/** SQLite's default limit on bound values is far higher; a longer list is matched in the process. */
const maxListLength = 1_000;

const comparisons: Readonly<Record<string, string>> = { $gt: '>', $gte: '>=', $lt: '<', $lte: '<=' };

/**
 * SQLite orders text by UTF-8 bytes, JavaScript by UTF-16 units. They differ only between characters from U+D800 on, and not where one
 * side has none of those.
 */
const beyondPlain = /[\ud800-\uffff]/;

/** Whether text sorts alike in SQLite and in JavaScript, whatever it is compared with. */
export const isPlainText = (text: string): boolean => !beyondPlain.test(text);

/** The operand as SQLite's value; undefined where it is not of the field's kind, so that no value of the field equals it. */
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

/** Text that SQLite would not keep as it is when bound. */
const isBindable = (value: unknown): boolean =>
  typeof value !== 'string' || (value.isWellFormed() && !value.includes('\0'));

function equals(field: Scalar, value: unknown): Condition | undefined {
  if (value === undefined || !isBindable(value) || Number.isNaN(value)) return undefined;
  if (value === null) return { sql: `${field.expression} is null`, params: [] }; // mingo: absent equals null
  if (typeof value === 'object') return undefined;
  const bound = operand(field.kind, value);
  if (bound === undefined) return never;
  // The indexes' own condition: with a bound value SQLite would plan the query anew at each binding.
  if (field.expression === 'deleted') return { sql: `deleted = ${bound}`, params: [] };
  return { sql: `${field.expression} = ?`, params: [bound] };
}

function isOneOf(field: Scalar, list: unknown): Condition | undefined {
  if (!Array.isArray(list) || list.length > maxListLength) return undefined;
  const parts = list.map((value: unknown) => equals(field, value));
  if (parts.includes(undefined)) return undefined;
  const params = parts.flatMap((part) => part?.params ?? []);
  const tests = params.length > 0 ? [`${field.expression} in (${params.map(() => '?').join(', ')})`] : [];
  for (const part of parts) if (part !== undefined && part.params.length === 0 && part !== never) tests.push(part.sql);
  return tests.length === 0 ? never : { sql: `(${tests.join(' or ')})`, params };
}

function compares(field: Scalar, operator: string, value: unknown): Condition | undefined {
  if (value === undefined || value === null || typeof value === 'object' || !isBindable(value)) return undefined;
  if (typeof value === 'string' && !isPlainText(value)) return undefined;
  if (typeof value === 'number' && !Number.isFinite(value)) return undefined;
  const bound = operand(field.kind, value);
  return bound === undefined ? never : { sql: `${field.expression} ${operator} ?`, params: [bound] };
}

function exists(field: Scalar, wanted: unknown): Condition {
  if (field.path === undefined) return wanted ? always : never;
  // json_type tells null from absent, which ->> does not.
  return { sql: `json_type(data, '${field.path.replaceAll("'", "''")}') is ${wanted ? 'not ' : ''}null`, params: [] };
}

const negated = (condition: Condition | undefined): Condition | undefined =>
  condition && { sql: `(${condition.sql}) is not true`, params: condition.params };

function joined(parts: readonly (Condition | undefined)[], word: 'and' | 'or'): Condition | undefined {
  const whole = parts.filter((part) => part !== undefined);
  if (whole.length < parts.length) return undefined;
  if (whole.length === 0) return word === 'and' ? always : never;
  return { sql: whole.map((part) => `(${part.sql})`).join(` ${word} `), params: whole.flatMap((part) => part.params) };
}

function operatorSql(field: Scalar, operator: string, value: unknown): Condition | undefined {
  const comparison = comparisons[operator];
  if (comparison !== undefined) return compares(field, comparison, value);
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
      return undefined; // $regex, $type, $mod, $size, $elemMatch: matched in the process
  }
}

function fieldSql(field: Scalar, matcher: unknown): Condition | undefined {
  if (!isObject(matcher)) return equals(field, matcher);
  const operators = Object.entries(matcher);
  if (operators.length === 0 || operators.some(([name]) => !name.startsWith('$'))) return undefined;
  return joined(
    operators.map(([name, value]) => operatorSql(field, name, value)),
    'and',
  );
}

/** Compiles selectors of one collection. */
class SelectorCompiler {
  readonly #schema: QuerySchema;
  readonly #entityPath: string | undefined;

  constructor(schema: QuerySchema, entityPath: string | undefined) {
    this.#schema = schema;
    this.#entityPath = entityPath;
  }

  /** The whole selector, or undefined where a part of it is beyond SQL. */
  #exact(selector: unknown): Condition | undefined {
    if (!isObject(selector)) return undefined;
    return joined(
      Object.entries(selector).map(([key, value]) => this.#part(key, value)),
      'and',
    );
  }

  #part(key: string, value: unknown): Condition | undefined {
    if (key === '$and' || key === '$or' || key === '$nor') {
      if (!Array.isArray(value) || value.length === 0) return undefined;
      const branches = joined(
        value.map((branch) => this.#exact(branch)),
        key === '$and' ? 'and' : 'or',
      );
      return key === '$nor' ? negated(branches) : branches;
    }
    if (key.startsWith('$')) return undefined;
    const field = scalarAt(this.#schema, key);
    return field && fieldSql(field, value);
  }

  push(selector: Selector): PushedSelector {
    const parts: Condition[] = [];
    const fixed = new Set<string>();
    let isExact = true;
    let entities: ReadonlySet<string> | undefined;
    const visit = (level: Selector): void => {
      for (const [key, value] of Object.entries(level)) {
        if (key === '$and' && Array.isArray(value)) {
          for (const branch of value) {
            if (isObject(branch)) visit(branch);
            else isExact = false; // mingo shall say what is wrong with it
          }
          continue;
        }
        const named = key === this.#entityPath ? entitiesIn(value) : undefined;
        if (named !== undefined) {
          entities = entities === undefined ? named : entities.intersection(named);
          continue;
        }
        const part = this.#part(key, value);
        if (part === undefined) isExact = false;
        else parts.push(part);
        if (part !== undefined && isObject(value) && '$eq' in value && value['$eq'] !== null) fixed.add(key);
      }
    };
    visit(selector);
    const whole = joined(parts, 'and') ?? always;
    return {
      sql: parts.length === 1 ? (parts[0]?.sql ?? '1') : whole.sql,
      params: whole.params,
      isExact,
      entities,
      fixed,
    };
  }
}

/** The entities that `{ $eq }` or `{ $in }` of the entity's field names; undefined for any other matcher. */
function entitiesIn(matcher: unknown): ReadonlySet<string> | undefined {
  const wanted = typeof matcher === 'string' ? { $eq: matcher } : matcher;
  if (!isObject(wanted) || Object.keys(wanted).length !== 1) return undefined;
  const list: readonly unknown[] =
    '$eq' in wanted ? [wanted['$eq']] : Array.isArray(wanted['$in']) ? wanted['$in'] : [undefined];
  // The empty name stands for documents that have none at all, which null would match too.
  return list.every((each) => typeof each === 'string' && each !== '') ? new Set(list as readonly string[]) : undefined;
}

/** Compiles a mango selector, filled up by RxDB, for the tables of its collection. */
export function pushSelector(schema: QuerySchema, entityPath: string | undefined, selector: Selector): PushedSelector {
  return new SelectorCompiler(schema, entityPath).push(selector);
}

/** An ORDER BY that orders as RxDB does as long as the values of `textPaths` are plain text (`isPlainText`). */
export type PushedSort = { readonly sql: string; readonly textPaths: readonly string[] };

/** Compiles a sort; undefined where SQL would order otherwise than RxDB. */
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
