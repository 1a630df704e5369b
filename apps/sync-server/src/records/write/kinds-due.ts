import { type Catalogue, entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { titleWordsVersion } from '@outpost/domain/kernel/text/title-words';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import { ownFields, shapesCatalogue } from '@outpost/domain/kernel/definitions/tenant-definitions';
import type { Transaction } from '../../db/database.ts';
import { catalogueWith } from '../../catalogue/tenant-catalogue.ts';
import type { Tenant } from '../../catalogue/tenant.ts';

/** Sorts before every id. */
const fromTheFirst = '00000000-0000-0000-0000-000000000000';

/**
 * A kind of record that is being rewritten: its records after this id are due. `words`: the version of the tokens of titles
 * that all its records have.
 */
export type DueKind = { readonly entity: string; readonly after: string; readonly words: number };

/**
 * K-5: notes and returns the kinds that have records of an older schema than this build's. A rewrite toward this schema
 * continues. Also notes kinds with own fields that have no note yet (K-3). The clock is held.
 */
export async function noteBehind(tx: Transaction, tenant: Tenant): Promise<readonly string[]> {
  const rows = await tx.query<{
    entity: string;
    schema: number;
    toward: number;
    after: string | null;
    words_toward: number;
  }>('select entity, schema, toward, after, words_toward from store.kind_upkeep where org_id = $1', [tenant.orgId]);
  const known = new Map(rows.map((row) => [row.entity, row]));
  const withoutTitleWords = await kindsWithoutTitleWords(tx, tenant, known);
  const own = ownFields(tenant.installed, tenant.catalogue);
  const kinds = [...tenant.catalogue.entities.values()].map(({ name, schema }) => {
    const row = known.get(name);
    return { name, schema, row, isBehind: (row?.schema ?? 1) < schema };
  });
  const due = kinds.filter(({ name, schema, row, isBehind }) => {
    if (withoutTitleWords.has(name)) return true;
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

/**
 * returns the kinds whose records were written before titles had tokens of their own, and of which no rewrite has
 * begun since. A kind without any words has nothing to rewrite. The function notes this, so that the next call does not look again.
 */
async function kindsWithoutTitleWords(
  tx: Transaction,
  { orgId, catalogue }: Tenant,
  known: ReadonlyMap<string, { readonly words_toward: number }>,
): Promise<ReadonlySet<string>> {
  const behind = [...catalogue.entities.values()].filter(
    ({ name }) => (known.get(name)?.words_toward ?? 0) < titleWordsVersion,
  );
  if (behind.length === 0) return new Set();
  const rows = await tx.query<{ entity: string }>(
    `select k.entity from unnest($2::text[]) as k(entity) where exists
       (select 1 from store.search_token s where s.org_id = $1 and s.entity = k.entity)`,
    [orgId, behind.map(({ name }) => name)],
  );
  const withWords = new Set(rows.map(({ entity }) => entity));
  const empty = behind.filter(({ name }) => !withWords.has(name) && known.has(name));
  if (empty.length > 0)
    await tx.query(
      'update store.kind_upkeep set words = $3, words_toward = $3 where org_id = $1 and entity = any($2::text[])',
      [orgId, empty.map(({ name }) => name), titleWordsVersion],
    );
  const unknown = behind.filter(({ name, schema }) => !withWords.has(name) && !known.has(name) && schema === 1);
  if (unknown.length > 0)
    await tx.query(
      `insert into store.kind_upkeep (org_id, entity, toward, words, words_toward) select $1, e, 1, $3, $3 from unnest($2::text[]) as e`,
      [orgId, unknown.map(({ name }) => name), titleWordsVersion],
    );
  return withWords;
}

/**
 * Notes for a new tenant that all kinds are of this build: there is nothing to rewrite when the server starts again. Otherwise its
 * first start would rewrite every record that was written until then.
 */
export async function noteCurrent(tx: Transaction, orgId: string, { entities }: Catalogue): Promise<void> {
  const kinds = [...entities.values()];
  await tx.query(
    `insert into store.kind_upkeep (org_id, entity, schema, toward, words, words_toward)
     select $1, r.entity, r.schema, r.schema, $4, $4 from unnest($2::text[], $3::integer[]) as r(entity, schema)`,
    [orgId, kinds.map(({ name }) => name), kinds.map(({ schema }) => schema), titleWordsVersion],
  );
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
    `insert into store.kind_upkeep (org_id, entity, toward, after, words_toward) select $1, r.entity, r.toward, $4, $5 from unnest($2::text[], $3::integer[]) as r(entity, toward)
     on conflict (org_id, entity) do update set toward = excluded.toward, after = excluded.after, words_toward = excluded.words_toward`,
    [orgId, names, names.map((name) => catalogue.entities.get(name)?.schema ?? 1), fromTheFirst, titleWordsVersion],
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
    `select k.entity, k.after, k.words from store.kind_upkeep k join unnest($2::text[], $3::integer[]) as r(entity, schema) on k.entity = r.entity and k.toward = r.schema
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
    'update store.kind_upkeep set after = $3::uuid, schema = case when $3::uuid is null then toward else schema end, words = case when $3::uuid is null then words_toward else words end where org_id = $1 and entity = $2',
    [orgId, entity, after],
  );
}
