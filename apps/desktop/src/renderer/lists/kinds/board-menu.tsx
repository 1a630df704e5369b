import { Menu } from '@mantine/core';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { FieldSpec } from '@outpost/ui/fields/field-spec';
import { useShortcuts } from '@outpost/ui/keys/keyboard';
import { Announcements } from '@outpost/ui/parts/announcements';
import { IconButton } from '@outpost/ui/parts/button';
import { Icon } from '@outpost/ui/parts/icons';
import { useAnnouncer } from '@outpost/ui/parts/use-announcer';
import { useState } from 'react';
import { type BoardField, boardFieldOf, boardFieldsOf } from '../../board/board-fields.ts';
import { cardOrder, chosenOrder, orderFields, orderWords } from '../../board/card-order.ts';
import type { RefNames } from '../../../bridge/contract.ts';
import type { ShownListView } from '../../records/list-views.ts';
import { useFieldSpecs } from '../../records/use-field-specs.ts';
import { type ListSearch, writeSort } from '../../window/list-address.ts';
import { menuCloses, OrderItems } from './plain/order-items.tsx';
import classes from './plain/order-items.module.css';
import type { NavigationProps } from './view-kind.ts';

const noNames: RefNames = {};

/** The menu of a board: the field of its columns, and the order of its cards. The key O opens it. Each choice is announced. */
export function BoardMenu({ entity, group, sort, view, onAddress }: NavigationProps) {
  const [isOpen, setOpen] = useState(false);
  const announcer = useAnnouncer();
  const specs = useFieldSpecs(entity, noNames);
  const fields = boardFieldsOf(entity);
  const by = boardFieldOf(entity, group);
  useShortcuts([{ keys: 'o', label: 'Columns and order of the board', section: 'View', run: () => setOpen(true) }]);
  if (!by) return null;
  const order = cardOrder(sort);
  const chooseColumns = ({ name, field }: BoardField) => {
    announcer.announce(`Columns by ${field.label}`);
    onAddress(columnsAddress(entity, view, name), 'push');
  };
  const chooseOrder = (spec: FieldSpec) => {
    const next = chosenOrder(spec, order);
    announcer.announce(`Cards by ${orderWords(specs, next) ?? spec.label}`);
    onAddress({ sort: writeSort(next) === view?.sort ? undefined : writeSort(next) }, 'push');
  };
  const said = orderWords(specs, order);
  return (
    <>
      <Menu
        opened={isOpen}
        onChange={setOpen}
        position="bottom-start"
        width={260}
        trapFocus
        returnFocus
        clickOutsideEvents={menuCloses}
      >
        <Menu.Target>
          <IconButton
            icon="columns"
            label={`Columns by ${by.field.label}${said === undefined ? '' : `, cards by ${said}`}`}
            keys="o"
            size={32}
          />
        </Menu.Target>
        <Menu.Dropdown className={classes.menu}>
          {fields.length > 1 ? (
            <div role="group" aria-label="Columns by">
              <Menu.Label aria-hidden>Columns by</Menu.Label>
              {fields.map((one) => (
                <Menu.Item
                  key={one.name}
                  rightSection={one.name === by.name ? <Icon name="check" size={14} label="chosen" /> : null}
                  onClick={() => chooseColumns(one)}
                >
                  {one.field.label}
                </Menu.Item>
              ))}
              <Menu.Divider />
            </div>
          ) : null}
          <OrderItems
            label="Cards by"
            fields={orderFields(entity, specs, by.name)}
            order={order}
            onChoose={chooseOrder}
          />
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
