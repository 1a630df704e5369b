import { createPortal } from 'react-dom';
import { BoardCardFace } from './board-card.tsx';
import type { BoardColumn } from './board-model.ts';
import { Kbd } from '../parts/kbd.tsx';
import type { CardDrag } from './use-card-drag.ts';
import classes from './board.module.css';

/** The card under the pointer during a drag, with a hint: the column of a drop, or the reason why it is refused. */
export function DraggedCard({ drag, columns }: { readonly drag: CardDrag; readonly columns: readonly BoardColumn[] }) {
  const place = columns.findIndex((column) => column.id === drag.over?.column);
  const column = columns[place];
  const why = column && drag.refusals.get(column.id);
  const hint =
    column === undefined
      ? 'Drop outside to leave it'
      : why !== undefined
        ? why
        : column.id === drag.from
          ? `Stays in ${column.name}`
          : `Drop to move to ${column.name}`;
  // The dragged card stops at the window's edge so that its hint stays readable; the pointer can move on.
  const left = Math.max(8, Math.min(drag.x - drag.grabX, document.documentElement.clientWidth - drag.width - 16));
  return createPortal(
    <div className={classes.dragged} style={{ left, top: drag.y - drag.grabY, width: drag.width }} aria-hidden>
      <div className={classes.card}>
        <BoardCardFace card={drag.card} />
      </div>
      <div className={classes.hint}>
        {hint}
        {place >= 0 && place < 9 && column?.id !== drag.from && why === undefined ? (
          <Kbd keys={String(place + 1)} />
        ) : null}
      </div>
    </div>,
    document.body,
  );
}
