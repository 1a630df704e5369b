import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import { sqlName } from '@outpost/domain/kernel/entities/entity';
import {
  definingEntities,
  type DefinitionRecord,
  definitionsIn,
  definitionsWith,
  withDefinitions,
} from '@outpost/domain/kernel/definitions/tenant-definitions';
import type { Transaction } from '../db/database.ts';
import type { FiledByMonth } from './filed-by-month.ts';
import type { Tenant } from './tenant.ts';

/**
 * A tenant's catalogue, all definition records that it is made from, including deleted ones, and the kinds whose records are filed by
 * month.
 */
export type ReadCatalogue = {
  readonly catalogue: Catalogue;
  readonly definitions: readonly DefinitionRecord[];
  readonly filedByMonth: FiledByMonth;
};

/**
 * Returns whether records of this kind add or remove kinds of record (K-3, T-25). New kinds have feed tokens of their
 * own.
 */
export const bringsKind = ({ installed }: Pick<Tenant, 'installed'>, entity: string): boolean =>
  ['entities', 'packs'].includes(installed.entities.get(entity)?.defines ?? '');

/** Returns the tenant with these definitions applied, or the same tenant where there are none. */
export function catalogueWith(tenant: Tenant, records: readonly DefinitionRecord[]): Tenant {
  if (records.length === 0) return tenant;
  const definitions = definitionsWith(tenant, records);
  const { catalogue } = withDefinitions(tenant.installed, definitionsIn(tenant.installed, definitions));
  return { ...tenant, catalogue, definitions };
}

/**
 * K-3: reads the build's catalogue together with the tenant's own kinds of record and fields. Ignores a definition that
 * cannot be parsed, or whose name a newer build uses itself. The data that it described is kept.
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
  const [definitions, [months]] = await Promise.all([
    first === undefined ? [] : tx.query<DefinitionRecord>([first, ...more].join(' union all '), [orgId]),
    tx.query<{ filed: FiledByMonth }>('select filed_by_month as filed from store.tenants where org_id = $1', [orgId]),
  ]);
  const filedByMonth = months?.filed ?? {};
  if (first === undefined) return { catalogue: installed, definitions, filedByMonth };
  const { catalogue } = withDefinitions(installed, definitionsIn(installed, definitions));
  return { catalogue, definitions, filedByMonth };
}
