import { sql } from 'kysely';
import type { Entity } from '../entities/entity.ts';
import { serverColumns } from '../entities/envelope.ts';
import type { StoredRecord } from '../entities/record.ts';
import type { ListedRecord } from './listed-record.ts';
import type { Fragment, QueryGround, QueryRow, RowVersion } from './query-engine.ts';
import { usualValues } from './sqlite-expression.ts';

/**
 * Returns the columns of a row on the server. Every driver returns uuids as text; the id is cast to text here because
 * it is also sorted by. Empty lists, the usual case, cost nothing.
 */
const columnsOfServer = (row: string): string =>
  serverColumns
    .map(({ column, sql: type }) => {
      if (column === 'id') return `(${row}.id::text collate "C") as id`;
      if (type !== 'uuid[]') return `${row}.${column} as ${column}`;
      return `case when ${row}.${column} = '{}' then null else to_json(${row}.${column}) end as ${column}`;
    })
    .join(', ');

/** A row of the device, as `recordColumns` selects it. */
export type DeviceRow = RowVersion & { readonly id: string; readonly data: string };

/** Returns the columns of a record's row under an alias from which `readRecord` makes the record. */
export const recordColumns = (ground: QueryGround, alias: string): Fragment =>
  sql.raw(
    ground.engine.dialect === 'sqlite'
      ? `${alias}.id as id, ${alias}.data as data, ${alias}.seq as seq, ${alias}.lwt as lwt`
      : columnsOfServer(alias),
  );

/** Parses JSON from a driver. pg returns it parsed; drivers without JSON parsing return text. */
const parsed = (value: unknown): unknown => (typeof value === 'string' ? JSON.parse(value) : value);

/** The properties that every document contains. */
type Always = Exclude<keyof StoredRecord, 'id' | 'entity' | keyof typeof usualValues>;

/**
 * Returns the record of a document's row on the device. Its text contains everything except the id, the kind and usual values.
 */
export function parsedDocument(entity: string, id: string, text: string): ListedRecord {
  const said = JSON.parse(text) as Partial<ListedRecord> & Pick<ListedRecord, Always>; // written by the replica
  const { life, teamId, sharedWith, inherited, waiting, replaced } = said;
  return {
    id,
    entity,
    schema: said.schema,
    version: said.version,
    life: life ?? usualValues.life,
    ownerId: said.ownerId,
    teamId: teamId ?? usualValues.teamId,
    sharedWith: sharedWith ?? [...usualValues.sharedWith], // a new list, not a shared one
    inherited: inherited ?? usualValues.inherited,
    fields: said.fields,
    createdAt: said.createdAt,
    createdBy: said.createdBy,
    updatedAt: said.updatedAt,
    updatedBy: said.updatedBy,
    ...(waiting === undefined ? undefined : { waiting }),
    ...(replaced === undefined ? undefined : { replaced }),
  };
}

/**
 * Returns the record of a row. The stores' contents were written by our own code and are not checked again. Hot path: each
 * document is parsed once.
 */
export function readRecord(ground: QueryGround, entity: Entity, row: QueryRow): ListedRecord {
  if (ground.engine.dialect === 'sqlite') {
    const read = row as unknown as DeviceRow; // as `recordColumns` selects it
    const { records } = ground.engine;
    return records
      ? (records.known(entity.name, read) ?? records.read(entity.name, read))
      : parsedDocument(entity.name, read.id, read.data);
  }
  // The columns of `columnsOfServer`, with the types of the server's tables.
  return {
    id: row['id'] as string,
    entity: entity.name,
    schema: Number(row['schema']),
    version: Number(row['version']), // pg returns bigint as text
    life: row['life'] as StoredRecord['life'],
    ownerId: row['owner_id'] as string | null,
    teamId: row['team_id'] as string | null,
    sharedWith: (parsed(row['shared_with']) ?? []) as readonly string[],
    inherited: parsed(row['inherited']) as StoredRecord['inherited'],
    fields: parsed(row['fields']) as StoredRecord['fields'],
    createdAt: row['created_at'] as string,
    createdBy: row['created_by'] as string,
    updatedAt: row['updated_at'] as string,
    updatedBy: row['updated_by'] as string,
  };
}
