import type { KnownKinds } from '@outpost/domain/engine/act/draft';
import { type Entity, sqlName } from '@outpost/domain/kernel/entities/entity';

/** One tenant as the store's functions need it. The installed kinds have tables of their own. */
export type Tenant = KnownKinds & { readonly orgId: string };

/** K-3: a kind of record of the tenant's own lives in the one table of all such. */
export const isOwnKind = ({ installed }: Pick<Tenant, 'installed'>, entity: string): boolean =>
  !installed.entities.has(entity);

/** The table that holds an entity's records, with its schema. */
export const tableOf = (tenant: Pick<Tenant, 'installed'>, entity: string): string =>
  isOwnKind(tenant, entity) ? 'store.custom_object' : `store.${sqlName(entity)}`;

/** K-3: the fields of an entity that no column or index of its own serves. */
export function ownFieldsOf(tenant: Tenant, entity: Entity): readonly string[] {
  const built = tenant.installed.entities.get(entity.name);
  return Object.keys(entity.fields).filter((name) => !built || !(name in built.fields));
}
