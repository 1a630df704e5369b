import type { Act } from '@outpost/domain/kernel/acts/act';
import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { columnOf } from '@outpost/domain/kernel/query/plans/index-plan';
import type { Decision } from '@outpost/domain/sync/protocol';
import { parentFieldNames } from '@outpost/domain/engine/reads/references';
import {
  holdersKey,
  type JournalChange,
  type KeptClaim,
  type KnownAct,
  type Reference,
} from '@outpost/domain/engine/reads/look';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import type { Transaction } from '../../db/database.ts';
import type { JournalPayload } from '../../journal/chain.ts';
import { groupKey, groupOf, type Loaded, type Needs, recordAndFieldOf } from './loaded.ts';
import { loadNaming, loadTotals } from './load-reads.ts';
import { piecesOf } from './pieces-of.ts';
import { readStored, storedColumns } from './stored-columns.ts';
import { openedPairs, openedRecord } from '../../catalogue/sealed-records.ts';
import { isOwnKind, tableNameOf, type Tenant } from '../../catalogue/tenant.ts';
import { usualWriteLimits, type WriteLimits } from './write-limits.ts';

export type LoadAsk = { readonly needs: Needs; readonly loaded: Loaded; readonly limits?: WriteLimits };

/**
 * Reads all needed data, each kind as one set, and notes missing records. All kinds of need are read in parallel,
 * because they don't depend on each other.
 */
export async function loadNeeds(
  tx: Transaction,
  tenant: Tenant,
  { needs, loaded, limits = usualWriteLimits }: LoadAsk,
): Promise<void> {
  const under: Promise<void>[] = [];
  if (needs.acts.size > 0) under.push(loadActs(tx, tenant, { ids: [...needs.acts], loaded }));
  if (needs.changes.size > 0) under.push(loadChanges(tx, tenant, { acts: [...needs.changes], loaded }));
  if (needs.groups.size > 0) under.push(loadGroups(tx, tenant, { keys: [...needs.groups], loaded }));
  if (needs.openActs.size > 0) under.push(loadOpenActs(tx, tenant, { keys: [...needs.openActs], loaded }));
  if (needs.references.size > 0) under.push(loadReferences(tx, tenant, { targets: [...needs.references], loaded }));
  if (needs.children.size > 0) under.push(loadChildren(tx, tenant, { parents: [...needs.children], loaded, limits }));
  if (needs.companions.size > 0) under.push(loadCompanions(tx, tenant, { owners: [...needs.companions], loaded }));
  if (needs.holders.size > 0) under.push(loadHolders(tx, tenant, { keys: [...needs.holders], loaded }));
  if (needs.naming.size > 0) under.push(loadNaming(tx, tenant, { keys: [...needs.naming], loaded }));
  if (needs.totals.size > 0) under.push(loadTotals(tx, tenant, { keys: [...needs.totals], loaded }));
  if (needs.newChildren.size > 0)
    under.push(loadNewChildren(tx, tenant, { keys: [...needs.newChildren], loaded, limits }));
  if (needs.writers.size > 0) under.push(loadWriters(tx, tenant, { keys: [...needs.writers], loaded }));
  if (needs.claims.size > 0) under.push(loadClaims(tx, tenant, { keys: [...needs.claims], loaded }));
  if (needs.addresses.size > 0) under.push(loadAddresses(tx, [...needs.addresses], loaded));
  if (needs.signers.size > 0) under.push(loadSigners(tx, [...needs.signers], loaded));
  if (needs.numbers.size > 0) under.push(loadNumbers(tx, tenant, { fields: [...needs.numbers], loaded }));
  for (const entity of needs.kinds) under.push(loadKind(tx, tenant, { entity, loaded }));
  for (const piece of piecesOf([...new Set([...needs.records, ...needs.used])])) {
    const read = async (): Promise<void> => {
      const { records, used } = await findRecords(tx, tenant, piece);
      for (const [id, record] of records) loaded.records.set(id, record);
      for (const id of piece) loaded.used.set(id, used.has(id));
    };
    under.push(read());
  }
  await Promise.all(under);
}

