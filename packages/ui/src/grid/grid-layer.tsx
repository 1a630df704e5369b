import type { RefObject } from 'react';
import type { GridLayout } from './grid-layout.ts';
import type { GridLines } from './grid-lines.ts';
import type { GridProps } from './grid-model.ts';
import { GridRow, GroupRow } from './grid-row.tsx';
import { isSelected, noRows } from './grid-selection.ts';
import type { GridState } from './use-grid-state.ts';

type GridLayerProps<Row> = {
  readonly gridId: string;
  readonly layer: RefObject<HTMLDivElement | null>;
  /** The numbers of the drawn lines, in order. */
  readonly drawn: readonly number[];
  /** The layer's position in the scroll area, in pixels. */
  readonly top: number;
  readonly lines: GridLines;
  readonly layout: GridLayout<Row>;
  readonly state: GridState<Row>;
  readonly grid: GridProps<Row>;
};

/** The visible lines: rows, and the heads of groups. A row keeps its elements while its record stays visible. */
export function GridLayer<Row>({ gridId, layer, drawn, top, lines, layout, state, grid }: GridLayerProps<Row>) {
  const { columns, lineHeight } = layout;
  const { active, editing } = state;
  const first = drawn[0] ?? 0;
  return (
    <div ref={layer} role="rowgroup" style={{ transform: `translateY(${top}px)` }}>
      {drawn.map((line) => {
        const at = lines.at(line);
        const shared = { gridId, line, top: (line - first) * lineHeight, height: lineHeight, active };
        if (at?.kind === 'group')
          return (
            <GroupRow
              key={`group ${at.group.key}`}
              {...shared}
              group={at.group}
              columns={columns}
              onToggle={grid.onToggleGroup ? () => grid.onToggleGroup?.(at.group.key) : undefined}
            />
          );
        if (at === undefined) return null;
        const row = grid.rowAt(at.index);
        const key = row === undefined ? `line ${line}` : grid.rowKey(row);
        return (
          <GridRow
            key={key}
            {...shared}
            row={row}
            index={at.index}
            columns={columns}
            secondColumn={layout.second}
            grid={grid}
            isSelected={row !== undefined && isSelected(grid.selection ?? noRows, grid.rowKey(row))}
            range={state.range}
            refusal={active?.line === line ? state.notice : undefined}
            markOpenAt={state.markOpenAt}
            onMark={state.setMarkOpen}
            onSelect={() => state.toggleSelected(line, false)}
            editing={
              editing?.key === key
                ? {
                    column: editing.column,
                    initialText: editing.initialText,
                    onDone: state.finishEdit,
                    onError: (message) => state.setUnread(message !== undefined),
                    onChange: (value) => state.editTo(editing.row, columns[editing.column]?.id ?? '', value),
                  }
                : undefined
            }
          />
        );
      })}
    </div>
  );
}
