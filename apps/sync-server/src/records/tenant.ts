import type { Catalogue } from '@outpost/domain/kernel/catalogue';
import { type Entity, sqlName } from '@outpost/domain/kernel/entity';
import type { DefinitionRecord } from '@outpost/domain/kernel/tenant-definitions';

/** One tenant as the store's functions need it. */
export type Tenant = {
  readonly orgId: string;
  /** What the build declares: these kinds of record have tables of their own. */
  readonly installed: Catalogue;
  /** The same with the tenant's own fields and kinds of record in it, retired kinds too (K-3). */
  readonly catalogue: Catalogue;
  /** What makes the difference between the two: all definition records, the deleted ones too. */
  readonly definitions: readonly DefinitionRecord[];
};

/** K-3: a kind of record of the tenant's own lives in the one table of all such. */
export const isCustomObject = ({ installed }: Pick<Tenant, 'installed'>, entity: string): boolean =>
  !installed.entities.has(entity);

/** The table that holds an entity's records, with its schema. */
export const tableOf = (tenant: Pick<Tenant, 'installed'>, entity: string): string =>
  isCustomObject(tenant, entity) ? 'store.custom_object' : `store.${sqlName(entity)}`;

/** K-3: the fields of an entity that no column or index of its own serves. */
export function customFieldsOf(tenant: Tenant, entity: Entity): readonly string[] {
  const built = tenant.installed.entities.get(entity.name);
  return Object.keys(entity.fields).filter((name) => !built || !(name in built.fields));
}