/**
 * Reads the data that acts name, before the tenant is known. These are the decisions under their ids, and the records
 * of built-in kinds that they change. Each record is read in the kind that the act names. Records that are not found
 * this way are searched for later.
 */
export async function loadNamed(
  tx: Transaction,
  tenant: Pick<Tenant, 'orgId' | 'installed'>,
  { acts, loaded }: { readonly acts: readonly Act[]; readonly loaded: Loaded },
): Promise<void> {
  const changes = acts.flatMap(({ edits }) =>
    // The keys of sealed values are read with the tenant.
    edits.filter(
      ({ entity, ...edit }) =>
        !('create' in edit) &&
        !isOwnKind(tenant, entity) &&
        tenant.installed.entities.get(entity)?.sealed === undefined,
    ),
  );
  const read = async (entity: string, ids: readonly string[]): Promise<void> => {
    for (const record of await recordsOf(tx, tenant, { entity, ids })) loaded.records.set(record.id, record);
  };
  await Promise.all([
    loadActs(tx, tenant, { ids: [...new Set(acts.map(({ id }) => id))], loaded }),
    ...[...Map.groupBy(changes, ({ entity }) => entity)].map(([entity, edits]) =>
      read(entity, [...new Set(edits.map(({ id }) => id))]),
    ),
  ]);
}

type FoundRecords = {
  /** By id; null for missing records. */
  readonly records: ReadonlyMap<string, StoredRecord | null>;
  /** The ids that some record has or had, including erased records and records of kinds that this build does not know. */
  readonly used: ReadonlySet<string>;
};

/** The kind under which `record_home` keeps the ids of records that were erased by law (P-5): none of these ids is used again. */
export const erasedHome = 'outpost/erased';
/** The kind for ids of records that passed the horizon long after they were deleted (K-6). No kind of record has such a name. */
export const passedHome = 'erased';
/** The kinds under which the ids of records that no longer exist are kept. */
export const erasedHomes: readonly string[] = [erasedHome, passedHome];

/** Reads records by id, of any kind; null for missing records. Sealed values stay encrypted: to erase a record needs no data key (K-4). */
export async function loadRecords(
  tx: Transaction,
  tenant: Pick<Tenant, 'orgId' | 'installed' | 'catalogue'>,
  ids: readonly string[],
): Promise<ReadonlyMap<string, StoredRecord | null>> {
  const { records } = await storedRecords(tx, tenant, ids);
  return records;
}

/** Reads the same with sealed values in clear, for the write path. */
async function findRecords(tx: Transaction, tenant: Tenant, ids: readonly string[]): Promise<FoundRecords> {
  const { records, used } = await storedRecords(tx, tenant, ids);
  const opened = [...records].map(([id, record]) => [id, record && openedRecord(tenant, record)] as const);
  return { records: new Map(opened), used };
}

async function storedRecords(
  tx: Transaction,
  tenant: Pick<Tenant, 'orgId' | 'installed' | 'catalogue'>,
  ids: readonly string[],
): Promise<FoundRecords> {
  const found = new Map<string, StoredRecord | null>(ids.map((id) => [id, null]));
  const homes = await tx.query<{ id: string; entity: string }>(
    'select id, entity from store.record_home where org_id = $1 and id = any($2::uuid[])',
    [tenant.orgId, ids],
  );
  for (const [entity, group] of Map.groupBy(homes, (home) => home.entity)) {
    if (!tenant.catalogue.entities.has(entity)) continue; // of a kind that this build does not know (K-5): kept, and not readable
    for (const record of await recordsOf(tx, tenant, { entity, ids: group.map((home) => home.id) }))
      found.set(record.id, record);
  }
  return { records: found, used: new Set(homes.map(({ id }) => id)) };
}

