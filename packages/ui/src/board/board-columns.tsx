import { OpenColumn, type OpenColumnProps } from './board-column.tsx';
import type { BoardColumn, BoardProps } from './board-model.ts';
import { FoldedColumn } from './folded-column.tsx';
import type { ActiveCard } from './use-active-card.ts';
import type { CardDrag } from './use-card-drag.ts';

type BoardColumnsProps = Pick<
  BoardProps,
  'columns' | 'openId' | 'isOrdered' | 'onUnfold' | 'onFold' | 'onVisibleRange'
> &
  Pick<OpenColumnProps, 'boardId' | 'active' | 'drag' | 'onCardDown' | 'onCardClick'> & {
    /** The active card, where its column does not show it. */
    readonly moved: Pick<ActiveCard, 'card' | 'column'> | undefined;
  };

/** Whether the dragged card may not be dropped in this column. */
const isRefusing = (drag: CardDrag | undefined, { id }: BoardColumn): boolean =>
  drag !== undefined && id !== drag.from && drag.refusals.has(id);

/** The columns of a board: open stages, and closed stages as strips. */
export function BoardColumns({
  columns,
  isOrdered,
  onUnfold,
  onFold,
  onVisibleRange,
  openId,
  moved,
  ...cards
}: BoardColumnsProps) {
  const { boardId, drag } = cards;
  return columns.map((column, place) =>
    column.isClosed ? (
      <FoldedColumn
        key={column.id}
        boardId={boardId}
        column={column}
        activeCard={moved?.column?.id === column.id ? moved.card : undefined}
        drag={drag}
        isRefusing={isRefusing(drag, column)}
        onUnfold={onUnfold ? () => onUnfold(column.id) : undefined}
      />
    ) : (
      <OpenColumn
        key={column.id}
        {...cards}
        column={column}
        place={place}
        isRefusing={isRefusing(drag, column)}
        openId={openId}
        isOrdered={isOrdered ?? false}
        onFold={column.isUnfolded && onFold ? () => onFold(column.id) : undefined}
        onVisibleRange={onVisibleRange}
      />
    ),
  );
}
