import { areaSettings, type ChosenAreas, chosenAreas } from '@outpost/domain/kernel/access/areas';
import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import { sqlName } from '@outpost/domain/kernel/entities/entity';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import type { Transaction } from '../db/database.ts';

/**
 * T-30: returns the areas that these people have chosen: user id → areas. `people` may be `'all'`. People without a
 * choice are left out. The owner of a record of settings is the person whose devices it narrows. Only the server makes
 * such records and sets their owner.
 */
export async function readAreas(
  tx: Transaction,
  { orgId, catalogue }: { readonly orgId: string; readonly catalogue: Catalogue },
  people: readonly string[] | 'all',
): Promise<ReadonlyMap<string, ChosenAreas>> {
  const found: (Pick<StoredRecord, 'entity' | 'fields'> & { readonly owner: string })[] = [];
  for (const [on] of areaSettings(catalogue)) {
    const rows = await tx.query<{ owner: string; fields: StoredRecord['fields'] }>(
      `select owner_id as owner, fields from store.${sqlName(on)} where org_id = $1 and life = 'alive' and owner_id is not null${people === 'all' ? '' : ' and owner_id = any($2::uuid[])'}`,
      people === 'all' ? [orgId] : [orgId, people],
    );
    found.push(...rows.map((row) => ({ ...row, entity: on })));
  }
  const byPerson = Map.groupBy(found, ({ owner }) => owner);
  return new Map([...byPerson].map(([person, records]) => [person, chosenAreas(catalogue, records)]));
}
