import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { type ServerColumn, serverColumns } from '@outpost/domain/kernel/entities/envelope';
import { searchTokensOfAnyType } from '@outpost/domain/kernel/entities/field-types';
import { sameJson } from '@outpost/domain/kernel/json';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import { keysOf, searchTokensOf } from '@outpost/domain/kernel/catalogue/record-rules';
import type { KeptClaim } from '@outpost/domain/engine/reads/look';
import { targetsOf } from '@outpost/domain/engine/reads/references';
import { titleToken, vocabularyOf } from '@outpost/domain/kernel/text/title-words';
import type { Transaction } from '../../db/database.ts';
import type { ChainedRow } from '../../journal/chain.ts';
import { type Amendment, amendmentOf, amendRecords } from './amend-records.ts';
import { columnsOf } from './columns-of.ts';
import { passedHome } from '../load/load.ts';
import { recordAndFieldOf } from '../load/loaded.ts';
import { piecesOf } from '../load/pieces-of.ts';
import { sealedValues } from '../../catalogue/sealed-records.ts';
import { ownFieldsOf, isOwnKind, tableNameOf, type Tenant } from '../../catalogue/tenant.ts';

/** One record before and after a batch. `now` undefined: it was erased. */
export type RecordChange = { readonly before: StoredRecord | undefined; readonly now: StoredRecord | undefined };

/** Writes records and their lookup tables, each table as one set. */
export async function writeRecords(tx: Transaction, tenant: Tenant, changes: readonly RecordChange[]): Promise<void> {
  const whole: StoredRecord[] = [];
  const amended: Amendment[] = [];
  for (const { before, now } of changes) {
    if (!now) continue;
    const amendment = amendmentOf(tenant, before, now);
    if (amendment) amended.push(amendment);
    else whole.push(now);
  }
  for (const [entity, records] of Map.groupBy(whole, (record) => record.entity))
    await upsertRecords(tx, tenant, { entity, records });
  for (const [entity, amendments] of Map.groupBy(amended, (amendment) => amendment.now.entity))
    await amendRecords(tx, tenant, { entity, amendments });
  const made = changes.filter(({ before }) => !before).flatMap(({ now }) => now ?? []);
  if (made.length > 0) {
    await tx.query(
      'insert into store.record_home (org_id, id, entity) select $1, r.id, r.entity from jsonb_to_recordset($2::jsonb) as r(id uuid, entity text)',
      [tenant.orgId, JSON.stringify(made.map(({ id, entity }) => ({ id, entity })))],
    );
  }
  const erased = changes.flatMap(({ before, now }) => (before && !now ? [before] : []));
  for (const [entity, records] of Map.groupBy(erased, (record) => record.entity)) {
    const ids = records.map(({ id }) => id);
    await tx.query(`delete from ${tableNameOf(tenant, entity)} where org_id = $1 and id = any($2::uuid[])`, [
      tenant.orgId,
      ids,
    ]);
    // The row is kept: the id of a record is never used again, erased or not (K-1).
    await tx.query(`update store.record_home set entity = '${passedHome}' where org_id = $1 and id = any($2::uuid[])`, [
      tenant.orgId,
      ids,
    ]);
    await tx.query('delete from store.come_back where org_id = $1 and record = any($2::uuid[])', [tenant.orgId, ids]);
  }
  await writeLookups(tx, tenant, changes);
}

/** Writes the lookup tables by which records are found. */
export async function writeLookups(tx: Transaction, tenant: Tenant, changes: readonly RecordChange[]): Promise<void> {
  const moved = changes.filter((change) => movesLookups(tenant, change));
  await writeReferences(tx, tenant, moved);
  await writeSearchTokens(tx, tenant, moved);
  await writeRecordKeys(tx, tenant, changes);
}

/**
 * Returns whether a change can alter a record's references or words. Most changes alter neither, and need not compute
 * them twice.
 */
function movesLookups({ installed, catalogue }: Tenant, { before, now }: RecordChange): boolean {
  if (!before || !now) return true;
  if (before.fields === now.fields) return false;
  const entity = entityOf(catalogue, now.entity);
  const built = installed.entities.get(now.entity)?.fields ?? {};
  return [...new Set([...Object.keys(before.fields), ...Object.keys(now.fields)])].some((name) => {
    if (sameJson(before.fields[name], now.fields[name])) return false;
    const field = Object.hasOwn(built, name) ? entity.fields[name] : undefined;
    return !field || field.type === 'ref' || field.searched === true || name === entity.title;
  });
}

