import type { Catalogue } from '@outpost/domain/kernel/catalogue';
import { type FieldDefinition, type TenantCatalogue, withDefinitions } from '@outpost/domain/kernel/custom-fields';
import type { StoredRecord } from '@outpost/domain/kernel/record';

/** The kinds of record by which tenants define fields (K-3). */
export const definingEntities = (installed: Catalogue): readonly string[] =>
  [...installed.entities.values()].filter((entity) => entity.defines === 'fields').map((entity) => entity.name);

/** A tenant's catalogue, and what its retired definitions said: their values are kept, and histories still tell of them (K-5). */
export type TenantFields = TenantCatalogue & { readonly retired: readonly FieldDefinition[] };

/** K-3: the build's catalogue with the tenant's own fields in it, in the order in which they were defined, as the server puts it together. */
export function tenantCatalogue(installed: Catalogue, records: readonly StoredRecord[]): TenantFields {
  const order = (record: StoredRecord) => `${record.createdAt} ${record.id}`;
  const inOrder = records.toSorted((a, b) => (order(a) < order(b) ? -1 : 1));
  const written = (isAlive: boolean) =>
    inOrder.filter(({ life }) => (life === 'alive') === isAlive).map(({ fields }) => fields);
  const own = withDefinitions(installed, written(true));
  return { ...own, retired: withDefinitions(own.catalogue, written(false)).definitions };
}

/** What a record's keys and search tokens depend on beside its schema: the tenant's own fields of its kind. By entity, those that have some. */
export function ownFields(installed: Catalogue, catalogue: Catalogue): Readonly<Record<string, string>> {
  const shapes: Record<string, string> = {};
  for (const { name, fields } of catalogue.entities.values()) {
    const built = installed.entities.get(name)?.fields ?? {};
    const own = Object.entries(fields).filter(([field]) => !(field in built));
    if (own.length > 0)
      shapes[name] = JSON.stringify(
        own.map(([key, field]) => [
          key,
          field.type,
          field.searched,
          ...(field.type === 'choice' ? field.options.map(({ value }) => value) : []), // a choice's key is its place among them
        ]),
      );
  }
  return shapes;
}
