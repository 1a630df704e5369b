import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import { ownFields, shapesCatalogue } from '@outpost/domain/kernel/catalogue/tenant-definitions';
import type { Transaction } from '../../db/database.ts';
import { catalogueWith } from '../../catalogue/tenant-catalogue.ts';
import type { Tenant } from '../../catalogue/tenant.ts';

/** Sorts before every id. */
const fromTheFirst = '00000000-0000-0000-0000-000000000000';

/** A kind of record that is being rewritten: its records after this id are due. */
export type DueKind = { readonly entity: string; readonly after: string };

/**
 * K-5: notes and returns the kinds that have records of an older schema than this build's. A rewrite toward this schema
 * continues. Also notes kinds with own fields of which nothing was ever noted (K-3). The clock is held.
 */
export async function noteBehind(tx: Transaction, tenant: Tenant): Promise<readonly string[]> {
  const rows = await tx.query<{ entity: string; schema: number; toward: number; after: string | null }>(
    'select entity, schema, toward, after from store.kind_upkeep where org_id = $1',
    [tenant.orgId],
  );
  const known = new Map(rows.map((row) => [row.entity, row]));
  const own = ownFields(tenant.installed, tenant.catalogue);
  const kinds = [...tenant.catalogue.entities.values()].map(({ name, schema }) => {
    const row = known.get(name);
    return { name, schema, row, isBehind: (row?.schema ?? 1) < schema };
  });
  const due = kinds.filter(({ name, schema, row, isBehind }) => {
    if (row === undefined) return isBehind || name in own;
    return row.after === null ? isBehind : row.toward !== schema; // a rewrite toward this number continues
  });
  const names = due.map(({ name }) => name);
  await noteDue(tx, tenant, names);
  // An older build runs again: the next newer build must upgrade the records that it writes from now on.
  const ahead = kinds.filter(({ schema, row }) => row !== undefined && row.schema > schema);
  if (ahead.length > 0)
    await tx.query(
      `update store.kind_upkeep k set schema = r.schema from unnest($2::text[], $3::integer[]) as r(entity, schema)
       where k.org_id = $1 and k.entity = r.entity`,
      [tenant.orgId, ahead.map(({ name }) => name), ahead.map(({ schema }) => schema)],
    );
  return kinds.flatMap(({ name, isBehind }) => (isBehind ? [name] : []));
}

/** K-3: notes the kinds whose records' keys and words change with these written definitions. The clock is held. */
export async function noteRedefined(tx: Transaction, tenant: Tenant, written: readonly StoredRecord[]): Promise<void> {
  const definitions = written.filter(({ entity }) => shapesCatalogue(tenant.installed, entity));
  if (definitions.length === 0) return;
  const before = ownFields(tenant.installed, tenant.catalogue);
  const next = catalogueWith(tenant, definitions);
  const now = ownFields(tenant.installed, next.catalogue);
  const names = [...new Set([...Object.keys(before), ...Object.keys(now)])];
  await noteDue(
    tx,
    next,
    names.filter((name) => before[name] !== now[name]),
  );
}

/**
 * Marks kinds as due from their first record on. A rewrite that is under way starts again, because the declarations
 * have changed.
 */
async function noteDue(tx: Transaction, { orgId, catalogue }: Tenant, names: readonly string[]): Promise<void> {
  if (names.length === 0) return;
  await tx.query(
    `insert into store.kind_upkeep (org_id, entity, toward, after) select $1, r.entity, r.toward, $4 from unnest($2::text[], $3::integer[]) as r(entity, toward)
     on conflict (org_id, entity) do update set toward = excluded.toward, after = excluded.after`,
    [orgId, names, names.map((name) => catalogue.entities.get(name)?.schema ?? 1), fromTheFirst],
  );
}

/**
 * Returns the first of these kinds that is due. Leaves out kinds that another build has begun: this build would finish
 * them by another declaration.
 */
export async function nextDue(
  tx: Transaction,
  { orgId, catalogue }: Tenant,
  names: readonly string[],
): Promise<DueKind | undefined> {
  const [row] = await tx.query<DueKind>(
    `select k.entity, k.after from store.kind_upkeep k join unnest($2::text[], $3::integer[]) as r(entity, schema) on k.entity = r.entity and k.toward = r.schema
     where k.org_id = $1 and k.after is not null order by k.entity limit 1`,
    [orgId, names, names.map((name) => entityOf(catalogue, name).schema)],
  );
  return row;
}

/** Notes the last record of a kind that was rewritten; null: all were. */
export async function noteDone(
  tx: Transaction,
  orgId: string,
  { entity, after }: { readonly entity: string; readonly after: string | null },
): Promise<void> {
  await tx.query(
    'update store.kind_upkeep set after = $3::uuid, schema = case when $3::uuid is null then toward else schema end where org_id = $1 and entity = $2',
    [orgId, entity, after],
  );
}
