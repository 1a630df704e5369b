import { Menu } from '@mantine/core';
import type { BoardCard, BoardColumn, CardRefusals } from './board-model.ts';
import { Kbd } from '../parts/kbd.tsx';
import classes from './board.module.css';

// By default Mantine's menus also close on a key pressed outside. The press of M that opens this menu still bubbles and would
// close it.
const menuCloses = ['mousedown', 'touchstart'];

type MoveMenuProps = {
  readonly columns: readonly BoardColumn[];
  readonly from: string;
  readonly card: BoardCard;
  readonly anchor: DOMRect;
  readonly refusals: CardRefusals;
  readonly onPick: (column: BoardColumn) => void;
  readonly onClose: () => void;
};

/** "Move to…": the menu that offers each drag to the keyboard (WCAG 2.5.7). */
export function MoveMenu({ columns, from, card, anchor, refusals, onPick, onClose }: MoveMenuProps) {
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
        <button
          type="button"
          tabIndex={-1}
          aria-label={`Move ${card.title}`}
          className={classes.menuAnchor}
          style={{ left: anchor.left + 12, top: anchor.bottom - 12 }}
        />
      </Menu.Target>
      <Menu.Dropdown
        data-takes-keys
        onKeyDown={(event) => {
          const column = /^[1-9]$/u.test(event.key) ? columns[Number(event.key) - 1] : undefined;
          if (column && !refusals.has(column.id) && column.id !== from) onPick(column);
        }}
      >
        <Menu.Label>Move {card.title} to…</Menu.Label>
        {columns.map((column, place) => (
          <Menu.Item
            key={column.id}
            disabled={column.id === from || refusals.has(column.id)}
            onClick={() => onPick(column)}
            rightSection={place < 9 ? <Kbd keys={String(place + 1)} /> : null}
            title={column.id === from ? undefined : refusals.get(column.id)}
          >
            {column.name}
            {column.id === from ? ' (here)' : ''}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
