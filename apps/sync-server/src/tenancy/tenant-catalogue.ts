import type { Catalogue } from '@outpost/domain/kernel/catalogue';
import { sqlName } from '@outpost/domain/kernel/entity';
import {
  definingEntities,
  type DefinitionRecord,
  definitionsIn,
  withDefinitions,
} from '@outpost/domain/kernel/tenant-definitions';
import type { Transaction } from '../db/database.ts';

/** Whether a change of this kind of record changes what the tenant's records look like (K-3). */
export const shapesCatalogue = (installed: Catalogue, entity: string): boolean =>
  installed.entities.get(entity)?.defines !== undefined;

/** A tenant's kinds of record, and all definition records that they are made from, the deleted ones too. */
export type ReadCatalogue = { readonly catalogue: Catalogue; readonly definitions: readonly DefinitionRecord[] };

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