/** Reads records of one kind by id, in no order. Sealed values stay encrypted (K-4): only the write path opens them. */
export async function recordsOf(
  tx: Transaction,
  tenant: Pick<Tenant, 'orgId' | 'installed'>,
  { entity, ids }: { readonly entity: string; readonly ids: readonly string[] },
): Promise<readonly StoredRecord[]> {
  const rows = await tx.query(
    `select ${storedColumns} from ${tableNameOf(tenant, entity)} where org_id = $1 and id = any($2::uuid[])`,
    [tenant.orgId, ids],
  );
  return rows.map((row) => readStored(entity, row));
}

async function loadKind(
  tx: Transaction,
  tenant: Tenant,
  { entity, loaded }: { readonly entity: string; readonly loaded: Loaded },
): Promise<void> {
  const rows = await tx.query(
    `select ${storedColumns} from ${tableNameOf(tenant, entity)} where org_id = $1 and life = 'alive' order by id`,
    [tenant.orgId],
  );
  const records = rows.map((row) => openedRecord(tenant, readStored(entity, row)));
  loaded.kinds.set(
    entity,
    records.map(({ id }) => id),
  );
  for (const record of records) loaded.records.set(record.id, record);
}

type ActRow = {
  id: string;
  author: string;
  status: Decision['status'];
  n: number;
  group_id: string | null;
  undoes: string | null;
  undone_by: string | null;
  answer: Decision;
};
async function loadActs(
  tx: Transaction,
  { orgId }: Pick<Tenant, 'orgId'>,
  { ids, loaded }: { readonly ids: readonly string[]; readonly loaded: Loaded },
): Promise<void> {
  for (const id of ids) loaded.acts.set(id, null);
  const rows = await tx.query<ActRow>(
    'select id, author, status, n, group_id, undoes, undone_by, answer from store.act where org_id = $1 and id = any($2::uuid[])',
    [orgId, ids],
  );
  for (const row of rows) {
    const { group_id: group, undone_by: undoneBy, ...rest } = row;
    loaded.acts.set(row.id, { ...rest, group, undoneBy } satisfies KnownAct);
  }
}

async function loadChanges(
  tx: Transaction,
  tenant: Tenant,
  { acts, loaded }: { readonly acts: readonly string[]; readonly loaded: Loaded },
): Promise<void> {
  const rows = await tx.query<{ payload: string }>(
    `select payload from store.journal where org_id = $1 and act = any($2::uuid[]) and kind in ('created', 'changed') and payload is not null order by n`,
    [tenant.orgId, acts],
  );
  const changes = rows.flatMap(({ payload }): JournalChange[] => {
    const { n, act, record, entity, kind, changed, expanded } = JSON.parse(payload) as JournalPayload; // the chain wrote it
    return act === null || record === null || entity === null || (kind !== 'created' && kind !== 'changed')
      ? []
      : [{ n, act, record, entity, kind, changed: openedPairs(tenant, { entity, id: record }, changed), expanded }];
  });
  const byAct = Map.groupBy(changes, (change) => change.act);
  for (const act of acts) loaded.changes.set(act, byAct.get(act) ?? []);
}

async function loadGroups(
  tx: Transaction,
  { orgId }: Tenant,
  { keys, loaded }: { readonly keys: readonly string[]; readonly loaded: Loaded },
): Promise<void> {
  const rows = await tx.query<{ id: string; author: string }>(
    'select id, author from store.undone_group where org_id = $1 and id = any($2::uuid[])',
    [orgId, [...new Set(keys.map((key) => groupOf(key)[0]))]],
  );
  const closed = new Set(rows.map(({ id, author }) => groupKey(id, author)));
  for (const key of keys) loaded.groups.set(key, closed.has(key));
}

