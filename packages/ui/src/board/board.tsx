import { type KeyboardEvent, useContext, useEffect, useId, useRef, useState } from 'react';
import { cardElementId, FoldedColumn, OpenColumn } from './board-column.tsx';
import { handleBoardKey } from './board-keys.ts';
import type { BoardCard, BoardColumn, BoardProps, CardPlace, CardRefusals } from './board-model.ts';
import { Announcements } from '../parts/announcements.tsx';
import { DraggedCard } from './dragged-card.tsx';
import { MoveMenu } from './move-menu.tsx';
import { ShortcutsContext } from '../keys/shortcuts-context.ts';
import { type ActiveCard, useActiveCard } from './use-active-card.ts';
import { type CardDrag, useCardDrag } from './use-card-drag.ts';
import { useCardMoves } from './use-card-moves.ts';
import classes from './board.module.css';

const noRefusals: CardRefusals = new Map();

/** The open menu of a card. It keeps its card: another card may become the active one while the menu is open. */
type OpenMenu = {
  readonly card: BoardCard;
  readonly from: string;
  readonly anchor: DOMRect;
  readonly refusals: CardRefusals;
};

/** Whether the dragged card may not be dropped in this column. */
const isRefusing = (drag: CardDrag | undefined, { id }: BoardColumn): boolean =>
  drag !== undefined && id !== drag.from && drag.refusals.has(id);

const placeWords = ({ title }: BoardCard, { name, count }: BoardColumn, { index }: CardPlace): string =>
  `${title}, ${name}, ${index + 1} of ${count}`;

/** Announces a card that a key went to before it was loaded, once it is there. Returns the function that says whether one is awaited. */
function useAnnouncedArrival(
  { card, column, place }: ActiveCard,
  announce: (text: string) => void,
): (isAwaited: boolean) => void {
  const isAwaited = useRef(false);
  useEffect(() => {
    if (!isAwaited.current || !card || !column || !place) return;
    isAwaited.current = false;
    announce(placeWords(card, column, place));
  });
  return (next) => {
    isAwaited.current = next;
  };
}

/**
 * Stages side by side. The board is a tab stop, and each column with cards another one. Arrow keys go between cards; 1…9 or M move a card; Enter or Space opens it.
 * Cards are dragged by mouse, pen or a resting finger. Each of these actions is announced to screen readers.
 */
export function Board(props: BoardProps) {
  const { columns } = props;
  const boardId = useId();
  const board = useRef<HTMLDivElement>(null);
  const { singleKeys } = useContext(ShortcutsContext);
  const [menu, setMenu] = useState<OpenMenu>();
  const active = useActiveCard(columns);
  const moves = useCardMoves(props, active.follow);
  const awaitCard = useAnnouncedArrival(active, moves.announce);
  const refusalsOf = props.refusalsOf ?? (() => noRefusals);

  const goTo = (next: CardPlace) => {
    const column = columns[next.column];
    const card = column?.cardAt(next.index);
    active.go(next);
    awaitCard(column !== undefined && card === undefined);
    moves.announce(column && card && placeWords(card, column, next));
  };
  const { drag, onPointerDown, wasDragged } = useCardDrag(board, {
    refusalsOf,
    onDrop({ card, from, over, refusals }) {
      const to = columns.find((column) => column.id === over?.column);
      if (to && over) moves.move(card, { from, to, index: over.index, refusals });
    },
    onRefused: (card) => moves.refuse(card.readOnlyReason ?? ''),
  });
  const openMenu = (card: BoardCard) => {
    if (card.readOnlyReason !== undefined) return moves.refuse(card.readOnlyReason);
    const element = document.getElementById(cardElementId(boardId, card.id));
    if (!active.column) return undefined;
    const anchor = element?.getBoundingClientRect() ?? new DOMRect();
    return setMenu({ card, from: active.column.id, anchor, refusals: refusalsOf(card) });
  };
  const closeMenu = () => {
    setMenu(undefined);
    board.current?.focus({ preventScroll: true });
  };

  /** An arrow key on a column itself: its first card becomes the active one. */
  const enterColumn = (column: number) => {
    board.current?.focus({ preventScroll: true });
    goTo({ column, index: 0 });
  };

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    const inside = event.target instanceof Node && event.currentTarget.contains(event.target);
    if (!inside || event.defaultPrevented) return;
    if (
      event.target instanceof Element &&
      event.target !== event.currentTarget &&
      event.target.closest('button, input')
    )
      return;
    const entered = event.target instanceof HTMLElement ? event.target.dataset['cards'] : undefined;
    if (entered !== undefined && event.key.startsWith('Arrow')) {
      event.preventDefault();
      return enterColumn(Number(entered));
    }
    const isUsed = handleBoardKey(event, {
      columns,
      active,
      singleKeys,
      goTo,
      onOpen: props.onOpen,
      onMove: (card, from, to) => moves.move(card, { from, to, index: 0 }),
      onMenu: openMenu,
    });
    if (isUsed) event.preventDefault();
  };

  if (props.empty !== undefined && columns.every((column) => column.count === 0))
    return <div className={classes.emptyBoard}>{props.empty}</div>;
  return (
    <>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- the board is one widget with arrows inside, which ARIA knows as application */}
      <div
        ref={board}
        role="application"
        aria-roledescription="board"
        aria-label={props.label}
        aria-activedescendant={active.card ? cardElementId(boardId, active.card.id) : undefined}
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a widget of its own
        tabIndex={0}
        className={classes.board}
        data-dragging={drag !== undefined || undefined}
        style={{
          ['--columns' as string]: columns.map((column) => (column.isClosed ? '44px' : 'minmax(168px, 1fr)')).join(' '),
        }}
        onKeyDown={onKeyDown}
        onFocus={(event) => {
          if (event.target !== event.currentTarget || active.place) return;
          const first = columns.findIndex((column) => column.count > 0 && !column.isClosed);
          if (first >= 0) goTo({ column: first, index: 0 });
        }}
      >
        {columns.map((column, columnPlace) =>
          column.isClosed ? (
            <FoldedColumn
              key={column.id}
              column={column}
              drag={drag}
              isRefusing={isRefusing(drag, column)}
              onUnfold={props.onUnfold ? () => props.onUnfold?.(column.id) : undefined}
            />
          ) : (
            <OpenColumn
              key={column.id}
              boardId={boardId}
              column={column}
              place={columnPlace}
              active={active.place}
              drag={drag}
              isRefusing={isRefusing(drag, column)}
              openId={props.openId}
              isOrdered={props.isOrdered ?? false}
              onFold={column.isUnfolded && props.onFold ? () => props.onFold?.(column.id) : undefined}
              onVisibleRange={props.onVisibleRange}
              onCardDown={onPointerDown}
              onCardClick={(card, at) => {
                if (wasDragged()) return;
                board.current?.focus({ preventScroll: true }); // first, because a board that receives the focus makes its first card active
                goTo(at);
                props.onOpen(card);
              }}
            />
          ),
        )}
      </div>
      <Announcements said={moves.said} notice={moves.notice} />
      {drag ? <DraggedCard drag={drag} columns={columns} /> : null}
      {menu ? (
        <MoveMenu
          {...menu}
          columns={columns}
          onClose={closeMenu}
          onPick={(to) => {
            closeMenu();
            moves.move(menu.card, { from: menu.from, to, index: 0, refusals: menu.refusals });
          }}
        />
      ) : null}
    </>
  );
}
