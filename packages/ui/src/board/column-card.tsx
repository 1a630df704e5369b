import { memo, type PointerEvent } from 'react';
import { BoardCardFace } from './board-card.tsx';
import { showSameProps } from '../parts/show-same-props.ts';
import type { BoardCard, CardPlace } from './board-model.ts';
import classes from './board.module.css';

type ColumnCardProps = {
  readonly boardId: string;
  readonly card: BoardCard;
  /** The id of its column, and its place. */
  readonly column: string;
  readonly place: CardPlace;
  /** The keys act on this card. */
  readonly isActive: boolean;
  /** Its record is open beside the board. */
  readonly isOpen: boolean;
  /** It is being dragged, and leaves a hole here. */
  readonly isDragged: boolean;
  readonly onDown: (card: BoardCard, column: string) => (event: PointerEvent<HTMLElement>) => void;
  readonly onClick: (card: BoardCard, place: CardPlace) => void;
};

/** Returns the id of a card's element. */
export const cardElementId = (boardId: string, cardId: string): string => `${boardId}-${cardId}`;

const spokenName = ({ title, subtitle, detail, amount, time, line, waiting }: BoardCard): string =>
  [title, subtitle, detail, amount, time?.text, line?.text, waiting].filter((part) => part !== undefined).join(', ');

/** A card in its column. It is drawn again only when it shows something else. */
export const ColumnCard = memo(function ColumnCard({
  boardId,
  card,
  column,
  place,
  isActive,
  isOpen,
  isDragged,
  onDown,
  onClick,
}: ColumnCardProps) {
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions -- the board answers the keys; this is for the pointer
    <article
      id={cardElementId(boardId, card.id)}
      className={isDragged ? classes.hole : classes.card}
      data-active={isActive || undefined}
      data-open={isOpen || undefined}
      data-locked={card.readOnlyReason !== undefined || undefined}
      aria-label={spokenName(card)}
      onPointerDown={(event) => onDown(card, column)(event)}
      onClick={() => onClick(card, place)}
    >
      <BoardCardFace card={card} />
    </article>
  );
}, showSameProps);
