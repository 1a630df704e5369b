import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import { type FieldDefinition, withOwnFields } from '@outpost/domain/kernel/definitions/own-fields';
import { ownKindName } from '@outpost/domain/kernel/catalogue/own-kind-name';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import {
  definingEntities,
  definitionsIn,
  type TenantCatalogue,
  withDefinitions,
} from '@outpost/domain/kernel/definitions/tenant-definitions';
import type { ReplicaLookups } from './replica-lookups.ts';

/** A tenant's catalogue from the definition records on this device. */
export type DeviceCatalogue = TenantCatalogue & {
  /**
   * The definitions of retired fields: their values are kept, and histories still show them (K-5). Retired kinds are in the
   * catalogue, with a mark.
   */
  readonly retiredFields: readonly FieldDefinition[];
  /**
   * The definition record of each own kind ("own/vehicle") and each own field ("crm/deal.salesRegion"): an edit that uses them
   * depends on it (S-4b).
   */
  readonly definedBy: ReadonlyMap<string, string>;
};

/** Returns the build's catalogue with the tenant's own kinds of record and fields, composed as on the server (K-3). */
export function tenantCatalogue(installed: Catalogue, lookups: Pick<ReplicaLookups, 'recordsOf'>): DeviceCatalogue {
  const records = definingEntities(installed).flatMap(({ name }) => lookups.recordsOf(name));
  const own = withDefinitions(installed, definitionsIn(installed, records));
  const asLiving = records.flatMap((record) =>
    record.life === 'alive' ? [] : [{ ...record, life: 'alive' as const }],
  );
  const retired = withOwnFields(own.catalogue, definitionsIn(installed, asLiving).fields);
  return {
    ...own,
    retiredFields: retired.read.flatMap((one) => ('definition' in one ? [one.definition] : [])),
    definedBy: definitionRecords(installed, records),
  };
}

function definitionRecords(installed: Catalogue, records: readonly StoredRecord[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const livingLast = records.toSorted((a, b) => Number(a.life === 'alive') - Number(b.life === 'alive')); // the last one is used
  for (const { id, entity, fields } of livingLast) {
    const { name, forEntity, pack } = fields;
    if (installed.entities.get(entity)?.defines === 'packs')
      for (const kind of installed.packs.find((one) => one.name === pack)?.entities ?? []) found.set(kind, id);
    if (typeof name !== 'string') continue;
    if (installed.entities.get(entity)?.defines === 'entities') found.set(ownKindName(name), id);
    else if (typeof forEntity === 'string') found.set(`${forEntity}.${name}`, id);
  }
  return found;
}
