import type { CompiledQuery } from '@outpost/domain/kernel/query/query-engine';
import { columnExpression, dataExpression, recordTable } from '@outpost/domain/kernel/query/sqlite-expression';
import { accept, type Result } from '@outpost/domain/kernel/refusal';
import type { CallInput, CallOutput } from '../../bridge/contract.ts';
import type { Device } from '../device/device.ts';
import { bookEntities } from '../records/documents.ts';
import { actIdsOn, type DeviceMemory } from '../records/memory/device-memory.ts';
import type { FileReader } from './file-reader.ts';

/**
 * Since when a record is in its stage, as an instant. `isAtLeast`: the move is older than the history that this device holds, and the
 * record has been in the stage since that instant at least.
 */
type StageSince = { readonly at: string; readonly isAtLeast: boolean };

/**
 * Returns the query for the newest change of a field in each record's history on this device, by record: one window of the index on
 * the record. Where the history has no change of the field, the query returns the oldest row of the record.
 */
function stageSinceRows(field: string, records: readonly string[]): CompiledQuery<ReadonlyMap<string, StageSince>> {
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
function waitingSince(memory: DeviceMemory, record: string, field: string): string | undefined {
  const acts = actIdsOn(memory, record).flatMap((id) => memory.acts.get(id) ?? []);
  const moves = acts.filter(
    ({ act, state }) =>
      state === 'waiting' &&
      act.edits.some((edit) => edit.id === record && ('create' in edit || ('fields' in edit && field in edit.fields))),
  );
  return moves.toSorted((a, b) => b.seq - a.seq)[0]?.act.madeAt;
}

/** Returns since when records are in their stages, by the journal of this device and the acts that wait here. */
export async function stageSinceOf(
  { device, reader }: { readonly device: Device; readonly reader: FileReader },
  { entity: name, ids }: CallInput<'records.stageSince'>,
): Promise<Result<CallOutput<'records.stageSince'>>> {
  const field = device.catalogue.entities.get(name)?.stages;
  if (field === undefined) return accept({ since: {} });
  device.database.storage.makeTable(bookEntities.history); // a device that has received nothing has no history yet
  const found = await reader.ask('windows', stageSinceRows(field, ids));
  if (!found.ok) return found;
  const since = ids.flatMap((id) => {
    const waiting = waitingSince(device.memory, id, field);
    const known = waiting === undefined ? found.value.get(id) : { at: waiting, isAtLeast: false };
    return known === undefined ? [] : [[id, known] as const];
  });
  return accept({ since: Object.fromEntries(since) });
}
