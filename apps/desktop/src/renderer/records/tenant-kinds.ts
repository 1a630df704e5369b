import type { Catalogue } from '@outpost/domain/kernel/catalogue';
import type { Entity } from '@outpost/domain/kernel/entity';
import { withDefinitions } from '@outpost/domain/kernel/tenant-definitions';
import { installedCatalogue } from '@outpost/domain/installed-packs';
import type { OwnFields } from '../../bridge/contract.ts';

/** K-3: all kinds of record as this tenant has them. */
export type TenantKinds = {
  /** With the tenant's own fields: what screens offer and show. */
  readonly catalogue: Catalogue;
  /** With the retired ones too: what histories tell of (K-5). */
  readonly past: Catalogue;
};

/** Puts the build's catalogue and the tenant's own fields together: the one place where screens get it from. Entities without own fields stay the same values. */
export function tenantKinds({ fields, retired }: OwnFields): TenantKinds {
  const none = { entities: [], retiredEntities: [] };
  const { catalogue } = withDefinitions(installedCatalogue, { ...none, fields });
  return { catalogue, past: withDefinitions(catalogue, { ...none, fields: retired }).catalogue };
}

/** The kinds of record that the tenant has added, in the order in which they were defined. */
export const ownKinds = (catalogue: Catalogue): readonly Entity[] =>
  [...catalogue.entities.values()].filter(({ name }) => !installedCatalogue.entities.has(name));

/** Names of the fields that the tenant has added to this kind of record, in the order in which they were defined. */
export function ownFieldNames(entity: Entity): readonly string[] {
  const built = installedCatalogue.entities.get(entity.name)?.fields ?? {};
  return entity.fields === built ? [] : Object.keys(entity.fields).filter((name) => !Object.hasOwn(built, name));
}