/** Inserts or updates records, each with the keys of its declared fields. */
export async function upsertRecords(
  tx: Transaction,
  tenant: Tenant,
  { entity: name, records }: { readonly entity: string; readonly records: readonly StoredRecord[] },
): Promise<void> {
  const entity = entityOf(tenant.catalogue, name);
  const rows = records.map((record): Readonly<Record<ServerColumn | 'keys', unknown>> => ({
    id: record.id, version: record.version, schema: record.schema, life: record.life, owner_id: record.ownerId, team_id: record.teamId, shared_with: record.sharedWith,
    inherited: record.inherited, fields: sealedValues(tenant, record, record.fields), keys: keysOf(entity, record.fields), created_at: record.createdAt, created_by: record.createdBy,
    updated_at: record.updatedAt, updated_by: record.updatedBy,
  })); // prettier-ignore
  const isOwn = isOwnKind(tenant, name);
  await tx.query(
    `insert into ${tableNameOf(tenant, name)} (org_id, ${written}${isOwn ? ', entity' : ''})
     select $1, ${written}${isOwn ? ', $3' : ''} from jsonb_to_recordset($2::jsonb) as r(${typed})
     on conflict (org_id, id) do update set ${changed}`,
    [tenant.orgId, JSON.stringify(rows), ...(isOwn ? [name] : [])],
  );
}

/** The columns of a record's table: the envelope's, and the keys from which Postgres generates columns. */
const rowColumns = [...serverColumns, { column: 'keys', sql: 'jsonb', writer: 'server', name: 'keys' }] as const;
const written = rowColumns.map(({ column }) => column).join(', ');
const typed = rowColumns.map(({ column, sql }) => `${column} ${sql}`).join(', ');
/** The columns that a later write changes: neither the id, nor the record's author and creation time. */
const changed = rowColumns
  .filter(({ column }) => !['id', 'created_at', 'created_by'].includes(column))
  .map(({ column }) => `${column} = excluded.${column}`)
  .join(', ');

/** Returns the difference of two sets of named things: those removed and those added. */
function difference<T>(
  before: ReadonlyMap<string, T>,
  now: ReadonlyMap<string, T>,
): { readonly left: readonly T[]; readonly came: readonly T[] } {
  return {
    left: [...before].flatMap(([key, value]) => (now.has(key) ? [] : [value])),
    came: [...now].flatMap(([key, value]) => (before.has(key) ? [] : [value])),
  };
}

export type ReferenceRow = {
  readonly target_id: string;
  readonly entity: string;
  readonly field: string;
  readonly id: string;
};
async function writeReferences(tx: Transaction, tenant: Tenant, changes: readonly RecordChange[]): Promise<void> {
  const rowsOf = (record: StoredRecord | undefined): ReadonlyMap<string, ReferenceRow> => {
    if (!record) return new Map();
    const targets = targetsOf(entityOf(tenant.catalogue, record.entity), record.fields);
    return new Map(
      [...targets].map(([field, target_id]) => [
        `${field}|${target_id}`,
        { target_id, entity: record.entity, field, id: record.id },
      ]),
    );
  };
  const differences = changes.map(({ before, now }) => difference(rowsOf(before), rowsOf(now)));
  const shape = 'r(target_id uuid, entity text, field text, id uuid)';
  const left = differences.flatMap((one) => one.left);
  const came = differences.flatMap((one) => one.came);
  await dropReferences(tx, tenant.orgId, left);
  if (came.length > 0) {
    await tx.query(
      `insert into store.reference (org_id, target_id, entity, field, id) select $1, r.target_id, r.entity, r.field, r.id from jsonb_to_recordset($2::jsonb) as ${shape} on conflict do nothing`,
      [tenant.orgId, JSON.stringify(came)],
    );
  }
}

