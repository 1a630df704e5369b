import type { BoardColumn } from './board-model.ts';
import { useFormats } from '../formats/formats-context.tsx';
import type { CardDrag } from './use-card-drag.ts';
import classes from './board.module.css';

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