async function loadOpenActs(
  tx: Transaction,
  { orgId }: Tenant,
  { keys, loaded }: { readonly keys: readonly string[]; readonly loaded: Loaded },
): Promise<void> {
  const rows = await tx.query<{ id: string; group_id: string; author: string }>(
    `select a.id, a.group_id, a.author from store.act a
     where a.org_id = $1 and a.group_id = any($2::uuid[]) and a.status <> 'refused' and a.undone_by is null
       and exists (select 1 from store.journal j where j.org_id = $1 and j.act = a.id and j.kind in ('created', 'changed'))`,
    [orgId, [...new Set(keys.map((key) => groupOf(key)[0]))]],
  );
  const byKey = Map.groupBy(rows, ({ group_id: group, author }) => groupKey(group, author));
  for (const key of keys)
    loaded.openActs.set(
      key,
      (byKey.get(key) ?? []).map(({ id }) => id),
    );
}

async function loadReferences(
  tx: Transaction,
  { orgId, catalogue }: Tenant,
  { targets, loaded }: { readonly targets: readonly string[]; readonly loaded: Loaded },
): Promise<void> {
  const rows = await tx.query<Reference & { target_id: string }>(
    'select target_id, entity, field, id from store.reference where org_id = $1 and target_id = any($2::uuid[]) order by target_id, entity, field, id',
    [orgId, targets],
  );
  const byTarget = Map.groupBy(rows, (row) => row.target_id);
  for (const target of targets)
    loaded.references.set(
      target,
      (byTarget.get(target) ?? [])
        .filter(({ entity }) => catalogue.entities.has(entity))
        .map(({ entity, id, field }) => ({ entity, id, field })),
    );
}

type ChildrenAsk = { readonly parents: readonly string[]; readonly loaded: Loaded; readonly limits: WriteLimits };
type ChildRow = Reference & { readonly target_id: string };

/**
 * Loads the children of these parents, in the order of the parents, where they are few. For a parent with too many
 * children it loads only that fact.
 */
async function loadChildren(
  tx: Transaction,
  tenant: Tenant,
  { parents, loaded, limits: { childrenInMemory: mostChildren } }: ChildrenAsk,
): Promise<void> {
  const fields = parentFieldNames(tenant.catalogue);
  const read = (ids: readonly string[]) =>
    tx.query<ChildRow>(
      `select target_id, entity, field, id from store.reference where org_id = $1 and target_id = any($2::uuid[]) and entity || '.' || field = any($3::text[]) limit ${mostChildren + 1}`,
      [tenant.orgId, ids, fields],
    );
  let [few, rows] = [parents, await read(parents)];
  if (rows.length > mostChildren) {
    const counts = await tx.query<{ place: number; count: number }>(
      `select p.place, (select count(*) from (select 1 from store.reference where org_id = $1 and target_id = p.id limit ${mostChildren + 1}) c) as count
       from unnest($2::uuid[]) with ordinality as p(id, place) order by p.place`,
      [tenant.orgId, parents],
    );
    let room = mostChildren;
    few = counts.flatMap(({ place, count }) => ((room -= count) >= 0 ? (parents[place - 1] ?? []) : []));
    rows = await read(few);
  }
  for (const id of parents) loaded.children.set(id, 'many');
  const byParent = Map.groupBy(rows, (row) => row.target_id);
  for (const id of few)
    loaded.children.set(
      id,
      (byParent.get(id) ?? []).map(({ entity, field, id: child }) => ({ entity, field, id: child })),
    );
}

