import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { shownEnvelope } from '@outpost/domain/kernel/entities/envelope';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import { csvLine, guardForSpreadsheet } from '@outpost/domain/kernel/import/files/guard-for-spreadsheet';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { isOwnKind, tableNameOf, type Tenant } from '../../catalogue/tenant.ts';
import { type Database, inTenant } from '../../db/database.ts';
import { readStored, storedColumns } from '../../records/load/stored-columns.ts';

/** A kind of record in an archive. `entity`: undefined for records of a kind that nobody declares any more. */
export type ArchivedKind = { readonly name: string; readonly entity: Entity | undefined };

/**
 * Returns the kinds of a tenant for its archive, by name: also those of packs that were removed, whose records stay. The archive
 * has no groups of sealed fields (K-4), and no records that belong to one person alone (A-3c).
 */
export async function archivedKinds(
  database: Database,
  { orgId, installed, catalogue }: Tenant,
): Promise<{ readonly kinds: readonly ArchivedKind[]; readonly leftOut: ReadonlyMap<string, string> }> {
  const all = new Map<string, Entity | undefined>([...installed.entities, ...catalogue.entities]);
  const stored = await inTenant(database, { orgId, mode: 'snapshot' }, (tx) =>
    tx.query<{ entity: string }>('select distinct entity from store.custom_object where org_id = $1', [orgId]),
  );
  for (const { entity } of stored) if (!all.has(entity)) all.set(entity, undefined);
  const leftOut = new Map<string, string>();
  for (const [name, entity] of all)
    if (entity?.sealed !== undefined) leftOut.set(name, 'sealed fields');
    else if (entity?.audience === 'own') leftOut.set(name, 'belongs to one person alone');
  const kinds = [...all].flatMap(([name, entity]) => (leftOut.has(name) ? [] : [{ name, entity }]));
  return { kinds: kinds.toSorted((a, b) => (a.name < b.name ? -1 : 1)), leftOut };
}

/** Chosen: a page of records of some hundred kilobytes. */
const rowsOfPage = 500;
const lowestId = '00000000-0000-0000-0000-000000000000';

/** Yields all records of a kind by id, the deleted ones too, one page in memory. Sealed fields are in none of them. */
async function* recordsOfKind(
  database: Database,
  tenant: Pick<Tenant, 'orgId' | 'installed'>,
  name: string,
): AsyncGenerator<readonly StoredRecord[]> {
  const { orgId } = tenant;
  const isOwn = isOwnKind(tenant, name);
  const sql = `select ${storedColumns} from ${tableNameOf(tenant, name)} where org_id = $1 and id > $2${isOwn ? ' and entity = $4' : ''} order by id limit $3`;
  for (let after = lowestId; ;) {
    const rows = await inTenant(database, { orgId, mode: 'snapshot' }, (tx) =>
      tx.query(sql, [orgId, after, rowsOfPage, ...(isOwn ? [name] : [])]),
    );
    const records = rows.map((row) => readStored(name, row));
    const last = records.at(-1);
    if (!last) return;
    yield records;
    if (records.length < rowsOfPage) return;
    after = last.id;
  }
}

/** Yields the records of a kind as lines of JSON. */
export async function* recordLines(...asked: Parameters<typeof recordsOfKind>): AsyncGenerator<string> {
  for await (const page of recordsOfKind(...asked)) yield page.map((record) => `${JSON.stringify(record)}\n`).join('');
}

const cellOf = (value: JsonValue | undefined): string =>
  value === undefined || value === null ? '' : typeof value === 'string' ? value : JSON.stringify(value);

/**
 * Yields the records of a kind as CSV (RFC 4180) with a line of names. Values that are not text are JSON. No cell runs
 * as a formula.
 */
export async function* recordCsv(
  database: Database,
  tenant: Pick<Tenant, 'orgId' | 'installed'>,
  { name, entity }: ArchivedKind,
): AsyncGenerator<string> {
  const fields = Object.entries(entity?.fields ?? {}).flatMap(([field, { rollUp }]) => (rollUp ? [] : [field]));
  yield `${csvLine([...shownEnvelope, ...fields])}\r\n`;
  for await (const page of recordsOfKind(database, tenant, name))
    yield page
      .map((record) => {
        const cells = [
          ...shownEnvelope.map((column) => cellOf(record[column] as JsonValue)), // the envelope is JSON
          ...fields.map((field) => cellOf(record.fields[field])),
        ];
        return `${csvLine(cells.map(guardForSpreadsheet))}\r\n`;
      })
      .join('');
}