export type TokenRow = { readonly entity: string; readonly token: string; readonly id: string };
async function writeSearchTokens(tx: Transaction, tenant: Tenant, changes: readonly RecordChange[]): Promise<void> {
  const rowsOf = (record: StoredRecord | undefined): ReadonlyMap<string, TokenRow> => {
    if (!record) return new Map();
    const tokens = searchTokensOf(entityOf(tenant.catalogue, record.entity), record.fields);
    return new Map(tokens.map((token) => [token, { entity: record.entity, token, id: record.id }]));
  };
  // Words of a tenant's own field are removed with its value, also where the field is no longer searched and the record is not
  // rewritten yet (K-3).
  const ownWords = ({ before, now }: RecordChange): readonly [string, TokenRow][] => {
    if (!before) return [];
    const built = tenant.installed.entities.get(before.entity)?.fields ?? {};
    return Object.entries(before.fields)
      .filter(([name, value]) => !(name in built) && !sameJson(value, now?.fields[name]))
      .flatMap(([, value]) => searchTokensOfAnyType(value))
      .map((token) => [token, { entity: before.entity, token, id: before.id }]);
  };
  const differences = changes.map((change) =>
    difference(new Map([...rowsOf(change.before), ...ownWords(change)]), rowsOf(change.now)),
  );
  const shape = 'r(entity text, token text, id uuid)';
  const left = differences.flatMap((one) => one.left);
  const came = differences.flatMap((one) => one.came);
  await dropSearchTokens(tx, tenant.orgId, left);
  await dropTitleWords(tx, tenant.orgId, vocabularyOf(left.map(({ token }) => token)));
  if (came.length > 0) {
    await tx.query(
      `insert into store.search_token (org_id, entity, token, id) select $1, r.entity, r.token, r.id from jsonb_to_recordset($2::jsonb) as ${shape} on conflict do nothing`,
      [tenant.orgId, JSON.stringify(came)],
    );
    await addTitleWords(tx, tenant.orgId, vocabularyOf(came.map(({ token }) => token)));
  }
}

/** Adds words to the vocabulary of titles (Q-4). */
async function addTitleWords(tx: Transaction, orgId: string, words: readonly string[]): Promise<void> {
  if (words.length === 0) return;
  await tx.query(
    'insert into store.title_word (org_id, word) select $1, w from unnest($2::text[]) as w on conflict do nothing',
    [orgId, words],
  );
}

/**
 * Removes words from the vocabulary of titles that no title contains any more. Letters of other alphabets than the
 * Latin one count as the end of a word here. So such a word stays as long as another one begins with it.
 *
 * `present` reads one row of the index for each kind that has words. So the cost depends on the tenant's records, and
 * not on the number of installed kinds.
 */
export async function dropTitleWords(tx: Transaction, orgId: string, words: readonly string[]): Promise<void> {
  if (words.length === 0) return;
  await tx.query(
    `with recursive present(entity) as (
       (select s.entity from store.search_token s where s.org_id = $1 order by s.entity limit 1)
       union all
       select (select s.entity from store.search_token s where s.org_id = $1 and s.entity > p.entity order by s.entity limit 1)
         from present p where p.entity is not null)
     delete from store.title_word w where w.org_id = $1 and w.word = any($2::text[]) and not exists (
       select 1 from present k cross join lateral (select 1 from store.search_token s where s.org_id = $1 and s.entity = k.entity
         and s.token >= ($3 || w.word) collate "C" and s.token < ($3 || w.word || $4) collate "C"
         and substring(s.token from length($3 || w.word) + 1) !~ '^[a-z]' limit 1) found)`,
    [orgId, words, titleToken(''), '\u{10ffff}'],
  );
}

/** K-3: writes the keys of the tenant's own fields. */
async function writeRecordKeys(tx: Transaction, tenant: Tenant, changes: readonly RecordChange[]): Promise<void> {
  const touched = changes.flatMap(({ before, now }) => {
    const record = now ?? before;
    if (!record) return [];
    const entity = entityOf(tenant.catalogue, record.entity);
    const own = ownFieldsOf(tenant, entity);
    if (own.length === 0) return [];
    const keys: Readonly<Record<string, string | number>> = now ? keysOf(entity, now.fields) : {};
    const fields = own.flatMap((name) => (entity.fields[name]?.type === 'money' ? [name, `${name}Currency`] : [name]));
    return fields.map((field) => ({ id: record.id, entity: record.entity, isNew: !before, field, key: keys[field] }));
  });
  if (touched.length === 0) return;
  await dropRecordKeys(
    tx,
    tenant.orgId,
    touched.filter(({ isNew }) => !isNew),
  );
  const rows = touched.flatMap(({ id, entity, field, key }) => {
    if (key === undefined) return [];
    const isText = typeof key === 'string';
    return [{ id, entity, field, text_key: isText ? key : null, number_key: isText ? null : key }];
  });
  if (rows.length === 0) return;
  await tx.query(
    `insert into store.record_key (org_id, entity, field, id, text_key, number_key)
     select $1, r.entity, r.field, r.id, r.text_key, r.number_key from jsonb_to_recordset($2::jsonb) as r(entity text, field text, id uuid, text_key text, number_key double precision)`,
    [tenant.orgId, JSON.stringify(rows)],
  );
}

