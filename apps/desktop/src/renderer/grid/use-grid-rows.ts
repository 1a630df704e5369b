import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { Filter } from '@outpost/domain/kernel/questions/list-query';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { RefNames, ShownRecord } from '../../bridge/contract.ts';
import { firstSight, type LongList, pagesOf, type RowRange, useWindows, type Windows } from '../queries/use-windows.ts';
import { groupKeyOfRecord } from '../records/list-group.ts';
import { both, type ListSort } from '../window/list-address.ts';
import { useBridge } from '../window/app-ports.tsx';
import { blocksIn, type GroupBlock, groupBlocks, rowsOfBlocks } from './group-blocks.ts';
import { readListRows } from './read-list-rows.ts';
import type { RowGrouping } from './use-grid-totals.ts';

/** The rows of a grid, read when they become visible (D-3). */
export type GridRows = {
  readonly rowAt: (index: number) => ShownRecord | undefined;
  /** The names of the records to which the visible rows refer. */
  readonly refs: RefNames;
  readonly onVisibleRange: (start: number, end: number, stretches: readonly RowRange[]) => void;
  /** Reads rows that may not be visible, in order; `undefined` for a row that is no longer in the list. */
  readonly readRows: (stretches: readonly RowRange[]) => Promise<readonly (ShownRecord | undefined)[]>;
  /** Reads rows as `readRows` does, with the names of the records to which they refer. */
  readonly readNamed: (stretches: readonly RowRange[]) => Promise<NamedRows>;
  readonly error: Error | null;
};

/** Rows in order. `refs`: the names of the records to which they refer. */
export type NamedRows = { readonly rows: readonly (ShownRecord | undefined)[]; readonly refs: RefNames };

const key = 'grid';

/**
 * The visible rows of a grouped list. `pages` names the pages that they need: rows that need the same pages cause no
 * new question.
 */
type Sight = { readonly pages: string; readonly rows: readonly RowRange[] };

/** Returns the names of the pages that visible rows need. */
const pageNames = (blocks: readonly GroupBlock[], rows: readonly RowRange[]): string =>
  blocksIn(blocks, rows)
    .map(({ block, ranges }) => `${block.key} ${pagesOf(ranges).join()}`)
    .join('\n');

/**
 * Keeps the visible rows. While pages are read it keeps only the newest ones, and sets them when the pages have arrived. Otherwise a
 * person who drags the scroll bar would queue a question for each group on the way.
 */
function useSight(): readonly [Sight, (next: Sight, isReading: boolean) => void, (isReading: boolean) => void] {
  const [sight, setSight] = useState<Sight>({ pages: '', rows: firstSight });
  const newest = useRef<Sight>(undefined);
  const set = useCallback((next: Sight) => setSight((now) => (now.pages === next.pages ? now : next)), []);
  const show = useCallback(
    (next: Sight, isReading: boolean) => {
      newest.current = isReading ? next : undefined;
      if (!isReading) set(next);
    },
    [set],
  );
  const settle = useCallback(
    (isReading: boolean) => {
      if (isReading || newest.current === undefined) return;
      set(newest.current);
      newest.current = undefined;
    },
    [set],
  );
  return [sight, show, settle];
}

/**
 * Reads the rows of a list in its order. A grouped list asks for the rows of each group that is in sight. An index of the field
 * answers this question in a list of any length. The caller keeps `about` and the parts of `order` the same objects.
 */
export function useGridRows(
  entity: Entity,
  about: Omit<LongList['query'], 'sort' | 'where'> & { readonly where?: Filter },
  order: {
    readonly sort: ListSort;
    /** The paths of the referred fields that the rows show. */
    readonly referred: readonly string[];
    /** While the groups are loading, no rows are asked for. */
    readonly grouping: RowGrouping;
  },
): GridRows {
  const { sort, referred, grouping } = order;
  const formats = useFormats();
  const [sight, showRows, settle] = useSight();
  const blocks = useMemo(
    () => (grouping.state === 'grouped' ? groupBlocks(grouping.group, grouping.groups) : undefined),
    [grouping],
  );
  const query = useMemo(
    () => ({ ...about, sort: [sort], ...(referred.length === 0 ? {} : { referred: [...referred] }) }),
    [about, sort, referred],
  );
  const lists = useMemo<readonly LongList[]>(() => {
    if (grouping.state === 'loading') return [];
    if (blocks === undefined) return [{ key, query }];
    return blocksIn(blocks, sight.rows).map(({ block, ranges }) => ({
      key: block.key,
      query: { ...query, where: both(about.where, block.where) },
      sight: ranges,
    }));
  }, [about.where, query, blocks, sight, grouping]);
  const { show, rowAt, refs, error, isReading } = useWindows(lists);
  const reading = useRef(isReading);
  useEffect(() => {
    reading.current = isReading;
    settle(isReading);
  }, [isReading, settle]);
  const byIndex = useCallback(
    (read: Windows['rowAt']) =>
      blocks === undefined || grouping.state !== 'grouped'
        ? (index: number) => read(key, index)
        : rowsOfBlocks(blocks, { read, groupOf: (row) => groupKeyOfRecord(grouping.group, row, formats) }),
    [blocks, grouping, formats],
  );
  const bridge = useBridge();
  const readNamed = useCallback(
    async (stretches: readonly RowRange[]): Promise<NamedRows> => {
      const asked =
        blocks === undefined
          ? [{ key, query, sight: stretches }]
          : blocksIn(blocks, stretches).map(({ block, ranges }) => ({
              key: block.key,
              query: { ...query, where: both(about.where, block.where) },
              // The rows of several groups are one list: a row is found after all of them are read.
              sight: block.groups.length > 1 ? [{ start: 0, end: block.end - block.start }] : ranges,
            }));
      const read = await readListRows(bridge, asked);
      const at = byIndex(read.rowAt);
      const rows = stretches.flatMap(({ start, end }) =>
        Array.from({ length: end - start }, (_, place) => at(start + place)),
      );
      return { rows, refs: read.refs };
    },
    [about.where, blocks, bridge, byIndex, query],
  );
  return {
    rowAt: useMemo(() => byIndex(rowAt), [byIndex, rowAt]),
    readRows: useCallback(async (stretches) => (await readNamed(stretches)).rows, [readNamed]),
    readNamed,
    refs,
    onVisibleRange: useCallback(
      (_start: number, _end: number, rows: readonly RowRange[]) => {
        if (blocks === undefined) show(key, rows);
        else showRows({ pages: pageNames(blocks, rows), rows }, reading.current);
      },
      [show, showRows, blocks],
    ),
    error,
  };
}
