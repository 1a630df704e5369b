import { Menu } from '@mantine/core';
import type { FieldSpec } from '@outpost/ui/fields/field-spec';
import { useShortcuts } from '@outpost/ui/keys/keyboard';
import { Announcements } from '@outpost/ui/parts/announcements';
import { IconButton } from '@outpost/ui/parts/button';
import { useAnnouncer } from '@outpost/ui/parts/use-announcer';
import { useState } from 'react';
import type { RefNames } from '../../../../bridge/contract.ts';
import { chosenOrder, orderFields, orderWords } from '../../../board/card-order.ts';
import { defaultSort } from '../../../records/list-order.ts';
import { useCatalogue } from '../../../records/use-entity.ts';
import { useFieldSpecs } from '../../../records/use-field-specs.ts';
import { readSort, writeSort } from '../../../window/list-address.ts';
import type { NavigationProps } from '../view-kind.ts';
import { menuCloses, OrderItems } from './order-items.tsx';
import classes from './order-items.module.css';

const noNames: RefNames = {};

/** The menu of a list's order, which has no heads of columns. The key O opens it. Each choice is announced. */
export function OrderMenu({ entity, sort, view, onAddress }: NavigationProps) {
  const [isOpen, setOpen] = useState(false);
  const announcer = useAnnouncer();
  const catalogue = useCatalogue();
  const specs = useFieldSpecs(entity, noNames);
  useShortcuts([{ keys: 'o', label: 'Order of the list', section: 'View', run: () => setOpen(true) }]);
  const order = readSort(sort) ?? defaultSort(catalogue, entity);
  const said = orderWords(specs, order);
  const choose = (spec: FieldSpec) => {
    const next = chosenOrder(spec, order);
    announcer.announce(`Ordered by ${orderWords(specs, next) ?? spec.label}`);
    onAddress({ sort: writeSort(next) === view?.sort ? undefined : writeSort(next) }, 'push');
  };
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
          <IconButton icon="sort" label={`Ordered by ${said ?? 'the usual field'}`} keys="o" size={32} />
        </Menu.Target>
        <Menu.Dropdown className={classes.menu}>
          <OrderItems label="Order by" fields={orderFields(entity, specs, '')} order={order} onChoose={choose} />
        </Menu.Dropdown>
      </Menu>
      <Announcements {...announcer} />
    </>
  );
}