/** Loads the companions of these records (K-4), and their states: a record has few of them. */
async function loadCompanions(
  tx: Transaction,
  tenant: Tenant,
  { owners, loaded }: { readonly owners: readonly string[]; readonly loaded: Loaded },
): Promise<void> {
  const groups = [...tenant.catalogue.entities.values()].flatMap(({ name, sealed }) => (sealed ? [name] : []));
  const rows = await tx.query<ChildRow>(
    'select target_id, entity, field, id from store.reference where org_id = $1 and target_id = any($2::uuid[]) and entity = any($3::text[])',
    [tenant.orgId, owners, groups],
  );
  const byOwner = Map.groupBy(rows, (row) => row.target_id);
  for (const id of owners)
    loaded.companions.set(
      id,
      (byOwner.get(id) ?? []).map(({ entity, field, id: companion }) => ({ entity, field, id: companion })),
    );
  const unread = rows.flatMap(({ id }) => (loaded.records.has(id) ? [] : [id]));
  for (const [id, record] of (await findRecords(tx, tenant, unread)).records) loaded.records.set(id, record);
}

const arrayTypes = { text: 'text', integer: 'bigint', double: 'double precision', none: 'text' } as const;

/**
 * S-4e: loads the records that hold these keys: of built-in kinds through their generated columns, of tenants' own
 * kinds through `record_key`.
 */
async function loadHolders(
  tx: Transaction,
  tenant: Tenant,
  { keys, loaded }: { readonly keys: readonly string[]; readonly loaded: Loaded },
): Promise<void> {
  const asked = keys.map((key) => ({ key, parts: JSON.parse(key) as [string, string[], (string | number)[]] })); // written by holdersKey
  for (const { key } of asked) loaded.holders.set(key, []);
  const note = (id: string, key: string): void =>
    void loaded.holders.set(key, [...(loaded.holders.get(key) ?? []), id]);
  for (const group of Map.groupBy(asked, ({ parts }) => JSON.stringify(parts.slice(0, 2))).values()) {
    const [first] = group;
    if (!first) continue;
    const [name, fields] = first.parts;
    const values = fields.map((_, place) => group.map(({ parts }) => parts[2][place]));
    const entity = entityOf(tenant.catalogue, name);
    const columns = fields.map((field) => {
      const plan = columnOf(entity, field);
      if (!plan) throw new Error(`${name}: ${field} has no order and can't be unique`);
      return plan;
    });
    const wanted = `unnest(${columns.map(({ kind }, place) => `$${place + 2}::${arrayTypes[kind]}[]`).join(', ')}) as w(${columns.map((_, place) => `v${place}`).join(', ')})`;
    const isOwn = isOwnKind(tenant, name);
    const matches = columns.map(({ serverColumn, kind, field }, place) =>
      isOwn
        ? `exists (select 1 from store.record_key k where k.org_id = $1 and k.entity = t.entity and k.field = '${field}' and k.id = t.id and k.${kind === 'text' ? 'text_key' : 'number_key'} = w.v${place})`
        : `t.${serverColumn} = w.v${place}`,
    );
    const kindOf = isOwn ? ` and t.entity = '${name}'` : '';
    const rows = await tx.query<{ id: string; found: (string | number)[] }>(
      `select t.id, jsonb_build_array(${columns.map((_, place) => `w.v${place}`).join(', ')}) as found from ${wanted} join ${tableNameOf(tenant, name)} t on t.org_id = $1 and t.life = 'alive'${kindOf} and ${matches.join(' and ')}`,
      [tenant.orgId, ...values],
    );
    for (const { id, found } of rows) note(id, holdersKey(name, fields, found));
  }
}

async function loadNewChildren(
  tx: Transaction,
  { orgId, catalogue }: Tenant,
  {
    keys,
    loaded,
    limits: { childrenInMemory: most },
  }: { readonly keys: readonly string[]; readonly loaded: Loaded; readonly limits: WriteLimits },
): Promise<void> {
  const asked = keys.map((key) => JSON.parse(key) as [string, number, string]); // written by newChildKey
  const parentFields = parentFieldNames(catalogue);
  const rows = await tx.query<{ place: number; found: readonly string[] }>(
    `select w.place, array(select r.id from store.reference r join store.journal j on j.org_id = $1 and j.record = r.id and j.kind = 'created'
       where r.org_id = $1 and r.target_id = w.parent and r.entity || '.' || r.field = any($5::text[]) and j.n > w.n and j.act is distinct from w.act
       limit $6::int) as found
     from unnest($2::uuid[], $3::bigint[], $4::uuid[]) with ordinality as w(parent, n, act, place)`,
    [
      orgId,
      asked.map(([parent]) => parent),
      asked.map(([, n]) => n),
      asked.map(([, , act]) => act),
      parentFields,
      most + 1,
    ],
  );
  for (const { place, found } of rows)
    loaded.newChildren.set(keys[place - 1] ?? '', found.length > most ? 'many' : found);
}

