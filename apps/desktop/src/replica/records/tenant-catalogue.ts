import type { Catalogue } from '@outpost/domain/kernel/catalogue';
import type { FieldDefinition } from '@outpost/domain/kernel/custom-fields';
import type { StoredRecord } from '@outpost/domain/kernel/record';
import { definitionsIn, type TenantCatalogue, withDefinitions } from '@outpost/domain/kernel/tenant-definitions';

/** A tenant's catalogue, and what its retired field definitions said: their values are kept, and histories still tell of them (K-5). */
export type TenantFields = TenantCatalogue & { readonly retired: readonly FieldDefinition[] };

/** K-3: the build's catalogue with the tenant's own fields in it, in the order in which they were defined, as the server puts it together. */
export function tenantCatalogue(installed: Catalogue, records: readonly StoredRecord[]): TenantFields {
  const inUse = { ...definitionsIn(installed, records), entities: [], retiredEntities: [] };
  const own = withDefinitions(installed, inUse);
  const gone = records.flatMap((record) => (record.life === 'alive' ? [] : { ...record, life: 'alive' as const }));
  const retired = { ...definitionsIn(installed, gone), entities: [], retiredEntities: [] };
  return { ...own, retired: withDefinitions(own.catalogue, retired).fields };
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
