import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { isOwnKindName } from '@outpost/domain/kernel/catalogue/own-kind-name';
import { withDefinitions } from '@outpost/domain/kernel/definitions/tenant-definitions';
import { withoutSealed } from '@outpost/domain/kernel/catalogue/sealed-group';
import { installedCatalogue } from '@outpost/domain/installed-packs';
import type { OwnDefinitions } from '../../bridge/own-definitions.ts';

/** All kinds of record of this tenant (K-3). */
export type TenantKinds = {
  /**
   * The catalogue with the tenant's own kinds and fields, which screens offer and show. Retired kinds are included and
   * marked, because their records can still be viewed. Groups of sealed fields are not included: a record's page asks
   * for them (K-4).
   */
  readonly catalogue: Catalogue;
  /** The same catalogue, also with retired fields and groups of sealed fields, for histories (K-5) and for rights. */
  readonly past: Catalogue;
};

/**
 * Combines the build's catalogue with the tenant's definitions. All screens get their catalogue from here. Entities without own
 * fields stay the same objects.
 */
export function tenantKinds({ retiredFields, ...living }: OwnDefinitions): TenantKinds {
  const { catalogue } = withDefinitions(installedCatalogue, living);
  const past = withDefinitions(installedCatalogue, { ...living, fields: [...living.fields, ...retiredFields] });
  return { catalogue: withoutSealed(catalogue), past: past.catalogue };
}

/** Returns the tenant's own kinds of record in use, in the order of their definition. */
export const ownKinds = (catalogue: Catalogue): readonly Entity[] =>
  [...catalogue.entities.values()].filter(({ name, isRetired }) => isOwnKindName(name) && isRetired !== true);

/** Returns the names of the tenant's own fields of this kind of record, in the order of their definition. */
export const ownFieldNames = ({ fields }: Entity): readonly string[] =>
  Object.entries(fields).flatMap(([name, { isOwn }]) => (isOwn ? [name] : []));
