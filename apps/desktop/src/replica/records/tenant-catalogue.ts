import type { Catalogue } from '@outpost/domain/kernel/catalogue';
import { fieldDefinitionSchema, withCustomFields } from '@outpost/domain/kernel/custom-fields';
import type { StoredRecord } from '@outpost/domain/kernel/record';

/** The kinds of record by which tenants define fields (K-3). */
export const definingEntities = (installed: Catalogue): readonly string[] =>
  [...installed.entities.values()].filter((entity) => entity.defines === 'fields').map((entity) => entity.name);

/**
 * K-3: the build's catalogue with the tenant's own fields in it, in the order in which they were defined, as the server puts it
 * together. A definition that does not read, or whose name this build has taken for itself, is passed over: its values are kept.
 */
export function tenantCatalogue(installed: Catalogue, definitions: readonly StoredRecord[]): Catalogue {
  const order = (record: StoredRecord) => `${record.createdAt} ${record.id}`;
  let catalogue = installed;
  for (const record of definitions
    .filter(({ life }) => life === 'alive')
    .toSorted((a, b) => (order(a) < order(b) ? -1 : 1))) {
    const definition = fieldDefinitionSchema.safeParse(record.fields);
    const next = definition.success ? withCustomFields(catalogue, [definition.data]) : undefined;
    if (next?.ok) catalogue = next.value;
  }
  return catalogue;
}

/** What a record's keys and search tokens depend on beside its schema: the tenant's own fields of its kind. By entity, those that have some. */
export function ownFields(installed: Catalogue, catalogue: Catalogue): Readonly<Record<string, string>> {
  const shapes: Record<string, string> = {};
  for (const { name, fields } of catalogue.entities.values()) {
    const built = installed.entities.get(name)?.fields ?? {};
    const own = Object.entries(fields).filter(([field]) => !(field in built));
    if (own.length > 0)
      shapes[name] = JSON.stringify(own.map(([field, { type, searched }]) => [field, type, searched]));
  }
  return shapes;
}
