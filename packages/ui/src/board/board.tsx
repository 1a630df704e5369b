import { Menu } from '@mantine/core';
import { type KeyboardEvent, useContext, useId, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import { BoardCardFace } from './board-card.tsx';
import { cardElementId, FoldedColumn, OpenColumn } from './board-column.tsx';
import { type BoardCard, type BoardColumn, type BoardProps, type CardPlace, stepOnBoard } from './board-model.ts';
import { Kbd } from '../parts/kbd.tsx';
import { ShortcutsContext } from '../keys/shortcuts-context.ts';
import { type CardDrag, useCardDrag } from './use-card-drag.ts';
import classes from './board.module.css';

type WhyNot = (card: BoardCard, column: BoardColumn) => string | undefined;

function Dragged({
  drag,
  columns,
  whyNot,
}: {
  readonly drag: CardDrag;
  readonly columns: readonly BoardColumn[];
  readonly whyNot: WhyNot;
}) {
  const place = columns.findIndex((column) => column.id === drag.over?.column);
  const column = columns[place];
  const why = column && whyNot(drag.card, column);
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

// By default Mantine's menus also close on a key pressed outside. The press of M that opens this menu still bubbles and would
// close it.
const menuCloses = ['mousedown', 'touchstart'];

type MoveMenuProps = {
  readonly columns: readonly BoardColumn[];
  readonly from: string;
  readonly card: BoardCard;
  readonly anchor: DOMRect;
  readonly whyNot: WhyNot;
  readonly onPick: (column: BoardColumn) => void;
  readonly onClose: () => void;
};

/** "Move to…": the menu that offers each drag to the keyboard (WCAG 2.5.7). */
function MoveMenu({ columns, from, card, anchor, whyNot, onPick, onClose }: MoveMenuProps) {
  return (
    <Menu
      opened
      onChange={(isOpen) => {
        if (!isOpen) onClose();
      }}
      position="bottom-start"
      width={220}
      returnFocus
      trapFocus
      clickOutsideEvents={menuCloses}
    >
      <Menu.Target>
        <span className={classes.menuAnchor} style={{ left: anchor.left + 12, top: anchor.bottom - 12 }} />
      </Menu.Target>
      <Menu.Dropdown
        data-takes-keys
        onKeyDown={(event) => {
          const column = /^[1-9]$/u.test(event.key) ? columns[Number(event.key) - 1] : undefined;
          if (column && whyNot(card, column) === undefined && column.id !== from) onPick(column);
        }}
      >
        <Menu.Label>Move {card.title} to…</Menu.Label>
        {columns.map((column, place) => (
          <Menu.Item
            key={column.id}
            disabled={column.id === from || whyNot(card, column) !== undefined}
            onClick={() => onPick(column)}
            rightSection={place < 9 ? <Kbd keys={String(place + 1)} /> : null}
            title={column.id === from ? undefined : whyNot(card, column)}
          >
            {column.name}
            {column.id === from ? ' (here)' : ''}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

/**
 * Stages side by side. The board is one tab stop. Arrow keys go between cards; 1…9 or M move a card; Enter or Space opens it.
 * Cards are dragged by mouse, pen or a resting finger. Each of these actions is announced to screen readers.
 */
export function Board(props: BoardProps) {
  const { columns, onMove } = props;
  const boardId = useId();
  const board = useRef<HTMLDivElement>(null);
  const { singleKeys } = useContext(ShortcutsContext);
  const [activeId, setActiveId] = useState<string>();
  const [place, setPlace] = useState<CardPlace>();
  const [said, setSaid] = useState('');
  const [notice, setNotice] = useState<string>();
  const [menuAt, setMenuAt] = useState<DOMRect>();

  // The active card is a record, not a position: when the record moves (by a local act or a pull), the focus moves with it.
  const active = ((): CardPlace | undefined => {
    if (!place) return undefined;
    if (columns[place.column]?.cardAt(place.index)?.id === activeId) return place;
    for (const [columnPlace, column] of columns.entries()) {
      for (let index = 0; index < Math.min(column.count, 500); index += 1)
        if (column.cardAt(index)?.id === activeId && activeId !== undefined) return { column: columnPlace, index };
    }
    const column = columns[place.column];
    return column && column.count > 0
      ? { column: place.column, index: Math.min(place.index, column.count - 1) }
      : undefined;
  })();
  const activeColumn = active ? columns[active.column] : undefined;
  const activeCard = active ? activeColumn?.cardAt(active.index) : undefined;

  const goTo = (next: CardPlace) => {
    const column = columns[next.column];
    const card = column?.cardAt(next.index);
    setPlace(next);
    setActiveId(card?.id);
    setNotice(undefined);
    if (column && card) setSaid(`${card.title}, ${column.name}, ${next.index + 1} of ${column.count}`);
  };
  const whyNot: WhyNot = (card, column) => props.whyNot?.(card, column.id) ?? undefined;
  const refuse = (text: string) => {
    setNotice(text);
    setSaid(text);
  };
  const move = (card: BoardCard, from: string, to: BoardColumn, index: number) => {
    if (card.readOnlyReason !== undefined) return refuse(card.readOnlyReason);
    if (to.id === from && !props.isOrdered) return;
    const why = to.id === from ? undefined : whyNot(card, to);
    if (why !== undefined) return refuse(why);
    setNotice(undefined);
    setActiveId(card.id);
    setSaid(`Moved ${card.title} to ${to.name}`);
    onMove(card, { column: to.id, index }, from);
  };
  const { drag, onPointerDown, wasDragged } = useCardDrag(
    board,
    (done) => {
      const to = columns.find((column) => column.id === done.over?.column);
      if (to && done.over) move(done.card, done.from, to, done.over.index);
    },
    (card) => refuse(card.readOnlyReason ?? ''),
  );

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    const inside = event.target instanceof Node && event.currentTarget.contains(event.target);
    if (!inside || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (
      event.target instanceof Element &&
      event.target !== event.currentTarget &&
      event.target.closest('button, input')
    )
      return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const isLetter = event.key.length === 1 && event.key !== ' ';
    if (isLetter && !singleKeys) return;
    const next = active ? stepOnBoard(active, key, columns) : undefined;
    if (next) goTo(next);
    else if ((key === 'Enter' || key === ' ') && activeCard) props.onOpen(activeCard);
    else if (/^[1-9]$/u.test(key) && activeCard && activeColumn) {
      const to = columns[Number(key) - 1];
      if (!to) return;
      move(activeCard, activeColumn.id, to, 0);
    } else if (key === 'm' && activeCard) {
      if (activeCard.readOnlyReason === undefined)
        setMenuAt(
          document.getElementById(cardElementId(boardId, activeCard.id))?.getBoundingClientRect() ?? new DOMRect(),
        );
      else refuse(activeCard.readOnlyReason);
    } else return;
    event.preventDefault();
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
        aria-activedescendant={activeCard ? cardElementId(boardId, activeCard.id) : undefined}
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- the board is one tab stop, a widget of its own
        tabIndex={0}
        className={classes.board}
        data-dragging={drag !== undefined || undefined}
        style={{
          ['--columns' as string]: columns.map((column) => (column.isClosed ? '44px' : 'minmax(168px, 1fr)')).join(' '),
        }}
        onKeyDown={onKeyDown}
        onFocus={(event) => {
          if (event.target !== event.currentTarget || active) return;
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
              isRefusing={drag !== undefined && column.id !== drag.from && whyNot(drag.card, column) !== undefined}
              onUnfold={props.onUnfold ? () => props.onUnfold?.(column.id) : undefined}
            />
          ) : (
            <OpenColumn
              key={column.id}
              boardId={boardId}
              column={column}
              place={columnPlace}
              active={active}
              drag={drag}
              isRefusing={drag !== undefined && column.id !== drag.from && whyNot(drag.card, column) !== undefined}
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
      {notice === undefined ? null : (
        <div className={classes.notice} role="note">
          {notice}
        </div>
      )}
      <div role="status" aria-live="assertive" className="outpost-visually-hidden">
        {said}
      </div>
      {drag ? <Dragged drag={drag} columns={columns} whyNot={whyNot} /> : null}
      {menuAt && activeCard && activeColumn ? (
        <MoveMenu
          columns={columns}
          from={activeColumn.id}
          card={activeCard}
          anchor={menuAt}
          whyNot={whyNot}
          onClose={() => {
            setMenuAt(undefined);
            board.current?.focus({ preventScroll: true });
          }}
          onPick={(to) => {
            setMenuAt(undefined);
            board.current?.focus({ preventScroll: true });
            move(activeCard, activeColumn.id, to, 0);
          }}
        />
      ) : null}
    </>
  );
}
