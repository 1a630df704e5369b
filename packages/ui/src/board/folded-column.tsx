import type { BoardCard, BoardColumn } from './board-model.ts';
import { cardElementId } from './column-card.tsx';
import { useFormats } from '../formats/formats-context.tsx';
import type { CardDrag } from './use-card-drag.ts';
import classes from './board.module.css';

/** A closed stage, folded to a strip that still accepts drops. */
export function FoldedColumn({
  boardId,
  column,
  activeCard,
  drag,
  isRefusing,
  onUnfold,
}: {
  readonly boardId: string;
  readonly column: BoardColumn;
  /** The card that this person moved here. The keys act on it. */
  readonly activeCard: BoardCard | undefined;
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
      {activeCard === undefined ? null : (
        <article
          id={cardElementId(boardId, activeCard.id)}
          className={classes.stripCard}
          aria-label={`${activeCard.title}, ${column.name}`}
        >
          {activeCard.title}
        </article>
      )}
    </section>
  );
}
