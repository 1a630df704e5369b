import { type Edit, isCreate } from './act.ts';
import type { Entity } from '../entities/entity.ts';
import type { JsonValue } from '../json.ts';
import { upgradedFields } from '../catalogue/record-rules.ts';

/**
 * K-5: returns an edit upgraded to the entity's own schema; `schema` is the number under which it was made. Fields of
 * a change are upgraded on both sides: the value that the author saw, and the new one. A creation contains its own
 * number.
 */
export function upgradedEdit(entity: Entity, edit: Edit, schema: number): Edit {
  if (isCreate(edit))
    return {
      ...edit,
      create: {
        ...edit.create,
        fields: { ...upgradedFields(entity, edit.create.fields, edit.create.schema) },
        schema: entity.schema,
      },
    };
  const side = (place: 0 | 1) =>
    upgradedFields(
      entity,
      Object.fromEntries(Object.entries(edit.fields).map(([name, values]) => [name, values[place]])),
      schema,
    );
  const from = side(0);
  const to = side(1);
  const gaveWay = edit.gaveWay && { ...upgradedFields(entity, edit.gaveWay, schema) };
  const names = new Set([...Object.keys(from), ...Object.keys(to)]);
  return {
    ...edit,
    ...(gaveWay ? { gaveWay } : {}),
    fields: Object.fromEntries(
      [...names].map((name) => [name, [from[name] ?? null, to[name] ?? null] as [JsonValue, JsonValue]]),
    ),
  };
}
