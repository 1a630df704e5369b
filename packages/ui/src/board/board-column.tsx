import type { PointerEvent } from 'react';
import { ColumnCard } from './column-card.tsx';
import { IconButton } from '../parts/button.tsx';
import type { BoardCard, BoardColumn, CardPlace } from './board-model.ts';
import { useFormats } from '../formats/formats-context.tsx';
import type { CardDrag } from './use-card-drag.ts';
import { cardEstimate, cardGap, useColumnWindow } from './use-column-window.ts';
import classes from './board.module.css';

/** The properties of an open stage. */
export type OpenColumnProps = {
  readonly boardId: string;
  readonly column: BoardColumn;
  readonly place: number;
  readonly active: CardPlace | undefined;
  readonly drag: CardDrag | undefined;
  /** Whether the dragged card may not be dropped here. */
  readonly isRefusing: boolean;
  readonly openId: string | undefined;
  readonly isOrdered: boolean;
  readonly onVisibleRange: ((column: string, start: number, end: number) => void) | undefined;
  readonly onCardDown: (card: BoardCard, from: string) => (event: PointerEvent<HTMLElement>) => void;
  readonly onCardClick: (card: BoardCard, place: CardPlace) => void;
  /** Folds a closed stage again. */
  readonly onFold: (() => void) | undefined;
};

function ColumnHead({
  column,
  headingId,
  onFold,
}: {
  readonly column: BoardColumn;
  readonly headingId: string;
  readonly onFold: (() => void) | undefined;
}) {
  const { count } = useFormats();
  return (
    <header className={classes.columnHead}>
      <div className={classes.nameLine}>
        {column.tone === undefined ? null : <span className={classes.tone} data-tone={column.tone} aria-hidden />}
        <h2 id={headingId}>{column.name}</h2>
        <span className={classes.faint}>{count(column.count)}</span>
        {onFold === undefined ? null : (
          <>
            <span className={classes.spread} />
            <IconButton icon="close" label={`Fold ${column.name}`} onClick={onFold} />
          </>
        )}
      </div>
      {column.sum === undefined ? null : <div className={classes.sum}>{column.sum}</div>}
      {column.weighted === undefined ? null : <div className={classes.weighted}>{column.weighted}</div>}
    </header>
  );
}

/** An open stage with its sums and cards. Only the visible cards are drawn. */
export function OpenColumn({
  boardId,
  column,
  place,
  active,
  drag,
  isRefusing,
  openId,
  isOrdered,
  onVisibleRange,
  onCardDown,
  onCardClick,
  onFold,
}: OpenColumnProps) {
  const headingId = `${boardId}-head-${place}`;
  const activeIndex = active?.column === place && !active.isLeft ? active.index : undefined;
  const { scroller, height, items, shift, first, refAt } = useColumnWindow(column, {
    activeIndex,
    onVisibleRange,
  });
  const isOver = drag?.over?.column === column.id;
  const slot = isOver && !isRefusing && drag.over ? (isOrdered ? drag.over.index : first) : undefined;
  const slotTop = slot === undefined ? 0 : (items.find((item) => item.index === slot)?.start ?? items.at(-1)?.end ?? 0);
  return (
    <section
      className={classes.column}
      aria-labelledby={headingId}
      data-column={column.id}
      data-over={isOver || undefined}
      data-refuses={isRefusing || undefined}
    >
      <ColumnHead column={column} headingId={headingId} onFold={onFold} />
      {/* WCAG 2.1.1: the keyboard reaches every part that scrolls. An arrow key here makes the column's first card the active one. */}
      <div
        ref={scroller}
        className={classes.cards}
        data-cards={place}
        tabIndex={column.count === 0 ? -1 : 0}
        role="group"
        aria-labelledby={headingId}
      >
        <ul aria-labelledby={headingId} style={{ height, position: 'relative' }}>
          {items.map((item) => {
            const card = column.cardAt(item.index);
            return (
              <li
                key={card?.id ?? item.index}
                ref={refAt(item.index)}
                data-index={item.index}
                data-card-index={item.index}
                className={classes.place}
                style={{ transform: `translateY(${item.start + shift}px)` }}
                aria-posinset={item.index + 1}
                aria-setsize={column.count}
              >
                {card === undefined ? (
                  <div className={classes.blank} style={{ height: cardEstimate }} />
                ) : (
                  <ColumnCard
                    boardId={boardId}
                    card={card}
                    column={column.id}
                    place={{ column: place, index: item.index }}
                    isActive={activeIndex === item.index}
                    isOpen={card.id === openId}
                    isDragged={drag?.card.id === card.id}
                    onDown={onCardDown}
                    onClick={onCardClick}
                  />
                )}
              </li>
            );
          })}
          {slot === undefined ? null : (
            <li
              role="presentation"
              className={classes.slot}
              style={{ transform: `translateY(${Math.max(0, slotTop - cardGap)}px)` }}
            />
          )}
        </ul>
      </div>
    </section>
  );
}
