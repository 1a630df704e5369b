import { type BenchRecord, rawText } from '../bench-records.ts';
import { peerModule } from './peer-modules.ts';

/** A row of Zero's table: the queried values in columns, the rest of the record as JSON. */
export type ZeroRow = {
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  readonly ownerId: string;
  readonly jobTitle: string | null;
  readonly data: Readonly<Record<string, unknown>>;
};
/** The table in Postgres, which Zero's schema repeats. */
export const zeroTableSql = `create table record (id text primary key, kind text not null, name text not null, "ownerId" text not null, "jobTitle" text, data jsonb not null)`;

/** The used part of Zero's interface (https://zero.rocicorp.dev/docs). */
export type ZeroQuery = { where(column: keyof ZeroRow, value: string): ZeroQuery; limit(count: number): ZeroQuery };
export type ZeroMutators = object;
type Column = { optional(): Column };
type Transaction = { readonly mutate: { readonly record: { update(row: Partial<ZeroRow>): Promise<void> } } };
type ZeroModule = {
  string(): Column;
  json(): Column;
  table(name: string): { columns(columns: object): { primaryKey(column: string): object } };
  createSchema(of: { readonly tables: readonly object[] }): object;
  createBuilder(schema: object): { readonly record: ZeroQuery };
  defineQuery(query: () => ZeroQuery): object;
  defineQueries(queries: object): { all(): object };
  defineMutator(
    mutator: (of: { readonly tx: Transaction; readonly args: Pick<ZeroRow, 'id' | 'jobTitle'> }) => Promise<void>,
  ): object;
  defineMutators(mutators: object): ZeroMutators & { retitle(args: Pick<ZeroRow, 'id' | 'jobTitle'>): object };
};

const zero = peerModule<ZeroModule>('@rocicorp/zero');

export const zeroSchema = zero.createSchema({
  tables: [
    zero
      .table('record')
      .columns({
        id: zero.string(),
        kind: zero.string(),
        name: zero.string(),
        ownerId: zero.string(),
        jobTitle: zero.string().optional(),
        data: zero.json(),
      })
      .primaryKey('id'),
  ],
});
export const zeroBuilder = zero.createBuilder(zeroSchema);
/** A query for everything, like a device's data. */
export const zeroQueries = zero.defineQueries({ all: zero.defineQuery(() => zeroBuilder.record) });
/** Edits one record; the same on the device and at the server. */
export const zeroMutators = zero.defineMutators({
  retitle: zero.defineMutator(async ({ tx, args: { id, jobTitle } }) => tx.mutate.record.update({ id, jobTitle })),
});

export function zeroRow(record: BenchRecord): ZeroRow {
  const flat = JSON.parse(rawText(record)) as Pick<ZeroRow, 'id' | 'name' | 'ownerId'> & { readonly jobTitle?: string }; // written by the generator
  const { id, name, ownerId, jobTitle = null, ...data } = flat;
  return { id, kind: record.entity, name, ownerId, jobTitle, data };
}
