import type { Filter } from '@outpost/domain/kernel/questions/list-query';
import { endOfUnit } from '@outpost/domain/kernel/reports/report-days';
import { groupFilter } from '@outpost/domain/kernel/reports/report-question';
import type { ListGroup } from '../records/list-group.ts';
import { pageRows, type RowRange } from '../queries/use-windows.ts';
import type { RowGroup } from './row-groups.ts';

/** A group in a grouped list, with the index of its first row. */
type PlacedGroup = { readonly group: RowGroup; readonly start: number };

/**
 * Consecutive groups whose rows are read by one question. A block is one group of any length, or several small groups that fit
 * together into one page of rows.
 */
export type GroupBlock = {
  readonly key: string;
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
  readonly groups: readonly PlacedGroup[];
  readonly where: Filter;
};

/** Chosen: fewer than a filter may list, and more than a screen shows. */
const mostTogether = 40;

/**
 * Chosen: lists above this length read each group by itself. Q-3 estimates the cost of a list of values by their number, and
 * would refuse it for a longer list. A single value is cheap by its index.
 */
const longList = 100_000;

/** Whether the rows of several groups can be asked for together. A flag has two groups, and no filter for both of them. */
const canJoin = ({ field }: ListGroup, { value }: RowGroup): boolean => value !== null && field.type !== 'flag';

/** Returns the filter for the records of consecutive groups. */
function blockFilter(group: ListGroup, groups: readonly PlacedGroup[]): Filter {
  const { path, bucket } = group;
  const values = groups.map((placed) => placed.group.value);
  const [first = null] = values;
  if (values.length === 1) return groupFilter({ field: path, ...(bucket === undefined ? {} : { bucket }) }, first);
  if (bucket === undefined) return { field: path, op: 'one-of', value: values };
  const days = values.filter((value) => typeof value === 'string').toSorted();
  return { field: path, op: 'between', value: [days[0] ?? '', endOfUnit(days.at(-1) ?? '', bucket)] };
}

/** Divides the groups of a list into blocks, in order. Rows are counted through all groups, folded ones too. */
export function groupBlocks(group: ListGroup, groups: readonly RowGroup[]): readonly GroupBlock[] {
  const total = groups.reduce((sum, { count }) => sum + count, 0);
  const together = total > longList ? 1 : mostTogether;
  const parts: PlacedGroup[][] = [];
  let start = 0;
  let rows = 0;
  for (const one of groups) {
    const last = parts.at(-1);
    const before = last?.at(-1)?.group;
    const joins =
      last !== undefined &&
      before !== undefined &&
      last.length < together &&
      rows + one.count <= pageRows &&
      canJoin(group, before) &&
      canJoin(group, one);
    if (joins) last.push({ group: one, start });
    else {
      parts.push([{ group: one, start }]);
      rows = 0;
    }
    rows += one.count;
    start += one.count;
  }
  return parts.map((placed) => {
    const [first, last] = [placed[0], placed.at(-1)];
    return {
      key: `${group.text} ${first?.group.id} ${last?.group.id}`,
      start: first?.start ?? 0,
      end: (last?.start ?? 0) + (last?.group.count ?? 0),
      groups: placed,
      where: blockFilter(group, placed),
    };
  });
}

/** Returns the place of the last entry that starts at or before a row, in O(log entries). */
function placeOf(entries: readonly { readonly start: number }[], row: number): number {
  let low = 0;
  let high = entries.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((entries[middle]?.start ?? Number.POSITIVE_INFINITY) <= row) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Returns the blocks of these rows, each with the range of its own rows that is asked for. */
export function blocksIn(
  blocks: readonly GroupBlock[],
  rows: readonly RowRange[],
): readonly { readonly block: GroupBlock; readonly ranges: readonly RowRange[] }[] {
  const found = new Map<GroupBlock, RowRange[]>();
  for (const { start, end } of rows) {
    for (let at = placeOf(blocks, start); at < blocks.length; at += 1) {
      const block = blocks[at];
      if (block === undefined || block.start >= end) break;
      const range = { start: Math.max(0, start - block.start), end: Math.min(block.end, end) - block.start };
      if (range.end > range.start) found.set(block, [...(found.get(block) ?? []), range]);
    }
  }
  return [...found].map(([block, ranges]) => ({ block, ranges }));
}

/**
 * Returns the function that finds a row of a grouped list by its index. A block of several groups has its rows in one order for
 * all groups. The rows are sorted into their groups when the first of them is drawn.
 */
export function rowsOfBlocks<Row>(
  blocks: readonly GroupBlock[],
  about: {
    readonly read: (block: string, index: number) => Row | undefined;
    readonly groupOf: (row: Row) => string | number | null;
  },
): (index: number) => Row | undefined {
  const { read, groupOf } = about;
  const parted = new Map<string, ReadonlyMap<string | number | null, readonly Row[]>>();
  const partsOf = (block: GroupBlock) => {
    const known = parted.get(block.key);
    if (known) return known;
    const parts = new Map<string | number | null, Row[]>();
    for (let index = 0; index < pageRows; index += 1) {
      const row = read(block.key, index);
      if (row === undefined) break;
      const key = groupOf(row);
      parts.set(key, [...(parts.get(key) ?? []), row]);
    }
    parted.set(block.key, parts);
    return parts;
  };
  return (index) => {
    const block = blocks[placeOf(blocks, index)];
    if (block === undefined || index < block.start || index >= block.end) return undefined;
    const [only, another] = block.groups;
    if (only && !another) return read(block.key, index - block.start);
    const placed = block.groups[placeOf(block.groups, index)];
    return placed && partsOf(block).get(placed.group.key)?.[index - placed.start];
  };
}
