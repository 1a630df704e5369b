import type { Field } from '@outpost/domain/kernel/entities/fields';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { filterOperatorsOf } from '@outpost/domain/kernel/query/filters/filter-operators';
import { type ClockBucket, type Filter, isClockBucket } from '@outpost/domain/kernel/questions/list-query';
import type { FixedSpan, GroupOrder, ReportGroup } from '@outpost/domain/kernel/reports/report-definition';
import { startOfUnit, unitsBetween } from '@outpost/domain/kernel/reports/report-days';
import { groupFilter } from '@outpost/domain/kernel/reports/report-question';
import type { CallOutput } from '../../bridge/contract.ts';
import type { ShownMeasure } from './shown-measure.ts';

/** One group of a report. */
export type GroupValue = {
  readonly key: string;
  readonly value: JsonValue;
  readonly label: string;
  /** The records of the group. Undefined: no filter finds exactly them. */
  readonly filter: Filter | undefined;
};

/** The values of one cell by the names of measures; null: none. */
export type MeasureValues = Readonly<Record<string, number | null>>;

/** A field by which a report is grouped, as screens show it. */
export type ShownGroup = {
  readonly group: ReportGroup;
  readonly field: Field;
  readonly label: string;
  /** The name of a group's value. */
  readonly nameOf: (value: JsonValue) => string;
};

/** The rows of a report in the form of a table: `first` down, `second` across. A direction without groups has one. */
export type Figures = {
  readonly first: readonly GroupValue[];
  readonly second: readonly GroupValue[];
  readonly at: (first: string, second: string) => MeasureValues | undefined;
  /** The currency of all amounts; undefined if there are none. Amounts in the other currencies are left out. */
  readonly currency: string | undefined;
  readonly currencies: readonly string[];
  /** The answer as it came: a group with amounts in several currencies has a row for each. */
  readonly rows: Rows;
};

type Rows = CallOutput<'records.report'>['rows'];

/** The settings by which the rows of a report become figures. */
export type FiguresPlan = {
  readonly groups: readonly ShownGroup[];
  readonly measures: readonly ShownMeasure[];
  readonly order: GroupOrder;
  /** The currency to show, if the report has amounts in several. */
  readonly currency: string;
  /** The days that the groups of a date field cover, so that empty spans keep their place. By the path of the field. */
  readonly days?: { readonly field: string; readonly span: FixedSpan } | undefined;
};

const all: GroupValue = { key: 'all', value: null, label: '', filter: { and: [] } };
const keyOf = (value: JsonValue | undefined): string => JSON.stringify(value ?? null);
const cellKey = (first: string, second: string): string => `${first} ${second}`;

/** Returns the figures of a report from its rows. */
export function reportFiguresOf(rows: Rows, plan: FiguresPlan): Figures {
  const { groups, measures } = plan;
  const currencies = [...new Set(rows.flatMap(({ currency }) => currency ?? []))].sort();
  const currency = currencies.includes(plan.currency) ? plan.currency : currencies[0];
  const cells = new Map<string, MeasureValues>();
  const [firstGroup, secondGroup] = groups;
  const found: readonly [Map<string, JsonValue>, Map<string, JsonValue>] = [new Map(), new Map()];
  for (const row of rows) {
    const [first = null, second = null] = row.groups;
    const [firstKey, secondKey] = [firstGroup ? keyOf(first) : all.key, secondGroup ? keyOf(second) : all.key];
    found[0].set(firstKey, first);
    found[1].set(secondKey, second);
    const isOther = row.currency !== undefined && row.currency !== currency;
    const key = cellKey(firstKey, secondKey);
    if (isOther && cells.has(key)) continue;
    // Amounts in other currencies are not added to those of this one. The other measures are the same in each row of a group.
    cells.set(key, isOther ? withoutMoney(row.measures, measures) : row.measures);
  }
  const at = (first: string, second: string) => cells.get(cellKey(first, second));
  const total = (direction: 0 | 1) => (key: string) => {
    const [drawn] = measures;
    const others = direction === 0 ? found[1].keys() : found[0].keys();
    const values = [...others].flatMap((other) => {
      const value = drawn && (direction === 0 ? at(key, other) : at(other, key))?.[drawn.name];
      return value === null || value === undefined ? [] : [value];
    });
    if (values.length === 0) return undefined;
    return drawn?.isAdditive === true ? values.reduce((sum, value) => sum + value, 0) : Math.max(...values);
  };
  return {
    first: firstGroup ? ordered(firstGroup, found[0], { plan, total: total(0) }) : [all],
    second: secondGroup ? ordered(secondGroup, found[1], { plan, total: total(1) }) : [all],
    at,
    currency,
    currencies,
    rows,
  };
}

const withoutMoney = (values: MeasureValues, measures: readonly ShownMeasure[]): MeasureValues =>
  Object.fromEntries(measures.map(({ name, isMoney }) => [name, isMoney ? null : (values[name] ?? null)]));

type Ordering = { readonly plan: FiguresPlan; readonly total: (key: string) => number | undefined };

