import type { Catalogue } from '@outpost/domain/kernel/catalogue';
import type { ImportRecipe } from '@outpost/domain/kernel/import/import-recipe';
import { type KnownRecords, knownBy } from '@outpost/domain/kernel/import/known-records';
import { entitiesToKnow } from '@outpost/domain/kernel/import/recipe-slots';
import { columnExpression, recordTable } from '@outpost/domain/kernel/query/sqlite-expression';
import { parsedDocument } from '@outpost/domain/kernel/query/stored-row';
import { recordOf, type StoredRecord } from '@outpost/domain/kernel/record';
import type { Device } from '../device.ts';
import { toStorageFault } from '../storage/storage-fault.ts';
import { inSlices, type Pace } from './in-slices.ts';

/** What an import stands on: the living records of the kinds that it makes or links, by their keys and by id. */
export type KnownOnDevice = { readonly known: KnownRecords; readonly byId: ReadonlyMap<string, StoredRecord> };

/** Chosen: a few milliseconds of parsing between two chances to let others in. */
const rowsAtOnce = 250;

/** Reads what a recipe has to know, as the device shows it now: with the acts that wait. Once for an import, and again before it is run anew. */
export async function knownOnDevice(
  device: Device,
  recipe: ImportRecipe,
  { catalogue, pace }: { readonly catalogue: Catalogue; readonly pace: Pace },
): Promise<KnownOnDevice> {
  const byId = new Map<string, StoredRecord>();
  const known = new Map<string, ReturnType<typeof knownBy>>();
  const held = new Set(device.lookups.recordTables().map(({ entity }) => entity));
  for (const [entity, key] of entitiesToKnow(recipe, catalogue)) {
    const records = held.has(entity) ? await inSlices(aliveRecords(device, entity), pace) : [];
    for (const record of records) byId.set(record.id, record);
    known.set(entity, knownBy(records, key));
  }
  return { known, byId };
}

function* aliveRecords(device: Device, entity: string): Generator<void, readonly StoredRecord[], void> {
  const next = device.database.file.writer.prepare<
    [number],
    { readonly seq: number; readonly id: string; readonly data: string }
  >(
    `select seq, id, data from ${recordTable(entity)} where deleted = 0 and ${columnExpression('life')} = 'alive' and seq > ? order by seq limit ${rowsAtOnce}`,
  );
  const records: StoredRecord[] = [];
  for (let after = 0; ;) {
    const rows = read(() => next.all(after));
    for (const { id, data } of rows) records.push(recordOf(parsedDocument(entity, id, data)));
    const last = rows.at(-1);
    if (last === undefined || rows.length < rowsAtOnce) return records;
    after = last.seq;
    yield;
  }
}

function read<T>(ask: () => T): T {
  try {
    return ask();
  } catch (error) {
    throw toStorageFault(error, 'reading what an import has to know');
  }
}
