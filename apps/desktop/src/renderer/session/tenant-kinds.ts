import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { isOwnKindName } from '@outpost/domain/kernel/catalogue/custom-objects';
import { withDefinitions } from '@outpost/domain/kernel/catalogue/tenant-definitions';
import { installedCatalogue } from '@outpost/domain/installed-packs';
import type { OwnDefinitions } from '../../bridge/contract.ts';

/** K-3: all kinds of record as this tenant has them. */
export type TenantKinds = {
  /** With the tenant's own kinds and fields: what screens offer and show. Retired kinds are in it, marked: their records can still be looked at. */
  readonly catalogue: Catalogue;
  /** With the retired fields too: what histories tell of (K-5). */
  readonly past: Catalogue;
};

/** Puts the build's catalogue and what the tenant has defined together: the one place where screens get it from. Entities without own fields stay the same values. */
export function tenantKinds({ retiredFields, ...living }: OwnDefinitions): TenantKinds {
  const { catalogue } = withDefinitions(installedCatalogue, living);
  const past = withDefinitions(installedCatalogue, { ...living, fields: [...living.fields, ...retiredFields] });
  return { catalogue, past: past.catalogue };
}

/** The kinds of record that the tenant has added and uses, in the order in which they were defined. */
export const ownKinds = (catalogue: Catalogue): readonly Entity[] =>
  [...catalogue.entities.values()].filter(({ name, isRetired }) => isOwnKindName(name) && isRetired !== true);

/** Names of the fields that the tenant has added to this kind of record, in the order in which they were defined. */
export const ownFieldNames = ({ fields }: Entity): readonly string[] =>
  Object.entries(fields).flatMap(([name, { isOwn }]) => (isOwn ? [name] : []));
