import { Menu } from '@mantine/core';
import type { GridColumn, GridProps } from './grid-model.ts';
import { Icon } from '../parts/icons.tsx';
import classes from './grid.module.css';

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

/**
 * The menu of a column: its order, its place at the left edge, its width. The button is for the pointer: in the head, Alt with the
 * down arrow opens the menu.
 */
export function ColumnMenu<Row>({
  column,
  isOpen,
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
      opened={isOpen}
      onChange={onOpen}
      position="bottom-start"
      width={208}
      clickOutsideEvents={['mousedown', 'touchstart']}
      returnFocus={false}
    >
      <Menu.Target>
        <button
          type="button"
          tabIndex={-1}
          className={classes.menuButton}
          title={`Menu of the column ${column.header}`}
          aria-hidden
        >
          <Icon name="dots" size={14} />
        </button>
      </Menu.Target>
      <Menu.Dropdown data-takes-keys aria-label={`Column ${column.header}`}>
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
