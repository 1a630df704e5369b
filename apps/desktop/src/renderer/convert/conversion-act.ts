import { cutLabel } from '@outpost/domain/kernel/acts/act-label';
import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import { childEntities, entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import type { Conversion, ConversionPart } from '@outpost/domain/kernel/catalogue/conversion';
import { titleOf } from '@outpost/domain/kernel/catalogue/record-rules';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { isEmptyValue } from '@outpost/domain/kernel/entities/field-types';
import { type FieldOf, isWritable, refValue } from '@outpost/domain/kernel/entities/fields';
import { type JsonValue, sameJson } from '@outpost/domain/kernel/json';
import type { ActRequest, ShownRecord } from '../../bridge/contract.ts';

type Fields = Readonly<Record<string, JsonValue>>;

/** The choice for a part: a new record with these values and perhaps an owner, an existing record, or nothing. */
export type PartChoice =
  | { readonly is: 'new'; readonly fields: Fields; readonly ownerId?: string }
  | { readonly is: 'existing'; readonly record: ShownRecord; readonly mayUpdate: boolean }
  | { readonly is: 'none' };

/** The chosen parts, by name. */
export type PartChoices = Readonly<Record<string, PartChoice>>;

/** Returns the first values of a part from the record, without empty ones. */
export const proposedFields = (part: ConversionPart, record: ShownRecord): Fields =>
  Object.fromEntries(
    // The function is declared for records of the conversion's kind, and an empty field of these is absent.
    Object.entries(part.fields({ record: { ...record, fields: withoutEmpty(record.fields) } as never })).flatMap(
      ([name, value]) => (isEmptyValue(value) ? [] : [[name, value ?? null]]),
    ),
  );

const withoutEmpty = (fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => !isEmptyValue(value)));

/** How the values of a part fit an existing record: its empty fields, and the fields in which it has other values. */
export type Fit = { readonly fills: Fields; readonly differs: readonly string[] };

/** Returns how proposed values fit an existing record. Its own values stay; only empty fields are filled in. */
export function fitOf(entity: Entity, record: ShownRecord, proposed: Fields): Fit {
  const fills: Record<string, JsonValue> = {};
  const differs: string[] = [];
  for (const [name, value] of Object.entries(proposed)) {
    const field = entity.fields[name];
    const now = record.fields[name] ?? null;
    if (!field || !isWritable(field) || field.merge === 'fixed' || sameJson(now, value)) continue;
    if (isEmptyValue(now)) fills[name] = value;
    else differs.push(name);
  }
  return { fills, differs };
}

/**
 * Returns the kinds whose records belong to a record of kind `from` and can belong to one of kind `to` instead, each
 * with its link.
 */
export function movingKinds(
  catalogue: Catalogue,
  from: string,
  to: string,
): readonly { readonly entity: Entity; readonly by: string; readonly field: FieldOf<'ref'> }[] {
  return childEntities(catalogue, from).flatMap((entity) => {
    const by = entity.parent ?? '';
    const field = entity.fields[by];
    // A record that names its parent for good stays: a person's consent, the end of a share.
    return field?.type === 'ref' && field.merge !== 'fixed' && field.targets.includes(to)
      ? [{ entity, by, field }]
      : [];
  });
}

/** Returns the part to which the records that belong to the converted one move; undefined if no such part is made. */
export const carrierOf = ({ carries, parts }: Conversion, choices: PartChoices): ConversionPart | undefined =>
  carries.flatMap((name) => parts.filter((part) => part.name === name && choices[name]?.is !== 'none'))[0];

/** A record that moves along. */
export type Moving = { readonly record: ShownRecord; readonly by: string; readonly field: FieldOf<'ref'> };

/** Chosen: together with the parts, fewer than the most edits of one act. */
export const mostMoving = 900;

type Asked = {
  readonly conversion: Conversion;
  readonly record: ShownRecord;
  readonly choices: PartChoices;
  readonly moving: readonly Moving[];
  /** The person, who owns all new records at first. */
  readonly ownerId: string;
  readonly newId: () => string;
};

/**
 * Returns the act of a conversion, all of it or nothing. It makes the parts, fills the empty fields of existing ones,
 * marks the record as converted and moves the records that belong to it. `gives`: a second act, which gives new records
 * to the owners that the person chose: people may create records of their own, and then give them away. `opened`: the
 * record to show afterwards.
 */
export function conversionRequest(
  catalogue: Catalogue,
  { conversion, record, choices, moving, ownerId, newId }: Asked,
): { readonly request: ActRequest; readonly gives: ActRequest | undefined; readonly opened: string | undefined } {
  const ids = new Map<string, { readonly entity: string; readonly id: string }>();
  const owners = new Map<string, string>();
  const given: ActRequest['edits'] = [];
  const edits: ActRequest['edits'] = [];
  const valueOf = (field: Entity['fields'][string] | undefined, part: string): JsonValue | undefined => {
    const made = ids.get(part);
    return field?.type === 'ref' && made ? refValue(field, made.entity, made.id) : undefined;
  };
  for (const part of conversion.parts) {
    const entity = entityOf(catalogue, part.entity);
    const choice = choices[part.name] ?? { is: 'none' };
    if (choice.is === 'none') continue;
    const links = Object.fromEntries(
      Object.entries(part.links).flatMap(([name, others]) => {
        const [value] = others.flatMap((other) => valueOf(entity.fields[name], other) ?? []);
        return value === undefined ? [] : [[name, value]];
      }),
    );
    if (choice.is === 'new') {
      const id = newId();
      ids.set(part.name, { entity: entity.name, id });
      const owner = choice.ownerId ?? owners.get(part.ownerAs ?? '') ?? ownerId;
      owners.set(part.name, owner);
      edits.push({ entity: entity.name, id, create: { fields: { ...choice.fields, ...links }, ownerId } });
      // The last part first: a task of a deal is given while the deal is still the person's own.
      if (owner !== ownerId) given.unshift({ entity: entity.name, id, fields: { ownerId: owner } });
      continue;
    }
    ids.set(part.name, { entity: entity.name, id: choice.record.id });
    if (choice.record.ownerId !== null) owners.set(part.name, choice.record.ownerId);
    const { fills } = fitOf(entity, choice.record, { ...proposedFields(part, record), ...links });
    if (choice.mayUpdate && Object.keys(fills).length > 0)
      edits.push({ entity: entity.name, id: choice.record.id, fields: { ...fills } });
  }
  const on = entityOf(catalogue, conversion.on);
  const names = Object.entries(conversion.names).flatMap(([field, part]) => {
    const value = valueOf(on.fields[field], part);
    return value === undefined ? [] : [[field, value] as const];
  });
  edits.push({ entity: on.name, id: record.id, fields: { ...conversion.sets, ...Object.fromEntries(names) } });
  const carrier = carrierOf(conversion, choices);
  const target = carrier && ids.get(carrier.name);
  if (target)
    for (const child of moving)
      edits.push({
        entity: child.record.entity,
        id: child.record.id,
        fields: { [child.by]: refValue(child.field, target.entity, target.id) },
      });
  const label = cutLabel(`${conversion.past} ${titleOf(on, record)}`);
  return {
    request: { label, edits },
    gives: given.length === 0 ? undefined : { label, edits: given },
    opened: target?.id ?? [...ids.values()].at(-1)?.id,
  };
}
