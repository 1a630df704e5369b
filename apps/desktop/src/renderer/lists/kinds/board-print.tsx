import { stageColumns } from '@outpost/domain/kernel/catalogue/stages/stage-columns';
import { viewsOf } from '@outpost/domain/kernel/catalogue/views-of';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { type ValueColumn, columnsOfBoard, filterOfColumn } from '../../board/board-columns.ts';
import { boardFieldOf, hasMoves } from '../../board/board-fields.ts';
import { cardOrder } from '../../board/card-order.ts';
import { columnHead } from '../../board/choice-board.tsx';
import { sumTexts } from '../../grid/grid-sums.ts';
import { readListRows } from '../../grid/read-list-rows.ts';
import type { NamedRows } from '../../grid/use-grid-rows.ts';
import type { RowRange } from '../../queries/use-windows.ts';
import { pipelineAsked } from '../../records/stages/pipeline-filter.ts';
import { useCatalogue } from '../../records/use-entity.ts';
import { addSums } from '../../records/values/sums-by-currency.ts';
import { useBridge } from '../../window/app-ports.tsx';
import { both, readSort } from '../../window/list-address.ts';
import { useColumnSummary } from './use-column-sums.ts';
import type { PrintProps } from './view-kind.ts';
import { PrintedList } from '../printing/printed-list.tsx';

/** A column of a board, with the index of its first card through all columns. */
type Placed = ValueColumn & { readonly start: number };

/** Returns the ranges of a column's own cards among ranges through all columns. */
const rangesIn = ({ start: first, count }: Placed, asked: readonly RowRange[]): readonly RowRange[] =>
  asked.flatMap(({ start, end }) => {
    const own = { start: Math.max(0, start - first), end: Math.min(count, end - first) };
    return own.end > own.start ? [own] : [];
  });

/** Prints a board: its columns one after the other, each with all its cards as rows. Folded columns have their cards, too. */
export function BoardPrint({ entity, where, search, group, sort, paper }: PrintProps) {
  const catalogue = useCatalogue();
  const formats = useFormats();
  const bridge = useBridge();
  const by = boardFieldOf(entity, group);
  const summary = useColumnSummary({ entity, where, search, group });
  const order = cardOrder(sort);
  if (!by) return null; // the table offers a board only for kinds with a choice
  const { title, worth } = entity;
  const columns = columnsOfBoard(entity, by, {
    groups: summary.data?.groups,
    pipeline: by.name === entity.stages ? pipelineAsked(entity, where) : undefined,
    hasMoves: hasMoves(entity, catalogue.workflows.get(entity.name), by),
  });
  let [count, sums] = [0, {}];
  const placed: Placed[] = [];
  for (const column of columns) {
    placed.push({ ...column, start: count });
    count += column.count;
    sums = addSums(sums, column.sums[worth ?? '']);
  }
  const read = async (rows: readonly RowRange[]): Promise<NamedRows> => {
    const found = await readListRows(
      bridge,
      placed.map((column) => ({
        key: column.id,
        query: {
          entity: entity.name,
          where: both(where, filterOfColumn(by, column.id)),
          ...(search === undefined ? {} : { search }),
          sort: [order],
        },
        sight: rangesIn(column, rows),
      })),
    );
    const rowAt = (index: number) => {
      const column = placed.findLast(({ start }) => start <= index);
      return column && found.rowAt(column.id, index - column.start);
    };
    const at = rows.flatMap(({ start, end }) => Array.from({ length: end - start }, (_, place) => start + place));
    return { rows: at.map(rowAt), refs: found.refs };
  };
  const shown = [title, viewsOf(catalogue, entity).board?.subtitle, readSort(sort)?.field, worth, 'ownerId'];
  const names = new Set(shown.filter((name) => name !== undefined));
  return (
    <PrintedList
      entity={entity}
      names={[...names, ...(entity.stages === undefined ? [] : [stageColumns.nextStep])]}
      sort={order}
      list={{
        isKnown: summary.data !== undefined,
        error: summary.error,
        count,
        groups: placed.map((column) => {
          const head = columnHead(column, worth, formats);
          return {
            key: column.id,
            count: column.count,
            isFolded: false,
            heading: { name: head.name, after: head.weighted === undefined ? '' : `, ${head.weighted}` },
            sums: worth === undefined || head.sum === undefined ? {} : { [worth]: head.sum },
          };
        }),
        sums: worth === undefined ? [] : sumTexts(entity, { [worth]: sums }, formats),
        problem: undefined,
        read,
      }}
      paper={paper}
    />
  );
}
