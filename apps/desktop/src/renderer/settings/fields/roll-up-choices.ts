import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import { canRollUp } from '@outpost/domain/kernel/definitions/own-roll-ups';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { Field } from '@outpost/domain/kernel/entities/fields';
import { type RollUp, type RollUpFunction, rollUpFunctions } from '@outpost/domain/kernel/entities/roll-up';
import type { SpecOption } from '@outpost/ui/fields/field-spec';

/** The functions in people's words. */
export const functionWords: Readonly<Record<RollUpFunction, string>> = {
  count: 'How many there are',
  sum: 'Sum',
  min: 'Least, or earliest',
  max: 'Greatest, or latest date',
  latest: 'Value of the newest record',
};

/** A kind of record and its link to the records that get the figure. */
export type Related = { readonly value: string; readonly child: Entity; readonly by: string };

/** Returns the kinds of record that link to a kind, once for each link. */
export function relatedTo({ entities }: Catalogue, { name }: Entity): readonly Related[] {
  return [...entities.values()].flatMap((child) =>
    child.isRetired === true || child.defines !== undefined
      ? []
      : Object.entries(child.fields).flatMap(([by, field]) =>
          field.type === 'ref' && field.targets.includes(name) ? [{ value: `${child.name}.${by}`, child, by }] : [],
        ),
  );
}

/** Returns the related kinds as choices: "Deals, by Account". */
export const relatedOptions = (related: readonly Related[]): readonly SpecOption[] =>
  related.map(({ value, child, by }) => ({
    value,
    label: `${child.label.many}, by ${child.fields[by]?.label ?? by}`,
  }));

/** Returns the functions that a kind's fields allow. */
export const functionOptions = (child: Entity): readonly SpecOption[] =>
  rollUpFunctions
    .filter((fn) => fn === 'count' || fieldOptions(child, fn).length > 0)
    .map((fn) => ({ value: fn, label: functionWords[fn] }));

/** Returns the fields that a function can go over. */
export const fieldOptions = (child: Entity, fn: RollUpFunction): readonly SpecOption[] =>
  Object.entries(child.fields).flatMap(([name, field]) =>
    canRollUp(fn, field) ? [{ value: name, label: field.label }] : [],
  );

/** Returns the type of the figure; `undefined` while a part is missing. */
export function typeOfRollUp({ entities }: Catalogue, { of, fn, field }: RollUp): Field['type'] | undefined {
  if (fn === 'count') return 'number';
  return field === undefined ? undefined : entities.get(of)?.fields[field]?.type;
}

/** Returns a roll-up in words: "Sum of Value over Deals, by Account". */
export function rollUpWords({ entities }: Catalogue, { of, by, fn, field }: RollUp): string {
  const child = entities.get(of);
  const kind = child?.label.many ?? of;
  const what =
    field === undefined ? functionWords[fn] : `${functionWords[fn]} of ${child?.fields[field]?.label ?? field}`;
  return `${what}: ${kind}, by ${child?.fields[by]?.label ?? by}`;
}
