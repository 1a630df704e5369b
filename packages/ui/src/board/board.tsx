import { type KeyboardEvent, useContext, useId, useRef } from 'react';
import { cardElementId } from './column-card.tsx';
import type { OpenColumnProps } from './board-column.tsx';
import { BoardColumns } from './board-columns.tsx';
import { handleBoardKey } from './board-keys.ts';
import type { BoardProps, CardRefusals } from './board-model.ts';
import { Announcements } from '../parts/announcements.tsx';
import { useSteady } from '../parts/use-steady.ts';
import { DraggedCard } from './dragged-card.tsx';
import { ShortcutsContext } from '../keys/shortcuts-context.ts';
import { useActiveCard } from './use-active-card.ts';
import { useCardDrag } from './use-card-drag.ts';
import { useCardMoves } from './use-card-moves.ts';
import { useCardSteps } from './use-card-steps.ts';
import { useMoveMenu } from './use-move-menu.tsx';
import classes from './board.module.css';

const noRefusals: CardRefusals = new Map();

/** Returns whether a key press belongs to the board, and not to a button or a field in it or to a menu above it. */
function isForBoard({ target, currentTarget, defaultPrevented }: KeyboardEvent<HTMLDivElement>): boolean {
  // Menus are portals, but React bubbles their key events up to the board.
  if (!(target instanceof Node) || !currentTarget.contains(target) || defaultPrevented) return false;
  return target === currentTarget || !(target instanceof Element) || target.closest('button, input') === null;
}

/**
 * Stages side by side. The board is a tab stop, and each column with cards another one. Arrow keys go between cards; 1…9 or M move a card; Enter or Space opens it.
 * Cards are dragged by mouse, pen or a resting finger. Each of these actions is announced to screen readers.
 */
export function Board(props: BoardProps) {
  const { columns, onOpen, refusalsOf = () => noRefusals } = props;
  const boardId = useId();
  const board = useRef<HTMLDivElement>(null);
  const { singleKeys } = useContext(ShortcutsContext);
  const active = useActiveCard(columns);
  const moves = useCardMoves(props, active.follow);
  const steps = useCardSteps(board, columns, { active, announce: moves.announce });
  const menu = useMoveMenu(board, { boardId, columns, refusalsOf, moves });
  const { drag, onPointerDown, wasDragged } = useCardDrag(board, {
    refusalsOf,
    onDrop({ card, from, over, refusals }) {
      const to = columns.find((column) => column.id === over?.column);
      if (to && over) moves.move(card, { from, to, index: over.index, refusals });
    },
    onRefused: (card) => moves.refuse(card.readOnlyReason ?? ''),
  });
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    if (!isForBoard(event)) return;
    const isUsed = handleBoardKey(event, {
      columns,
      active,
      singleKeys,
      steps,
      onOpen,
      onMove: (card, from, to) => moves.move(card, { from, to, index: 0 }),
      onMenu: menu.open,
    });
    if (isUsed) event.preventDefault();
  };

  // The same functions for all drawings, so that a changed card does not draw the other ones.
  const onCardDown: OpenColumnProps['onCardDown'] = useSteady(onPointerDown);
  const onCardClick: OpenColumnProps['onCardClick'] = useSteady((card, at) => {
    if (wasDragged()) return;
    board.current?.focus({ preventScroll: true }); // first, because a board that receives the focus makes its first card active
    steps.goTo(at);
    onOpen(card);
  });

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
          if (event.target === event.currentTarget) steps.enterBoard();
        }}
      >
        <BoardColumns
          boardId={boardId}
          columns={columns}
          active={active.place}
          moved={active.place?.isLeft ? active : undefined}
          drag={drag}
          openId={props.openId}
          isOrdered={props.isOrdered}
          onUnfold={props.onUnfold}
          onFold={props.onFold}
          onVisibleRange={props.onVisibleRange}
          onCardDown={onCardDown}
          onCardClick={onCardClick}
        />
      </div>
      <Announcements said={moves.said} notice={moves.notice} />
      {drag ? <DraggedCard drag={drag} columns={columns} /> : null}
      {menu.element}
    </>
  );
}
