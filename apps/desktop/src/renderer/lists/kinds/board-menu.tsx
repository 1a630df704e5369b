import { Menu } from '@mantine/core';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { useShortcuts } from '@outpost/ui/keys/keyboard';
import { Announcements } from '@outpost/ui/parts/announcements';
import { IconButton } from '@outpost/ui/parts/button';
import { Icon } from '@outpost/ui/parts/icons';
import { useAnnouncer } from '@outpost/ui/parts/use-announcer';
import { useState } from 'react';
import { type BoardField, boardFieldOf, boardFieldsOf } from '../../board/board-fields.ts';
import type { ShownListView } from '../../records/list-views.ts';
import type { ListSearch } from '../../window/list-address.ts';
import type { NavigationProps } from './view-kind.ts';

// By default the menu also closes on a key pressed outside. The press of O that opens it still bubbles and would close it.
const menuCloses = ['mousedown', 'touchstart'];

/** The menu of a board: the field of its columns. The key O opens it. Each choice is announced. */
export function BoardMenu({ entity, group, view, onAddress }: NavigationProps) {
  const [isOpen, setOpen] = useState(false);
  const announcer = useAnnouncer();
  const fields = boardFieldsOf(entity);
  const by = boardFieldOf(entity, group);
  const hasChoice = fields.length > 1;
  useShortcuts(
    hasChoice ? [{ keys: 'o', label: 'Columns of the board', section: 'View', run: () => setOpen(true) }] : [],
  );
  if (!by || !hasChoice) return null;
  const choose = ({ name, field }: BoardField) => {
    announcer.announce(`Columns by ${field.label}`);
    onAddress(columnsAddress(entity, view, name), 'push');
  };
  return (
    <>
      <Menu
        opened={isOpen}
        onChange={setOpen}
        position="bottom-start"
        width={240}
        trapFocus
        returnFocus
        clickOutsideEvents={menuCloses}
      >
        <Menu.Target>
          <IconButton icon="columns" label={`Columns by ${by.field.label}`} keys="o" size={32} />
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>Columns by</Menu.Label>
          {fields.map((one) => (
            <Menu.Item
              key={one.name}
              rightSection={one.name === by.name ? <Icon name="check" size={14} label="chosen" /> : null}
              onClick={() => choose(one)}
            >
              {one.field.label}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <Announcements {...announcer} />
    </>
  );
}

/** Returns the change of the address that makes a field the columns. The field that the view has anyway is left out. */
export const columnsAddress = (
  entity: Entity,
  view: Pick<ShownListView, 'group'> | undefined,
  field: string,
): Pick<ListSearch, 'group'> => ({ group: boardFieldOf(entity, view?.group)?.name === field ? undefined : field });
