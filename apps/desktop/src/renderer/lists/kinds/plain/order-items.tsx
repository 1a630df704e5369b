import { Menu } from '@mantine/core';
import type { FieldSpec } from '@outpost/ui/fields/field-spec';
import { Icon } from '@outpost/ui/parts/icons';
import { directionWords } from '../../../board/card-order.ts';
import type { ListSort } from '../../../window/list-address.ts';
import classes from './order-items.module.css';

type Props = {
  readonly label: string;
  readonly fields: readonly FieldSpec[];
  readonly order: ListSort;
  readonly onChoose: (field: FieldSpec) => void;
};

/** The fields that can order a list, as a part of a menu. The chosen one says its direction, and a second choice turns it round. */
export function OrderItems({ label, fields, order, onChoose }: Props) {
  return (
    <div role="group" aria-label={label}>
      <Menu.Label aria-hidden>{label}</Menu.Label>
      {fields.map((spec) => (
        <Menu.Item
          key={spec.id}
          rightSection={
            spec.id === order.field ? (
              <span className={classes.direction}>
                {directionWords(spec.kind, order.direction)}
                <Icon name="check" size={14} label="chosen" />
              </span>
            ) : null
          }
          onClick={() => onChoose(spec)}
        >
          {spec.label}
        </Menu.Item>
      ))}
    </div>
  );
}

/** By default a menu also closes on a key pressed outside. The press of O that opens it still bubbles and would close it. */
export const menuCloses = ['mousedown', 'touchstart'];
