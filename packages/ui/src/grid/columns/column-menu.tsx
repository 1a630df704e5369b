import { Menu } from '@mantine/core';
import type { ComponentProps } from 'react';
import type { GridColumn, GridProps } from '../grid-model.ts';
import { Icon } from '../../parts/icons.tsx';
import classes from '../grid.module.css';

export type ColumnMenuProps<Row> = Pick<
  GridProps<Row>,
  'onSort' | 'widths' | 'onWidths' | 'pinned' | 'onPin' | 'chosenColumns' | 'onColumns'
> & {
  readonly column: GridColumn<Row>;
  readonly isOpen: boolean;
  readonly onOpen: (isOpen: boolean) => void;
};

/** Returns the pinned columns after one of them is pinned or released. */
export const withPin = (pinned: readonly string[], id: string): readonly string[] =>
  pinned.includes(id) ? pinned.filter((other) => other !== id) : [...pinned, id];

/** The button is for the pointer: in the head, Alt with the down arrow opens the menu. */
function MenuButton({ header, ...props }: { readonly header: string } & ComponentProps<'button'>) {
  return (
    <button
      {...props}
      type="button"
      tabIndex={-1}
      className={classes.menuButton}
      title={`Menu of the column ${header}`}
      aria-hidden
    >
      <Icon name="dots" size={14} />
    </button>
  );
}

/** The menu of a column: its order, its place at the left edge, its width. A closed one is its button and costs no more. */
export function ColumnMenu<Row>(props: ColumnMenuProps<Row>) {
  const { column, isOpen, onOpen } = props;
  return isOpen ? <OpenMenu {...props} /> : <MenuButton header={column.header} onClick={() => onOpen(true)} />;
}

function OpenMenu<Row>({
  column,
  onOpen,
  onSort,
  widths = {},
  onWidths,
  pinned = [],
  onPin,
  chosenColumns,
  onColumns,
}: ColumnMenuProps<Row>) {
  const isPinned = pinned.includes(column.id);
  const { [column.id]: width, ...otherWidths } = widths;
  const sortBy = (direction: 'asc' | 'desc') => onSort?.({ column: column.id, direction });
  return (
    <Menu
      opened
      onChange={onOpen}
      position="bottom-start"
      width={208}
      clickOutsideEvents={['mousedown', 'touchstart']}
      returnFocus={false}
    >
      <Menu.Target>
        <MenuButton header={column.header} />
      </Menu.Target>
      <Menu.Dropdown data-takes-keys>
        {onSort && column.canSort !== false ? (
          <>
            <Menu.Item leftSection={<Icon name="chevron-up" size={14} />} onClick={() => sortBy('asc')}>
              Sort ascending
            </Menu.Item>
            <Menu.Item leftSection={<Icon name="chevron-down" size={14} />} onClick={() => sortBy('desc')}>
              Sort descending
            </Menu.Item>
          </>
        ) : null}
        {onPin && column.isName !== true ? (
          <Menu.Item
            leftSection={<Icon name={isPinned ? 'pinned' : 'pin'} size={14} />}
            onClick={() => onPin(withPin(pinned, column.id))}
          >
            {isPinned ? 'Unpin column' : 'Pin column'}
          </Menu.Item>
        ) : null}
        {onWidths && width !== undefined ? (
          <Menu.Item onClick={() => onWidths(otherWidths)}>Usual width</Menu.Item>
        ) : null}
        {onColumns && chosenColumns && chosenColumns.length > 1 && column.isName !== true ? (
          <Menu.Item
            leftSection={<Icon name="eye-off" size={14} />}
            onClick={() => onColumns(chosenColumns.filter((other) => other !== column.id))}
          >
            Hide column
          </Menu.Item>
        ) : null}
      </Menu.Dropdown>
    </Menu>
  );
}
