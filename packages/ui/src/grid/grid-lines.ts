import type { GridGroup, RowStretch } from './grid-model.ts';

/** The content of one line of the grid: a group's head, or the row with that index. */
export type GridLine =
  { readonly kind: 'group'; readonly group: GridGroup } | { readonly kind: 'row'; readonly index: number };

/** The grid's lines: rows, with a head before each group, and no rows under folded heads. */
export type GridLines = {
  readonly count: number;
  readonly at: (line: number) => GridLine | undefined;
  /** Returns the row's line. For a row of a folded group it returns the line of the group's head. */
  readonly lineOf: (index: number) => number;
  /** Returns the line of the head of the group in which a line is; the line itself where the rows have no groups. */
  readonly headOf: (line: number) => number;
  /** Returns the ranges of rows on these lines, in order. */
  readonly stretches: (first: number, last: number) => readonly RowStretch[];
};

/**
 * Returns the lines for `rowCount` rows. A lookup takes O(log groups). No object is made per row, so a million rows cost no
 * memory.
 */
export function gridLines(rowCount: number, groups: readonly GridGroup[] | undefined): GridLines {
  if (groups === undefined || groups.length === 0) {
    return {
      count: rowCount,
      at: (line) => (line >= 0 && line < rowCount ? { kind: 'row', index: line } : undefined),
      lineOf: (index) => index,
      headOf: (line) => line,
      stretches: (first, last) =>
        rowCount === 0 ? [] : [{ start: Math.max(0, first), end: Math.min(rowCount, last + 1) }],
    };
  }
  let line = 0;
  let row = 0;
  const heads = groups.map((group) => {
    const head = { group, line, row };
    line += 1 + (group.isCollapsed ? 0 : group.count);
    row += group.count;
    return head;
  });
  const count = line;
  const placeOf = (key: 'line' | 'row', value: number) => {
    let low = 0;
    let high = heads.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((heads[middle]?.[key] ?? Number.POSITIVE_INFINITY) <= value) low = middle;
      else high = middle - 1;
    }
    return low;
  };
  const find = (key: 'line' | 'row', value: number) => heads[placeOf(key, value)];
  return {
    count,
    at(wanted) {
      const head = wanted < 0 || wanted >= count ? undefined : find('line', wanted);
      if (!head) return undefined;
      return head.line === wanted
        ? { kind: 'group', group: head.group }
        : { kind: 'row', index: head.row + wanted - head.line - 1 };
    },
    lineOf(index) {
      const head = find('row', index);
      if (!head) return 0;
      return head.group.isCollapsed ? head.line : head.line + 1 + index - head.row;
    },
    headOf: (wanted) => find('line', wanted)?.line ?? 0,
    stretches(first, last) {
      const shown = heads.slice(placeOf('line', first), placeOf('line', last) + 1);
      return shown.flatMap((head) => {
        if (head.group.isCollapsed || head.group.count === 0) return [];
        const start = Math.max(first, head.line + 1);
        const end = Math.min(last, head.line + head.group.count);
        return start > end ? [] : [{ start: head.row + start - head.line - 1, end: head.row + end - head.line }];
      });
    },
  };
}
