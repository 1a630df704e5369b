import { areaSchema, circleSchema } from '@outpost/domain/kernel/geo/place-test';
import type { JsonValue } from '@outpost/domain/kernel/json';
import type { Filter, FilterOperator, RelativeSpan } from '@outpost/domain/kernel/questions/list-query';
import type { FieldKind, FieldSpec } from '../fields/field-spec.ts';

/** One condition: a field, an operator and a value. */
export type FieldCondition = Extract<Filter, { readonly field: string }>;

/** The shape of the value that an operator takes. */
export type Operand = 'none' | 'one' | 'two' | 'many' | 'span' | 'circle' | 'area';

const emptiness = ['is-empty', 'is-not-empty'] as const;
const picked = ['one-of', 'none-of', ...emptiness] as const;
const texts = ['contains', 'is', 'is-not', 'starts-with', ...emptiness] as const;
const amounts = ['gte', 'lte', 'between', 'is', 'is-not', ...emptiness] as const;
const times = ['within', 'gte', 'lte', 'between', 'is', ...emptiness] as const;

/** The operators offered for each kind of field, the most likely first. The kernel's queries answer all of them. */
export const operatorsOf: { readonly [K in FieldKind]: readonly FilterOperator[] } = {
  text: texts,
  'long-text': ['contains', ...emptiness],
  email: texts,
  phone: texts,
  address: texts,
  money: amounts,
  number: amounts,
  percent: amounts,
  duration: amounts,
  date: times,
  instant: times,
  flag: ['is', ...emptiness],
  choice: picked,
  ref: picked,
  tags: ['has-any', 'has-all', 'has-none', ...emptiness],
  file: emptiness,
  geo: ['near', 'in-area', ...emptiness],
  json: emptiness,
  repeat: emptiness,
  sealed: [],
};

const isTime = (kind: FieldKind) => kind === 'date' || kind === 'instant';

/** Returns the operator in words, as written between the field and its value. */
export function operatorWords(operator: FilterOperator, kind: FieldKind): string {
  switch (operator) {
    case 'is':
      return 'is';
    case 'is-not':
      return 'is not';
    case 'one-of':
      return 'is any of';
    case 'none-of':
      return 'is none of';
    case 'contains':
      return 'contains';
    case 'starts-with':
      return 'starts with';
    case 'gt':
      return isTime(kind) ? 'is after' : 'is above';
    case 'gte':
      return isTime(kind) ? 'is on or after' : 'is at least';
    case 'lt':
      return isTime(kind) ? 'is before' : 'is below';
    case 'lte':
      return isTime(kind) ? 'is on or before' : 'is at most';
    case 'between':
      return 'is between';
    case 'is-empty':
      return 'is empty';
    case 'is-not-empty':
      return 'is filled in';
    case 'within':
      return 'is within';
    case 'has-any':
      return 'has any of';
    case 'has-all':
      return 'has all of';
    case 'has-none':
      return 'has none of';
    case 'near':
      return 'is within';
    case 'in-area':
      return 'lies in';
  }
}

/** Returns the shape of the value that the operator takes. */
export function operandOf(operator: FilterOperator): Operand {
  if (operator === 'is-empty' || operator === 'is-not-empty') return 'none';
  if (operator === 'between') return 'two';
  if (operator === 'within') return 'span';
  if (operator === 'near') return 'circle';
  if (operator === 'in-area') return 'area';
  return ['one-of', 'none-of', 'has-any', 'has-all', 'has-none'].includes(operator) ? 'many' : 'one';
}

/** Named spans in words. Their days are computed when the query runs. */
export const spanWords: Readonly<Record<RelativeSpan, string>> = {
  today: 'today',
  yesterday: 'yesterday',
  tomorrow: 'tomorrow',
  'this-week': 'this week',
  'last-week': 'last week',
  'next-week': 'next week',
  'this-month': 'this month',
  'last-month': 'last month',
  'next-month': 'next month',
  'this-quarter': 'this quarter',
  'last-quarter': 'last quarter',
  'next-quarter': 'next quarter',
  'this-year': 'this year',
  'last-year': 'last year',
  'next-year': 'next year',
  past: 'the past',
  future: 'the future',
};

/** Counted spans, offered beside the named ones. */
export const countedSpans: readonly { readonly value: JsonValue & object; readonly words: string }[] = [
  7, 30, 90,
].flatMap((count) =>
  (['last', 'next'] as const).map((direction) => ({
    value: { direction, count, unit: 'day' },
    words: `the ${direction} ${count} days`,
  })),
);

/** Whether a condition has its value. A condition without a value is left out of the filter. */
export function isComplete(condition: FieldCondition): boolean {
  const operand = operandOf(condition.op);
  if (operand === 'none') return true;
  const { value } = condition;
  if (value === undefined || value === null || value === '') return false;
  if (operand === 'many') return Array.isArray(value) && value.length > 0;
  if (operand === 'circle') return circleSchema.safeParse(value).success;
  if (operand === 'area') return areaSchema.safeParse(value).success;
  if (operand === 'two')
    return Array.isArray(value) && value.length === 2 && value.every((part) => part !== null && part !== '');
  return true;
}

/** Returns a first condition on a field: the most likely operator without a value. */
export const newCondition = (field: FieldSpec): FieldCondition => ({
  field: field.id,
  op: operatorsOf[field.kind][0] ?? 'is-not-empty',
});

/** Returns the parts of the filter's conjunction as a list. */
export const partsOf = (filter: Filter | undefined): readonly Filter[] =>
  filter === undefined ? [] : 'and' in filter ? filter.and : [filter];

/** Joins parts into a conjunction; no parts give no filter. */
export function joinedFilters(parts: readonly Filter[]): Filter | undefined {
  const [only] = parts;
  return parts.length === 0 ? undefined : parts.length === 1 ? only : { and: parts };
}

/** Returns the filter without unfinished conditions, or `undefined` when none is left. */
export function completeFilter(filter: Filter): Filter | undefined {
  if ('and' in filter) return joinedFilters(filter.and.flatMap((part) => completeFilter(part) ?? []));
  if ('or' in filter) {
    const parts = filter.or.flatMap((part) => completeFilter(part) ?? []);
    const [only] = parts;
    return parts.length === 0 ? undefined : parts.length === 1 ? only : { or: parts };
  }
  if ('not' in filter) {
    const inner = completeFilter(filter.not);
    return inner && { not: inner };
  }
  return isComplete(filter) ? filter : undefined;
}