function ordered(
  shown: ShownGroup,
  found: ReadonlyMap<string, JsonValue>,
  { plan, total }: Ordering,
): readonly GroupValue[] {
  const { group } = shown;
  const valueOf = (key: string, value: JsonValue): GroupValue => ({
    key,
    value,
    label: shown.nameOf(value),
    filter: groupFilter(group, value),
  });
  const values = [...found].map(([key, value]) => valueOf(key, value));
  if (group.bucket !== undefined && isClockBucket(group.bucket)) {
    const times = values.flatMap(({ value }) => (typeof value === 'string' ? [value] : []));
    return [
      ...clockValues(group.bucket, times).map((value) => valueOf(keyOf(value), value)),
      ...values.filter(({ value }) => value === null),
    ];
  }
  if (group.bucket !== undefined) {
    const days = values.flatMap(({ value }) => (typeof value === 'string' ? [value] : [])).sort();
    const span = plan.days?.field === group.field ? plan.days.span : undefined;
    const first = span ? startOfUnit(span.from, group.bucket) : days[0];
    const last = span ? startOfUnit(span.to, group.bucket) : days.at(-1);
    const whole = first === undefined || last === undefined ? [] : unitsBetween(first, last, group.bucket);
    const outside = days.filter((day) => !whole.includes(day));
    return [
      ...[...whole, ...outside].sort().map((day) => valueOf(keyOf(day), day)),
      ...values.filter(({ value }) => value === null),
    ];
  }
  if (plan.order === 'groups') return values.toSorted((a, b) => compareValues(shown.field, a, b));
  const sign = plan.order === 'largest' ? -1 : 1;
  return values.toSorted((a, b) => {
    const [left, right] = [total(a.key), total(b.key)];
    if (left === undefined || right === undefined) return Number(left === undefined) - Number(right === undefined);
    return (left - right) * sign || compareValues(shown.field, a, b);
  });
}

/** Returns all weekdays, or the hours from the first found one to the last: an hour without records keeps its place. */
function clockValues(bucket: ClockBucket, found: readonly string[]): readonly string[] {
  if (bucket === 'weekday') return ['1', '2', '3', '4', '5', '6', '7'];
  const hours = found.map(Number);
  const first = Math.min(...hours);
  return Array.from({ length: Math.max(0, Math.max(...hours) - first + 1) }, (_none, place) =>
    String(first + place).padStart(2, '0'),
  );
}

/** Compares groups in their own order: choices as declared, numbers and days ascending, others by name; empty last. */
function compareValues(field: Field, a: GroupValue, b: GroupValue): number {
  if (a.value === null || b.value === null) return Number(a.value === null) - Number(b.value === null);
  if (field.type === 'choice') {
    const place = ({ value }: GroupValue) => {
      const found = field.options.findIndex((option) => option.value === value);
      return found < 0 ? field.options.length : found;
    };
    return place(a) - place(b);
  }
  if (typeof a.value === 'number' && typeof b.value === 'number') return a.value - b.value;
  if (typeof a.value === 'boolean' && typeof b.value === 'boolean') return Number(b.value) - Number(a.value);
  return a.label.localeCompare(b.label);
}

const othersKey = 'others';

/**
 * Returns the figures with a limited number of groups in one direction. The other groups become one, "Others", with the sum of
 * their counts and sums. A direction of days keeps all its groups, because their order is that of time.
 */
export function foldFigures(
  figures: Figures,
  {
    direction,
    most,
    group,
    measures,
  }: {
    readonly direction: 'first' | 'second';
    readonly most: number | undefined;
    readonly group: ShownGroup | undefined;
    readonly measures: readonly ShownMeasure[];
  },
): Figures {
  const values = figures[direction];
  if (most === undefined || group === undefined || group.group.bucket !== undefined || values.length <= most)
    return figures;
  const kept = values.slice(0, most);
  const rest = values.slice(most);
  const others: GroupValue = { key: othersKey, value: null, label: 'Others', filter: exceptFilter(group, kept) };
  const at: Figures['at'] = (first, second) => {
    const key = direction === 'first' ? first : second;
    if (key !== othersKey) return figures.at(first, second);
    const parts = rest.map(({ key: of }) => (direction === 'first' ? figures.at(of, second) : figures.at(first, of)));
    return parts.every((part) => part === undefined) ? undefined : sumOfCells(parts, measures);
  };
  return { ...figures, [direction]: [...kept, others], at };
}

/**
 * Returns the sums of several cells. Means and similar measures of several groups cannot be computed from those of each group, so
 * they are left out.
 */
export const sumOfCells = (
  cells: readonly (MeasureValues | undefined)[],
  measures: readonly ShownMeasure[],
): MeasureValues =>
  Object.fromEntries(
    measures.map(({ name, isAdditive }) => {
      const values = cells.flatMap((cell) => cell?.[name] ?? []);
      return [name, !isAdditive || values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0)];
    }),
  );

/** Returns the filter for the records of all groups but these. Undefined for a field that cannot be asked so. */
function exceptFilter({ group, field }: ShownGroup, kept: readonly GroupValue[]): Filter | undefined {
  if (!filterOperatorsOf(field).includes('none-of')) return undefined;
  const values = kept.flatMap(({ value }) => (value === null ? [] : [value]));
  const without: Filter = { field: group.field, op: 'none-of', value: values };
  return kept.some(({ value }) => value === null)
    ? { and: [without, { field: group.field, op: 'is-not-empty' }] }
    : without;
}