/**
 * Returns a function that deletes rows of a tenant by the whole key. The lateral part reads the index once for each key.
 * As a join, Postgres compared each of the tenant's rows with each key while the table had no statistics (1,200 keys and
 * 4,400 rows took 1,250 ms instead of 5).
 */
function dropper<Key extends Readonly<Record<string, string>>>(
  table: string,
  types: { readonly [Column in keyof Key & string]: 'uuid' | 'text' },
) {
  const columns = Object.keys(types) as readonly (keyof Key & string)[]; // all keys of the type
  const arrays = columns.map((column, place) => `$${place + 2}::${types[column]}[]`).join(', ');
  const sql = `delete from ${table} where ctid = any(array(
     select found.ctid from unnest(${arrays}) as r(${columns.join(', ')}) cross join lateral
       (select t.ctid from ${table} t where t.org_id = $1 and ${columns.map((column) => `t.${column} = r.${column}`).join(' and ')} offset 0) found))`;
  return async (tx: Transaction, orgId: string, rows: readonly Key[]): Promise<void> => {
    if (rows.length > 0) await tx.query(sql, [orgId, ...columns.map((column) => rows.map((row) => row[column]))]);
  };
}

export const dropReferences = dropper<ReferenceRow>('store.reference', {
  target_id: 'uuid',
  entity: 'text',
  field: 'text',
  id: 'uuid',
});

export const dropSearchTokens = dropper<TokenRow>('store.search_token', { entity: 'text', token: 'text', id: 'uuid' });

export type KeyPlace = { readonly entity: string; readonly field: string; readonly id: string };
export const dropRecordKeys = dropper<KeyPlace>('store.record_key', { entity: 'text', field: 'text', id: 'uuid' });

/** P-5: appends to the journal, and moves the tenant's clock to the last row. */
export async function writeJournal(tx: Transaction, orgId: string, rows: readonly ChainedRow[]): Promise<void> {
  const last = rows.at(-1);
  if (!last) return;
  for (const piece of piecesOf(rows)) {
    const payloads = piece.map(({ payload }) => payload);
    await tx.query(
      `insert into store.journal (org_id, n, act, record, entity, kind, at, salt, payload, digest, hash)
       select $1, r.n, r.act, r.record, r.entity, r.kind, r.at, decode(r.salt, 'hex'), r.payload, decode(r.digest, 'hex'), decode(r.hash, 'hex')
       from unnest($2::bigint[], $3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[])
         as r(n, act, record, entity, kind, at, salt, payload, digest, hash)`,
      [
        orgId,
        ...columnsOf(payloads, ['n', 'act', 'record', 'entity', 'kind', 'at']),
        ...columnsOf(piece, ['salt', 'text', 'digest', 'hash']),
      ],
    );
  }
  await tx.query(`update store.clock set head = $2, hash = decode($3, 'hex') where org_id = $1`, [
    orgId,
    last.payload.n,
    last.hash,
  ]);
}

/** S-1c: writes the claims that returned acts left, by `writerKey`. */
export async function writeClaims(
  tx: Transaction,
  orgId: string,
  claims: ReadonlyMap<string, KeptClaim>,
): Promise<void> {
  for (const piece of piecesOf([...claims])) {
    const keys = piece.map(([key]) => recordAndFieldOf(key));
    await tx.query(
      `insert into store.come_back (org_id, record, field, claimed, claim)
       select $1, r.record, r.field, r.claimed, r.claim from unnest($2::uuid[], $3::text[], $4::bigint[], $5::jsonb[]) as r(record, field, claimed, claim)
       on conflict (org_id, record, field) do update set claimed = excluded.claimed, claim = excluded.claim`,
      [
        orgId,
        keys.map(([record]) => record),
        keys.map(([, field]) => field),
        piece.map(([, { claimed }]) => claimed),
        piece.map(([, { claim }]) => JSON.stringify(claim)),
      ],
    );
  }
}
