import type { Catalogue } from '@outpost/domain/kernel/catalogue';
import { withDefinitions } from '@outpost/domain/kernel/custom-fields';
import { sqlName } from '@outpost/domain/kernel/entity';
import type { Transaction } from '../db/database.ts';

/** The kind of record by which a tenant defines fields of its own. */
const definitionEntity = 'platform/field-definition';

/** Whether a change of this kind of record changes what the tenant's records look like. */
export const shapesCatalogue = (entity: string): boolean => entity === definitionEntity;

/**
 * K-3: the build's catalogue with a tenant's own fields in it, in the order in which they were defined. A definition that does not
 * read, or whose name a newer build has taken for itself, is passed over: its values are kept with the records.
 */
export async function readTenantCatalogue(tx: Transaction, orgId: string, installed: Catalogue): Promise<Catalogue> {
  if (!installed.entities.has(definitionEntity)) return installed;
  const rows = await tx.query<{ fields: unknown }>(
    `select fields from store.${sqlName(definitionEntity)} where org_id = $1 and life = 'alive' order by created_at, id`,
    [orgId],
  );
  return withDefinitions(
    installed,
    rows.map(({ fields }) => fields),
  ).catalogue;
}
