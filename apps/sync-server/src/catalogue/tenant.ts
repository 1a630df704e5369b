import type { KnownKinds } from '@outpost/domain/engine/act/draft';
import { type Entity, sqlName } from '@outpost/domain/kernel/entities/entity';
import type { FiledByMonth } from './filed-by-month.ts';
import type { Sealing } from './sealing.ts';

/**
 * One tenant as the store's functions need it: its id and its kinds of record. Each installed kind has a table of its
 * own.
 */
export type Tenant = KnownKinds & {
  readonly orgId: string;
  /** K-4: absent until the tenant has a data key. */
  readonly sealing?: Sealing | undefined;
  readonly filedByMonth: FiledByMonth;
};

/** K-3: returns whether a kind of record is the tenant's own. Records of all such kinds are in one table. */
export const isOwnKind = ({ installed }: Pick<Tenant, 'installed'>, entity: string): boolean =>
  !installed.entities.has(entity);

/** Returns the table that holds an entity's records, with its schema. */
export const tableNameOf = (tenant: Pick<Tenant, 'installed'>, entity: string): string =>
  isOwnKind(tenant, entity) ? 'store.custom_object' : `store.${sqlName(entity)}`;

/** K-3: returns the fields that the tenant added to an entity. They have no column or index of their own. */
export function ownFieldsOf(tenant: Tenant, entity: Entity): readonly string[] {
  const built = tenant.installed.entities.get(entity.name);
  return Object.keys(entity.fields).filter((name) => !built || !(name in built.fields));
}
