import { z } from 'zod';
import { type Catalogue, unknownEntity } from './catalogue.ts';
import { isReservedName } from './entity.ts';
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
  help: z.string().exactOptional(),
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
  required: z.boolean().exactOptional(),
  searched: z.boolean().exactOptional(),
  /** Appended to, relabelled or retired, never reordered or taken out: records sort by an option's place, and keep retired ones. */
  options: z
    .array(z.object({ value: z.string().min(1), label: z.string().min(1), isRetired: z.boolean().exactOptional() }))
    .exactOptional(),
});
export type FieldDefinition = z.infer<typeof fieldDefinitionSchema>;

function fieldFrom(definition: FieldDefinition): Field {
  const more = {
    label: definition.label,
    required: definition.required ?? false,
    searched: definition.searched ?? false,
    ...(definition.help === undefined || definition.help === '' ? {} : { help: definition.help }),
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
    if (definition.name in entity.fields || isReservedName(definition.name)) {
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

/** A catalogue with a tenant's own fields, and the definitions that it has them from, in order. */
export type TenantCatalogue = { readonly catalogue: Catalogue; readonly definitions: readonly FieldDefinition[] };

/**
 * K-3: the build's catalogue with what a tenant's living definition records say, `written` in the order in which they were made.
 * A definition that does not read, or whose name this build has taken for itself, is passed over: its values are kept (K-5).
 */
export function withDefinitions(installed: Catalogue, written: readonly unknown[]): TenantCatalogue {
  let catalogue = installed;
  const definitions: FieldDefinition[] = [];
  for (const fields of written) {
    const read = fieldDefinitionSchema.safeParse(fields);
    const next = read.success ? withCustomFields(catalogue, [read.data]) : undefined;
    if (!read.success || !next?.ok) continue;
    catalogue = next.value;
    definitions.push(read.data);
  }
  return { catalogue, definitions };
}