async function loadWriters(
  tx: Transaction,
  { orgId }: Tenant,
  { keys, loaded }: { readonly keys: readonly string[]; readonly loaded: Loaded },
): Promise<void> {
  const asked = keys.map(recordAndFieldOf);
  for (const key of keys) loaded.writers.set(key, null);
  const rows = await tx.query<{ place: number; by: string; at: string; n: number }>(
    `select w.place, j.by, j.at, j.n from unnest($2::uuid[], $3::text[]) with ordinality as w(record, field, place)
     cross join lateral (select payload::jsonb ->> 'by' as by, at, n from store.journal
       where org_id = $1 and record = w.record and payload is not null and payload::jsonb -> 'changed' ? w.field order by n desc limit 1) j`,
    [orgId, asked.map(([record]) => record), asked.map(([, field]) => field)],
  );
  for (const { place, by, at, n } of rows) loaded.writers.set(keys[place - 1] ?? '', { by, at, n });
}

async function loadClaims(
  tx: Transaction,
  { orgId }: Tenant,
  { keys, loaded }: { readonly keys: readonly string[]; readonly loaded: Loaded },
): Promise<void> {
  const asked = keys.map(recordAndFieldOf);
  for (const key of keys) loaded.claims.set(key, null);
  const rows = await tx.query<KeptClaim & { place: number }>(
    `select w.place, c.claimed, c.claim from unnest($2::uuid[], $3::text[]) with ordinality as w(record, field, place)
     join store.come_back c on c.org_id = $1 and c.record = w.record and c.field = w.field collate "C"`,
    [orgId, asked.map(([record]) => record), asked.map(([, field]) => field)],
  );
  for (const { place, claimed, claim } of rows) loaded.claims.set(keys[place - 1] ?? '', { claimed, claim });
}

/** Loads the addresses by which these people of the tenant sign in. */
async function loadAddresses(tx: Transaction, people: readonly string[], loaded: Loaded): Promise<void> {
  for (const id of people) loaded.addresses.set(id, null);
  const rows = await tx.query<{ person_id: string; email_key: string }>(
    'select person_id, email_key from auth.addresses_of($1::uuid[])',
    [people],
  );
  for (const { person_id: id, email_key: key } of rows) loaded.addresses.set(id, key);
}

/** Loads the people of the tenant who sign in by these addresses. */
async function loadSigners(tx: Transaction, keys: readonly string[], loaded: Loaded): Promise<void> {
  for (const key of keys) loaded.signers.set(key, null);
  const rows = await tx.query<{ person_id: string; email_key: string }>(
    'select person_id, email_key from auth.people_at($1::text[])',
    [keys],
  );
  for (const { person_id: id, email_key: key } of rows) loaded.signers.set(key, id);
}

/** S-4e: loads the last numbers of series. */
async function loadNumbers(
  tx: Transaction,
  { orgId }: Tenant,
  { fields, loaded }: { readonly fields: readonly string[]; readonly loaded: Loaded },
): Promise<void> {
  for (const field of fields) loaded.numbers.set(field, 0);
  const rows = await tx.query<{ field: string; last: number }>(
    'select field, last from store.running_number where org_id = $1 and field = any($2::text[])',
    [orgId, fields],
  );
  for (const { field, last } of rows) loaded.numbers.set(field, last);
}
