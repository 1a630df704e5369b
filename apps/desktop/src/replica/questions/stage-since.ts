import type { CompiledQuery } from '@outpost/domain/kernel/query/query-engine';
import { columnExpression, dataExpression, recordTable } from '@outpost/domain/kernel/query/sqlite-expression';
import { bookEntities } from '../records/documents.ts';
import { actIdsOn, type DeviceMemory } from '../records/device-memory.ts';

/**
 * Since when a record is in its stage, as an instant. `isAtLeast`: the move is older than the history that this device holds, and the
 * record has been in the stage since that instant at least.
 */
export type StageSince = { readonly at: string; readonly isAtLeast: boolean };

/**
 * Returns the query for the newest change of a field in each record's history on this device, by record: one window of the index on
 * the record. Where the history has no change of the field, the query returns the oldest row of the record.
 */
export function stageSinceRows(
  field: string,
  records: readonly string[],
): CompiledQuery<ReadonlyMap<string, StageSince>> {
  const [record, n, at] = [columnExpression('record'), columnExpression('n'), columnExpression('row.at')];
  const placed = `printf('%020d', ${n}) || (${at})`; // the greatest and the least number, each with its time
  return {
    sql: `select ${record} as record, max(case when ${dataExpression(`row.changed.${field}`)} is not null then ${placed} end) as moved,
        min(${placed}) as oldest
      from ${recordTable(bookEntities.history)} where deleted = 0 and ${record} in (select value from json_each(?)) group by 1`,
    parameters: [JSON.stringify(records)],
    decode: (rows) =>
      new Map(
        rows.map(({ record: id, moved, oldest }) => [
          String(id),
          { at: String(moved ?? oldest).slice(20), isAtLeast: moved === null },
        ]),
      ),
  };
}

/**
 * Returns the time of the newest change of a field by an act that waits on this device; undefined without one. Acts of very many
 * records are left out: their edits are on disk.
 */
export function waitingSince(memory: DeviceMemory, record: string, field: string): string | undefined {
  const acts = actIdsOn(memory, record).flatMap((id) => memory.acts.get(id) ?? []);
  const moves = acts.filter(
    ({ act, state }) =>
      state === 'waiting' &&
      act.edits.some((edit) => edit.id === record && ('create' in edit || ('fields' in edit && field in edit.fields))),
  );
  return moves.toSorted((a, b) => b.seq - a.seq)[0]?.act.madeAt;
}
