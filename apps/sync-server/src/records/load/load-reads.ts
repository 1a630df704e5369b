import { type Edit, isCreate } from '@outpost/domain/kernel/acts/act';
import { mostRead, type Read } from '@outpost/domain/kernel/entities/reads';
import {
  type ReferrerQuery,
  namingKey,
  namingOfKey,
  type Total,
  totalKey,
  totalOfKey,
  type Totalling,
} from '@outpost/domain/engine/reads/overlay';
import { type ReadPlan, readPlanOf } from '@outpost/domain/engine/reads/read-plan';
import { targetsIn } from '@outpost/domain/engine/reads/references';
import type { Row, Transaction } from '../../db/database.ts';
import { openedRecord } from '../../catalogue/sealed-records.ts';
import { tableNameOf, type Tenant } from '../../catalogue/tenant.ts';
import type { Loaded, Needs } from './loaded.ts';
import { piecesOf } from './pieces-of.ts';
import { readStored, storedColumns } from './stored-columns.ts';

/**
 * E-3, chosen: one statement finds the records that name up to this many targets. Each target may have `mostRead` of
 * them.
 */
const targetsPerStatement = 50;

/**
 * SQL for the ids of records of one kind whose field names the record `w.target`. `store.reference` has all references
 * of living records, also those of fields without an index.
 */
const named =
  'select r.id from store.reference r where r.org_id = $1 and r.target_id = w.target and r.entity = $3 and r.field = $4';

/**
 * T-11: loads the living records that name others, with one statement for each kind and field, and any number of
 * targets.
 */
export async function loadNaming(
  tx: Transaction,
  tenant: Tenant,
  { keys, loaded }: { readonly keys: readonly string[]; readonly loaded: Loaded },
): Promise<void> {
  const read = async (asked: readonly ReferrerQuery[], { kind, field }: ReferrerQuery): Promise<void> => {
    const rows = await tx.query<Row & { target: string }>(
      `select w.target, t.* from unnest($2::uuid[]) as w(target)
       cross join lateral (select ${storedColumns} from ${tableNameOf(tenant, kind)} where org_id = $1 and life = 'alive' and id = any(array(${named})) limit ${mostRead + 1}) t`,
      [tenant.orgId, asked.map(({ target }) => target), kind, field],
    );
    const byTarget = Map.groupBy(rows, ({ target }) => target);
    for (const one of asked) {
      const records = (byTarget.get(one.target) ?? []).map((row) => openedRecord(tenant, readStored(kind, row)));
      const isMany = records.length > mostRead;
      loaded.naming.set(namingKey(one), isMany ? 'many' : records.map(({ id }) => id));
      if (!isMany) for (const record of records) loaded.records.set(record.id, record);
    }
  };
  await Promise.all(inSets(keys.map(namingOfKey)).map(([asked, first]) => read(asked, first)));
}

/** T-11: loads sums over the living records that name others, with one statement for each declared total. */
export async function loadTotals(
  tx: Transaction,
  tenant: Tenant,
  { keys, loaded }: { readonly keys: readonly string[]; readonly loaded: Loaded },
): Promise<void> {
  const read = async (asked: readonly Totalling[], { kind, field, sum, per }: Totalling): Promise<void> => {
    // A value of an older build may not be a number: it counts as zero, as in the engine.
    const part =
      sum === undefined
        ? '1'
        : `case jsonb_typeof(fields -> $6) when 'number' then (fields ->> $6)::numeric else 0 end`;
    const rows = await tx.query<{ target: string; place: string; total: number }>(
      `select w.target, t.place, t.total from unnest($2::uuid[]) as w(target)
       cross join lateral (select coalesce(fields ->> $5, '') as place, sum(${part})::float8 as total from ${tableNameOf(tenant, kind)}
         where org_id = $1 and life = 'alive' and id = any(array(${named})) group by 1) t where t.total <> 0`,
      [tenant.orgId, asked.map(({ target }) => target), kind, field, per ?? '', ...(sum === undefined ? [] : [sum])],
    );
    const byTarget = Map.groupBy(rows, ({ target }) => target);
    for (const one of asked)
      loaded.totals.set(
        totalKey(one),
        Object.fromEntries(
          (byTarget.get(one.target) ?? []).map(({ place, total }): [string, number] => [place, total]),
        ) satisfies Total,
      );
  };
  await Promise.all(inSets(keys.map(totalOfKey)).map(([asked, first]) => read(asked, first)));
}

/**
 * Groups the questions by everything but their target, in pieces of bounded size. Returns each piece with one of its
 * questions.
 */
function inSets<T extends ReferrerQuery>(asked: readonly T[]): readonly (readonly [readonly T[], T])[] {
  const groups = Map.groupBy(asked, (one) => JSON.stringify({ ...one, target: '' }));
  return [...groups.values()].flatMap((group) =>
    [...piecesOf(group, targetsPerStatement)].flatMap((piece) => (piece[0] ? [[piece, piece[0]] as const] : [])),
  );
}

/** Adds the reads of the rules that an edit touches, as far as the edit itself shows them: a hint, like all first needs. */
export function needReads(needs: Needs, tenant: Tenant, edit: Edit): void {
  const plan = readPlanOf(tenant.catalogue);
  if (!plan) return;
  if (!isCreate(edit)) needOf(needs, plan.own.get(edit.entity) ?? [], edit.id);
  const targets = targetsIn(tenant.catalogue, edit);
  for (const { rule, read, place } of plan.reached.get(edit.entity) ?? []) {
    const target = place === 0 ? targets.get(read.steps[0]?.field ?? '') : undefined;
    if (target !== undefined) needOf(needs, [rule], target);
  }
}

function needOf(needs: Needs, rules: NonNullable<ReturnType<ReadPlan['own']['get']>>, target: string): void {
  for (const { how, steps, sum, per } of rules.flatMap(({ reads }): Read[] => Object.values(reads))) {
    const [first] = steps;
    if (first?.way !== 'down') continue;
    const asked = { kind: first.kind, field: first.field, target };
    if (how === 'total' && steps.length === 1) needs.totals.add(totalKey({ ...asked, sum, per }));
    else needs.naming.add(namingKey(asked));
  }
}
