import { isOverdue } from '@outpost/domain/kernel/catalogue/overdue';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { JsonValue } from '@outpost/domain/kernel/json';
import type { FieldSpec } from '@outpost/ui/fields/field-spec';
import { fieldText } from '@outpost/ui/fields/field-text';
import type { Formats } from '@outpost/ui/formats/formats';
import { Avatar } from '@outpost/ui/parts/avatar';
import { OverdueText } from '@outpost/ui/parts/overdue-text';
import type { ReactNode } from 'react';
import type { ShownRecord } from '../../bridge/contract.ts';
import { distanceOf } from '../records/values/distance-of.ts';
import { shownValue } from '../records/values/shown-value.ts';
import type { ListSort } from '../window/list-address.ts';
import classes from './grid.module.css';

/** Widths in pixels for types that need a certain one; other columns share the remaining width. */
const widthOf: Readonly<Partial<Record<FieldSpec['kind'], number>>> = {
  money: 128,
  date: 112,
  instant: 168,
  percent: 88,
  number: 104,
  flag: 88,
  choice: 128,
  duration: 96,
  phone: 144,
};

/** Returns the size of a column that does not hold the records' names: a width by its type, or a share of the remaining width. */
export function columnSize({ kind }: FieldSpec): {
  readonly minWidth: number;
  readonly flex: number;
  readonly width?: number;
} {
  const width = widthOf[kind];
  return { minWidth: 112, flex: 1, ...(width === undefined ? {} : { width }) };
}

/** Draws a person with their initials; draws nothing for an empty reference. */
export function personCell(
  spec: FieldSpec,
  valueOf: (row: ShownRecord) => JsonValue,
): ((row: ShownRecord) => ReactNode) | undefined {
  if (spec.kind !== 'ref' || spec.isPerson !== true) return undefined;
  return (row) => {
    const value = valueOf(row);
    if (typeof value !== 'string') return null;
    const words = spec.nameOf?.(value) ?? 'Not shared with you';
    return (
      <span className={classes.person}>
        <Avatar name={words} person={typeof value === 'string' ? value : undefined} isMe={value === spec.me} />
        <span>{words}</span>
      </span>
    );
  };
}

/** Draws the time by which a record should be closed. Marks it when it is past. */
export function dueCell(
  entity: Entity,
  spec: FieldSpec,
  { formats, now }: { readonly formats: Formats; readonly now: () => number },
): (row: ShownRecord) => ReactNode {
  return (row) => {
    const value = shownValue(row, spec.id);
    const at = new Date(now()).toISOString();
    if (value === null || !isOverdue(entity, row, { at, today: formats.dayOf(at) })) return undefined;
    return <OverdueText text={fieldText(spec, value, formats)} />;
  };
}

/** Draws a place, with its distance where the list is ordered by the distance. */
export const distanceCell =
  (spec: FieldSpec, sort: ListSort, formats: Formats) =>
  (row: ShownRecord): ReactNode => {
    const distance = distanceOf(row, sort, formats);
    const place = fieldText(spec, shownValue(row, spec.id), formats);
    return distance === undefined ? undefined : `${distance} · ${place}`;
  };
