import { areaTokensOf } from '@outpost/domain/kernel/access/areas';
import { type Catalogue, entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { isEmptyValue, searchTokensOfAnyType } from '@outpost/domain/kernel/entities/field-types';
import { isId } from '@outpost/domain/kernel/ids';
import { type JsonValue, sameJson } from '@outpost/domain/kernel/json';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import { titleToken, titleWordsVersion } from '@outpost/domain/kernel/text/title-words';
import { searchTokensOf, upgradedFields, withFormulas } from '@outpost/domain/kernel/catalogue/record-rules';
import { readTenant } from '../../access/asker.ts';
import { type Database, inTenant, type Transaction } from '../../db/database.ts';
import { readClock } from '../../journal/heads.ts';
import { fileBeside } from './file-beside.ts';
import { nextDue, noteBehind, noteDone } from './kinds-due.ts';
import { readStored, storedColumns } from '../load/stored-columns.ts';
import { openedRecord } from '../../catalogue/sealed-records.ts';
import { isOwnKind, tableNameOf, type Tenant } from '../../catalogue/tenant.ts';
import {
  dropRecordKeys,
  dropReferences,
  dropSearchTokens,
  type KeyPlace,
  type ReferenceRow,
  type TokenRow,
  upsertRecords,
  writeLookups,
} from './write-batch.ts';

export type AnewPorts = { readonly database: Database; readonly installed: Catalogue; readonly recordsAtOnce?: number };

/** Chosen: a piece locks the tenant's clock for some tens of milliseconds, and acts are decided between two pieces. */
const recordsPerPiece = 250;

/**
 * K-5: upgrades all records of a tenant to this build's schemas, before the server serves it. After an interruption the next
 * start continues.
 */
export async function upgradeTenantRecords(ports: AnewPorts, orgId: string): Promise<void> {
  const behind = await underClock(ports, orgId, noteBehind);
  while (
    behind.length > 0 &&
    (await underClock(ports, orgId, (tx, tenant) => writePiece(tx, tenant, { ports, names: behind })))
  );
}

/**
 * K-3: gives a bounded number of records the keys and words that the tenant's changed definitions need. Returns whether there may
 * be more.
 */
export async function bringUpToOwnFields(ports: AnewPorts, orgId: string): Promise<boolean> {
  const isDue = await inTenant(ports.database, { orgId, mode: 'snapshot' }, async (tx) => {
    const rows = await tx.query(
      // Upgrades over several kinds (T-27) and filing by month are noted in the same table, under names with a colon.
      `select entity from store.kind_upkeep where org_id = $1 and after is not null and entity not like '%:%' limit 1`,
      [orgId],
    );
    return rows.length > 0;
  });
  if (!isDue) return false; // this is the usual case: nobody waits for the clock
  return underClock(ports, orgId, (tx, tenant) =>
    writePiece(tx, tenant, { ports, names: [...tenant.catalogue.entities.keys()] }),
  );
}

/** Works on a tenant while no act of it is decided. */
export function underClock<T>(
  { database, installed }: AnewPorts,
  orgId: string,
  work: (tx: Transaction, tenant: Tenant) => Promise<T>,
): Promise<T> {
  return inTenant(database, { orgId, mode: 'write' }, async (tx) => {
    const clock = await readClock(tx, orgId, 'locked');
    if (!clock) throw new Error(`There is no tenant ${orgId}`);
    const { tenant } = await readTenant(tx, { orgId, installed }, clock.rights);
    return work(tx, tenant);
  });
}

type Asked = { readonly ports: AnewPorts; readonly names: readonly string[] };

/**
 * Rewrites the next records of a kind that is due: their fields in the entity's schema, and all rows derived from the fields.
 * Returns whether there may be more.
 *
 * This bypasses the write path (P-4) because nothing is decided here: the same pure functions compute the result from the record
 * and the declarations on every device. So devices get no news of it, and it takes no number, no row of the journal and no row of
 * the feed. An upgrade therefore never changes a record's parent (A-3a).
 */
async function writePiece(tx: Transaction, tenant: Tenant, { ports, names }: Asked): Promise<boolean> {
  const due = await nextDue(tx, tenant, names);
  if (!due) return false;
  const size = ports.recordsAtOnce ?? recordsPerPiece;
  const records = await recordsAfter(tx, tenant, { ...due, size });
  await writeAnew(
    tx,
    tenant,
    due.words < titleWordsVersion ? records : records.filter((record) => isReadOtherwise(tenant, record)),
  );
  const last = records.length < size ? undefined : records.at(-1);
  await noteDone(tx, tenant.orgId, { entity: due.entity, after: last?.id ?? null });
  return true;
}

/** Reads the next records of a kind by id, deleted ones too. */
export async function recordsAfter(
  tx: Transaction,
  tenant: Tenant,
  { entity, after, size }: { readonly entity: string; readonly after: string; readonly size: number },
): Promise<readonly StoredRecord[]> {
  const isOwn = isOwnKind(tenant, entity);
  const rows = await tx.query(
    `select ${storedColumns} from ${tableNameOf(tenant, entity)} where org_id = $1 and id > $2::uuid${isOwn ? ' and entity = $4' : ''} order by id limit $3`,
    [tenant.orgId, after, size, ...(isOwn ? [entity] : [])],
  );
  return rows.map((row) => openedRecord(tenant, readStored(entity, row)));
}

/**
 * Returns whether another declaration can change a record, or anything derived from it: for the build's own fields only
 * another schema does. A formula gives a value to records that had none (PLT-7), and a second pipeline gives a key to records that
 * name none (PLT-16).
 */
function isReadOtherwise({ installed, catalogue }: Tenant, record: StoredRecord): boolean {
  const { entity, schema, fields } = record;
  const built = installed.entities.get(entity)?.fields ?? {};
  return (
    schema < entityOf(catalogue, entity).schema ||
    Object.keys(fields).some((name) => !(name in built)) ||
    hasKeyOfEmpty(entityOf(catalogue, entity), fields) ||
    withFormulas(catalogue, record) !== record
  );
}

const hasKeyOfEmpty = ({ fields: declared }: Entity, fields: StoredRecord['fields']): boolean =>
  Object.entries(declared).some(
    ([name, field]) => field.type === 'choice' && field.emptyMeans !== undefined && isEmptyValue(fields[name]),
  );

async function writeAnew(tx: Transaction, tenant: Tenant, records: readonly StoredRecord[]): Promise<void> {
  const [first] = records;
  if (!first) return;
  const entity = entityOf(tenant.catalogue, first.entity);
  const changes = records.map((before) => ({
    before,
    now: withFormulas(tenant.catalogue, {
      ...before,
      schema: Math.max(before.schema, entity.schema),
      fields: upgradedFields(entity, before.fields, before.schema),
    }),
  }));
  await upsertRecords(tx, tenant, { entity: entity.name, records: changes.map(({ now }) => now) });
  await dropOldLookups(tx, tenant, changes);
  await writeLookups(
    tx,
    tenant,
    changes.map(({ now }) => ({ before: undefined, now })),
  );
  await fileUnderAreas(
    tx,
    tenant,
    changes.map(({ now }) => now),
  );
}

/**
 * T-30: files records under their areas where a build has begun to file their kind. Devices get no news of it: nobody
 * held an area before.
 */
const fileUnderAreas = (tx: Transaction, { orgId, catalogue }: Tenant, records: readonly StoredRecord[]) =>
  fileBeside(
    tx,
    orgId,
    records.flatMap((record) =>
      areaTokensOf(entityOf(catalogue, record.entity), record).map((token) => ({
        id: record.id,
        entity: record.entity,
        token,
        beside: `${record.entity}@org`,
      })),
    ),
  );

type Anew = { readonly before: StoredRecord; readonly now: StoredRecord };

/** Deletes the words, keys and references that earlier declarations could have made from the old fields. Those declarations are gone, so it deletes all possible ones. */
async function dropOldLookups(tx: Transaction, tenant: Tenant, changes: readonly Anew[]): Promise<void> {
  const [first] = changes;
  if (!first) return;
  const entity = entityOf(tenant.catalogue, first.before.entity);
  const built = tenant.installed.entities.get(entity.name)?.fields ?? {};
  const words: TokenRow[] = [];
  const keys: KeyPlace[] = [];
  const references: ReferenceRow[] = [];
  for (const { before, now } of changes) {
    const { id } = before;
    const names = Object.keys(before.fields);
    const own = names.filter((name) => !(name in built));
    for (const field of own)
      keys.push({ entity: entity.name, field, id }, { entity: entity.name, field: `${field}Currency`, id });
    // Only another schema changes how the build's own fields are read: unchanged long texts are skipped.
    const read = before.schema < entity.schema ? names : own;
    const kept = new Set(searchTokensOf(entity, now.fields));
    for (const token of everyWordIn(read.flatMap((name) => before.fields[name] ?? [])))
      if (!kept.has(token)) words.push({ entity: entity.name, token, id });
    for (const field of names) {
      const target = sameJson(before.fields[field], now.fields[field]) ? undefined : anyTarget(before.fields[field]);
      if (target !== undefined) references.push({ target_id: target, entity: entity.name, field, id });
    }
  }
  await Promise.all([
    dropSearchTokens(tx, tenant.orgId, words),
    dropRecordKeys(tx, tenant.orgId, keys),
    dropReferences(tx, tenant.orgId, references),
  ]);
}

/** Returns every word that search would find in values of any type. */
function everyWordIn(values: readonly JsonValue[]): readonly string[] {
  const words = values.flatMap(searchTokensOfAnyType);
  return [...new Set([...words, ...words.map(titleToken)])]; // any of them may have been a title's
}

/** Returns the record that a value would name in a ref field with any targets. */
function anyTarget(value: JsonValue | undefined): string | undefined {
  if (typeof value !== 'string') return undefined;
  const id = value.slice(value.indexOf(':') + 1);
  return isId(id) ? id : undefined;
}
