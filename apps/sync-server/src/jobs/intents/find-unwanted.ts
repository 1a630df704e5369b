import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import { sqlName } from '@outpost/domain/kernel/entities/entity';
import { columnOf } from '@outpost/domain/kernel/query/plans/index-plan';
import { foldedKey } from '@outpost/domain/kernel/text/fold-text';
import type { Transaction } from '../../db/database.ts';

/**
 * Returns the addresses among these that belong to a person who must not be contacted (`Reach.isUnwanted`), however they are
 * written. The people of all installed kinds are asked, also those that the author of the message does not see.
 */
export async function findUnwanted(
  tx: Transaction,
  { orgId, installed }: { readonly orgId: string; readonly installed: Catalogue },
  addresses: readonly string[],
): Promise<ReadonlySet<string>> {
  const keys = [...new Set(addresses.map(foldedKey))];
  if (keys.length === 0) return new Set();
  const found = new Set<string>();
  for (const entity of installed.entities.values()) {
    const { reach } = entity;
    const column = reach?.email === undefined ? undefined : columnOf(entity, reach.email)?.serverColumn;
    if (reach?.isUnwanted === undefined || column === undefined) continue;
    const rows = await tx.query<{ key: string }>(
      `select ${column} as key from store.${sqlName(entity.name)} where org_id = $1 and ${column} = any($2) and life = 'alive' and fields ->> $3 = 'true'`,
      [orgId, keys, reach.isUnwanted],
    );
    for (const { key } of rows) found.add(key);
  }
  return new Set(addresses.filter((address) => found.has(foldedKey(address))));
}
