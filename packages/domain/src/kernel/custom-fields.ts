import { z } from 'zod';
import { type Catalogue, unknownEntity } from './catalogue.ts';
import { isEnvelopeName } from './entity.ts';
import {
  choice,
  date,
  duration,
  email,
  type Field,
  flag,
  instant,
  money,
  number,
  percent,
  phone,
  tags,
  text,
} from './fields.ts';
import { type Result, accept, refuse } from './refusal.ts';

/** K-3: a tenant's own field as its definition record says it. */
export const fieldDefinitionSchema = z.object({
  forEntity: z.string(),
  name: z.string().regex(/^[a-z][a-zA-Z0-9]{0,79}$/, 'must be a camelCase word'),
  label: z.string().min(1),
  type: z.enum([
    'text',
    'email',
    'phone',
    'money',
    'number',
    'percent',
    'flag',
    'date',
    'instant',
    'duration',
    'choice',
    'tags',
  ]),
  required: z.boolean().optional(),
  searched: z.boolean().optional(),
  options: z.array(z.object({ value: z.string().min(1), label: z.string().min(1) })).optional(),
});
export type FieldDefinition = z.infer<typeof fieldDefinitionSchema>;

function fieldFrom(definition: FieldDefinition): Field {
  const more = {
    label: definition.label,
    required: definition.required ?? false,
    searched: definition.searched ?? false,
  };
  switch (definition.type) {
    case 'text':
      return text(more);
    case 'email':
      return email(more);
    case 'phone':
      return phone(more);
    case 'money':
      return money(more);
    case 'number':
      return number({ ...more, decimals: 6 });
    case 'percent':
      return percent(more);
    case 'flag':
      return flag(more);
    case 'date':
      return date(more);
    case 'instant':
      return instant(more);
    case 'duration':
      return duration(more);
    case 'choice':
      return choice(definition.options ?? [], more);
    case 'tags':
      return tags(more);
  }
}

/**
 * The catalogue with a tenant's own fields in it: from then on they count in lists, filters, reports, import and API as built-in
 * ones do. They cause no DDL: no index plan names them; the server indexes them through `record_key`.
 *
 * Refuses `records/unknown-entity`, and `records/invalid` for a name that the entity or every record has already.
 */
export function withCustomFields(catalogue: Catalogue, definitions: readonly FieldDefinition[]): Result<Catalogue> {
  const entities = new Map(catalogue.entities);
  for (const definition of definitions) {
    const entity = entities.get(definition.forEntity);
    if (!entity) return unknownEntity(definition.forEntity);
    if (definition.name in entity.fields || isEnvelopeName(definition.name)) {
      return refuse(
        'records/invalid',
        `${entity.label.one} has a field "${definition.name}" already. Choose another name.`,
        { field: definition.name },
      );
    }
    entities.set(entity.name, { ...entity, fields: { ...entity.fields, [definition.name]: fieldFrom(definition) } });
  }
  return accept({ ...catalogue, entities });
}
