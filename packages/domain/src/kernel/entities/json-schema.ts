import { type Field, isWritable } from './fields.ts';
import { z } from 'zod';
import { formatOf } from './formats/format-of.ts';
import type { Entity } from './entity.ts';
import { valueSchema } from './field-types.ts';
import type { JsonValue } from '../json.ts';

/** Returns the JSON schema of values by name, as a calculation takes or returns them (T-18). */
export const jsonSchemaOfShape = (title: string, fields: Entity['fields']): Readonly<Record<string, JsonValue>> => ({
  ...jsonSchemaOf({ label: { one: title }, fields }),
  additionalProperties: false,
});

/** Describes the format of a field and gives an example; its check is not part of the JSON schema. */
function formatPart(field: Field): Readonly<Record<string, JsonValue>> {
  const format = formatOf(field);
  if (format === undefined) return {};
  const help = field.help === undefined ? '' : `${field.help} `;
  return { description: `${help}${format.label}, such as ${format.example}.`, examples: [format.example] };
}

/**
 * Returns the JSON schema (draft 2020-12) of an entity's fields, for the API's description and for programs that
 * write acts. Conditions that a schema can't express (calendar dates that exist, rules between fields) are still
 * checked at arrival.
 */
export function jsonSchemaOf(
  entity: Pick<Entity, 'fields'> & { readonly label: { readonly one: string } },
): Readonly<Record<string, JsonValue>> {
  const properties: Record<string, JsonValue> = {};
  const required: string[] = [];
  for (const [name, field] of Object.entries(entity.fields)) {
    const { $schema: _dialect, ...schema } = z.toJSONSchema(valueSchema(field), {
      unrepresentable: 'any',
      io: 'input',
    });
    properties[name] = {
      ...(schema as Readonly<Record<string, JsonValue>>), // zod's own description of JSON is JSON
      title: field.label,
      ...(field.help === undefined ? {} : { description: field.help }),
      ...formatPart(field),
      ...(field.type === 'choice' ? { enum: field.options.map((option) => option.value) } : {}),
      ...(!isWritable(field) ? { readOnly: true } : {}),
    };
    if (field.required) required.push(name);
  }
  return { title: entity.label.one, type: 'object', properties, required, additionalProperties: true };
}
