import { installedCatalogue } from '@outpost/domain/installed-packs';
import { type Entity, sqlName } from '@outpost/domain/kernel/entities/entity';
import { indexPlansOf } from '@outpost/domain/kernel/query/plans/index-plan';
import { openReader, openWriter } from '@outpost/desktop/replica/storage/files/keyed-connection';
import { benchEntities, rawWords } from '../bench-records.ts';

/** A constant key: encryption costs the same under any key. */
export const rawKey = new Uint8Array(32).fill(7);
/** The secondary indexes of a raw file: the app's own on the same fields, or three chosen ones. */
export type RawIndexes = 'same' | 'three';
/** One record on the raw wire. */
export type RawRow = { readonly id: string; readonly kind: string; readonly data: string };

type Connection = ReturnType<typeof openWriter>;

/** Returns the raw table of a kind of record. */
export const rawTable = (entity: string): string => `raw_${sqlName(entity)}`;

/** Returns the path of an indexed field in flat JSON; for money that of its amount. */
export function rawPath(entity: Entity, field: string): string {
  return field === 'id' ? 'id' : `data->>'$.${field}${entity.fields[field]?.type === 'money' ? '.amount' : ''}'`;
}

const threeIndexes: Readonly<Record<string, readonly (readonly string[])[]>> = {
  [benchEntities.account]: [['name'], ['sector', 'name'], ['updatedAt']],
  [benchEntities.contact]: [['name'], ['ownerId', 'name'], ['email']],
  [benchEntities.deal]: [['stage', 'value'], ['closesOn'], ['account', 'stage']],
};

/**
 * Opens a raw file like ours (the same cipher, WAL, FULL, cache, checkpoints), with one table a kind. Creates the file
 * where there is none.
 */
export function openRawFile(file: string, indexes: RawIndexes = 'same'): Connection {
  const writer = openWriter(file, rawKey);
  for (const name of Object.values(benchEntities)) {
    const entity = installedCatalogue.entities.get(name);
    if (!entity) throw new Error(`There is no ${name}`);
    const table = rawTable(name);
    writer.exec(
      `create table if not exists ${table} (seq integer primary key, id text not null unique, data text not null)`,
    );
    const fieldsOf =
      indexes === 'three'
        ? (threeIndexes[name] ?? [])
        : indexPlansOf(entity).map((plan) => plan.columns.map(({ field }) => field));
    for (const [place, fields] of fieldsOf.entries())
      writer.exec(
        `create index if not exists ${table}_${place} on ${table} (${[...fields.map((field) => rawPath(entity, field)), 'id'].join(', ')})`,
      );
    writer.exec(
      `create virtual table if not exists ${table}_search using fts5(tokens, content='', contentless_delete=1, detail=none, prefix='2 3')`,
    );
  }
  return writer;
}

/** Opens a raw file for reading. */
export const openRawReader = (file: string): Connection => openReader(file, rawKey);

/** Writes pages of rows, each in one transaction, on disk when `write` returns. */
export class RawWriter {
  readonly #writer: Connection;
  readonly #insert: ReadonlyMap<string, (row: RawRow) => void>;
  readonly #update: ReadonlyMap<string, (row: RawRow) => void>;

  constructor(writer: Connection) {
    this.#writer = writer;
    const statements = Object.values(benchEntities).map((entity) => {
      const table = rawTable(entity);
      const insert = writer.prepare(`insert into ${table} (id, data) values (?, ?)`);
      const search = writer.prepare(`insert into ${table}_search (rowid, tokens) values (?, ?)`);
      const update = writer.prepare(`update ${table} set data = ? where id = ?`);
      return {
        entity,
        insert: ({ id, data }: RawRow): void => {
          const { lastInsertRowid } = insert.run(id, data);
          search.run(lastInsertRowid, rawWords(JSON.parse(data) as Parameters<typeof rawWords>[0])); // written by the generator
        },
        // The searched words did not change; hand-written code can rely on that.
        update: ({ id, data }: RawRow): void => void update.run(data, id),
      };
    });
    this.#insert = new Map(statements.map(({ entity, insert }) => [entity, insert]));
    this.#update = new Map(statements.map(({ entity, update }) => [entity, update]));
  }

  write(rows: readonly RawRow[], way: 'insert' | 'update'): void {
    const statements = way === 'insert' ? this.#insert : this.#update;
    this.#writer.exec('begin immediate');
    for (const row of rows) statements.get(row.kind)?.(row);
    this.#writer.exec('commit');
  }
}
