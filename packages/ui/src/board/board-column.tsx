import { useVirtualizer } from '@tanstack/react-virtual';
import { type PointerEvent, useEffect, useRef } from 'react';
import { BoardCardFace } from './board-card.tsx';
import { IconButton } from '../parts/button.tsx';
import type { BoardCard, BoardColumn, CardPlace } from './board-model.ts';
import { useFormats } from '../formats/formats-context.tsx';
import type { CardDrag } from './use-card-drag.ts';
import classes from './board.module.css';

const CARD_ESTIMATE = 108; // an estimate: a card whose name takes one line. Each card is measured after it is drawn.
const GAP = 4;

type ColumnProps = {
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

/** Returns the id of a card's element. */
export const cardElementId = (boardId: string, cardId: string): string => `${boardId}-${cardId}`;

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
}: ColumnProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const headingId = `${boardId}-head-${place}`;
  const virtualizer = useVirtualizer({
    count: column.count,
    getScrollElement: () => scroller.current,
    estimateSize: () => CARD_ESTIMATE,
    gap: GAP,
    overscan: 4, // items have no keys of their own: with them each drawing would ask for the card of every index
    paddingEnd: 8,
  });
  const items = virtualizer.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const end = (items.at(-1)?.index ?? -1) + 1;
  useEffect(() => {
    if (end > first) onVisibleRange?.(column.id, first, end);
  }, [column.id, first, end, onVisibleRange]);
  const activeIndex = active?.column === place ? active.index : undefined;
  useEffect(() => {
    if (activeIndex !== undefined) virtualizer.scrollToIndex(activeIndex, { align: 'auto' });
  }, [activeIndex, virtualizer]);

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
      {/* WCAG 2.1.1: every scrolling part is reached by the keyboard. An arrow key here makes the column's first card the active one. */}
      <div
        ref={scroller}
        className={classes.cards}
        data-cards={place}
        tabIndex={column.count === 0 ? -1 : 0}
        role="group"
        aria-labelledby={headingId}
      >
        <ul aria-labelledby={headingId} style={{ height: virtualizer.getTotalSize(), position: 'relative' }}>
          {items.map((item) => {
            const card = column.cardAt(item.index);
            const isActive = activeIndex === item.index;
            const isHole = card !== undefined && drag?.card.id === card.id;
            return (
              <li
                key={card?.id ?? item.index}
                ref={virtualizer.measureElement}
                data-index={item.index}
                data-card-index={item.index}
                className={classes.place}
                style={{ transform: `translateY(${item.start}px)` }}
                aria-posinset={item.index + 1}
                aria-setsize={column.count}
              >
                {card === undefined ? (
                  <div className={classes.blank} style={{ height: CARD_ESTIMATE }} />
                ) : (
                  // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions -- the board answers the keys; this is for the pointer
                  <article
                    id={cardElementId(boardId, card.id)}
                    className={isHole ? classes.hole : classes.card}
                    data-active={isActive || undefined}
                    data-open={card.id === openId || undefined}
                    data-locked={card.readOnlyReason !== undefined || undefined}
                    aria-label={[
                      card.title,
                      card.subtitle,
                      card.detail,
                      card.amount,
                      card.time?.text,
                      card.line?.text,
                      card.waiting,
                    ]
                      .filter((part) => part !== undefined)
                      .join(', ')}
                    onPointerDown={onCardDown(card, column.id)}
                    onClick={() => onCardClick(card, { column: place, index: item.index })}
                  >
                    <BoardCardFace card={card} />
                  </article>
                )}
              </li>
            );
          })}
          {slot === undefined ? null : (
            <li
              role="presentation"
              className={classes.slot}
              style={{ transform: `translateY(${Math.max(0, slotTop - GAP)}px)` }}
            />
          )}
        </ul>
      </div>
    </section>
  );
}

/** A closed stage, folded to a strip that still accepts drops. */
export function FoldedColumn({
  column,
  drag,
  isRefusing,
  onUnfold,
}: {
  readonly column: BoardColumn;
  readonly drag: CardDrag | undefined;
  readonly isRefusing: boolean;
  readonly onUnfold: (() => void) | undefined;
}) {
  const { count } = useFormats();
  const isOver = drag?.over?.column === column.id;
  return (
    <section
      className={classes.strip}
      aria-label={`${column.name}, ${column.count}${column.sum === undefined ? '' : `, ${column.sum}`}`}
      data-column={column.id}
      data-over={isOver || undefined}
      data-refuses={isRefusing || undefined}
    >
      <button
        type="button"
        className={classes.stripButton}
        onClick={onUnfold}
        disabled={onUnfold === undefined}
        title={`Show ${column.name}`}
      >
        <span className={classes.faint}>{count(column.count)}</span>
        <span className={classes.vertical}>
          <b>{column.name}</b>
          <span>{column.sum}</span>
          {column.note === undefined ? null : <span className={classes.faint}>{column.note}</span>}
        </span>
      </button>
    </section>
  );
}
