import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import { sqlName } from '@outpost/domain/kernel/entities/entity';
import {
  definingEntities,
  type DefinitionRecord,
  definitionsIn,
  definitionsWith,
  withDefinitions,
} from '@outpost/domain/kernel/catalogue/tenant-definitions';
import type { Transaction } from '../db/database.ts';
import type { Tenant } from './tenant.ts';

/** A tenant's kinds of record, and all definition records that they are made from, the deleted ones too. */
export type ReadCatalogue = { readonly catalogue: Catalogue; readonly definitions: readonly DefinitionRecord[] };

/** Whether records of this kind make kinds of record, or take them away (K-3, T-25), which have feed tokens of their own. */
export const bringsKind = ({ installed }: Pick<Tenant, 'installed'>, entity: string): boolean =>
  ['entities', 'packs'].includes(installed.entities.get(entity)?.defines ?? '');

/** The tenant as these definitions leave it, if there are any. */
export function catalogueWith(tenant: Tenant, records: readonly DefinitionRecord[]): Tenant {
  if (records.length === 0) return tenant;
  const definitions = definitionsWith(tenant, records);
  const { catalogue } = withDefinitions(tenant.installed, definitionsIn(tenant.installed, definitions));
  return { ...tenant, catalogue, definitions };
}

/**
 * K-3: the build's catalogue with the tenant's own kinds of record and fields in it. A definition that does not read, or whose name a
 * newer build has taken for itself, is passed over: what it described is kept.
 */
export async function readTenantCatalogue(
  tx: Transaction,
  orgId: string,
  installed: Catalogue,
): Promise<ReadCatalogue> {
  const [first, ...more] = definingEntities(installed).map(
    ({ name }) =>
      `select id, '${name}' as entity, life, created_at as "createdAt", fields from store.${sqlName(name)} where org_id = $1`,
  );
  if (first === undefined) return { catalogue: installed, definitions: [] };
  const definitions = await tx.query<DefinitionRecord>([first, ...more].join(' union all '), [orgId]);
  return { catalogue: withDefinitions(installed, definitionsIn(installed, definitions)).catalogue, definitions };
}
