import { isHiddenField } from '@outpost/domain/kernel/catalogue/stages/pipelines-of';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { choiceKey } from '@outpost/domain/kernel/entities/field-types';
import type { SummaryGroup } from '@outpost/domain/kernel/questions/list-query';
import type { Formats } from '@outpost/ui/formats/formats';
import type { GridGroup } from '@outpost/ui/grid/grid-model';
import { sumText } from '../records/values/sums-by-currency.ts';

/** Returns the sums of the foot, each with its field's name. */
export function sumTexts(
  entity: Entity,
  sums: SummaryGroup['sums'],
  formats: Formats,
): readonly { readonly label: string; readonly value: string }[] {
  return Object.entries(sums).flatMap(([name, byCurrency]) => {
    const value = sumText(byCurrency, formats);
    return value === '' ? [] : [{ label: entity.fields[name]?.label ?? name, value }];
  });
}

/** Whether rows can be grouped by this field: it has few values, in an order that the list can be sorted by. */
export const canGroupBy = (entity: Entity, name: string): boolean =>
  (entity.fields[name]?.type === 'choice' && !isHiddenField(entity, name)) || entity.fields[name]?.type === 'flag';

const inBinaryOrder = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);

/** Returns group rows in the order of the sorted list: choices by their keys, no before yes, empty last. */
export function gridGroups(
  entity: Entity,
  by: string,
  about: { readonly groups: readonly SummaryGroup[]; readonly folded: ReadonlySet<string>; readonly formats: Formats },
): readonly GridGroup[] {
  const field = entity.fields[by];
  const options = field?.type === 'choice' ? field.options : [];
  // The keys by which the list is sorted: a tenant may have moved its stages to other places (PLT-9).
  const inOrder =
    field?.type === 'choice' ? options.map(({ value }) => choiceKey(field, value)).toSorted(inBinaryOrder) : [];
  const place = (value: SummaryGroup['value']) => {
    if (value === null) return 1e9;
    if (typeof value === 'boolean') return value ? 1 : 0;
    const found = field?.type === 'choice' && typeof value === 'string' ? inOrder.indexOf(choiceKey(field, value)) : -1;
    return found < 0 ? 1e6 : found;
  };
  const label = (value: SummaryGroup['value']) => {
    if (value === null) return `No ${(field?.label ?? by).toLowerCase()}`;
    if (typeof value === 'boolean')
      return value ? (field?.label ?? 'Yes') : `Not ${(field?.label ?? 'yes').toLowerCase()}`;
    return (
      options.find((option) => option.value === value)?.label ??
      (typeof value === 'string' ? value : JSON.stringify(value))
    );
  };
  return [...about.groups]
    .sort((left, right) => place(left.value) - place(right.value))
    .map((group) => {
      const key = JSON.stringify(group.value);
      const sums = Object.fromEntries(
        Object.entries(group.sums).map(([name, byCurrency]) => [name, sumText(byCurrency, about.formats)]),
      );
      return { key, label: label(group.value), count: group.count, sums, isCollapsed: about.folded.has(key) };
    });
}
