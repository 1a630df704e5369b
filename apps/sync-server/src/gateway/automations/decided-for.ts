import { canSee, type Principal } from '@outpost/domain/kernel/access/access';
import type { FilterAnswer, FindReferred } from '@outpost/domain/kernel/query/filters/holds';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import type { Tenant } from '../../catalogue/tenant.ts';
import type { Transaction } from '../../db/database.ts';
import { recordsOf } from '../../records/load/load.ts';

/**
 * The person with whose rights filters are asked. `held`: the referenced records that were read so far in this transaction, by kind and id;
 * null where there is none.
 */
export type AutomationSight = {
  readonly tenant: Tenant;
  readonly principal: Principal;
  readonly held: Map<string, StoredRecord | null>;
};

type Named = { readonly entity: string; readonly id: string };
const keyOf = ({ entity, id }: Named): string => `${entity} ${id}`;

/**
 * Decides a filter that may ask referenced records: first without them, then with those that it asked for. Records that the person may not
 * see count as empty. The answer is unknown only for figures over other records.
 */
export async function decidedFor(
  tx: Transaction,
  { tenant, principal, held }: AutomationSight,
  ask: (referred: FindReferred) => FilterAnswer,
): Promise<FilterAnswer> {
  const needed: Named[] = [];
  const first = ask((named) => {
    needed.push(named);
    return 'unknown';
  });
  if (first !== 'unknown' || needed.length === 0) return first;
  for (const [entity, of] of Map.groupBy(needed, (one) => one.entity)) {
    const ids = [...new Set(of.map(({ id }) => id))].filter((id) => !held.has(keyOf({ entity, id })));
    for (const id of ids) held.set(keyOf({ entity, id }), null);
    for (const record of ids.length === 0 ? [] : await recordsOf(tx, tenant, { entity, ids }))
      held.set(keyOf(record), record);
  }
  return ask((named) => {
    const target = held.get(keyOf(named));
    return target && canSee(principal, tenant.catalogue, target) ? target : 'out-of-reach';
  });
}
