import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import type { ImportRecipe } from '@outpost/domain/kernel/catalogue/import-recipe';
import { type KnownRecords, keyText, mostNames } from '@outpost/domain/kernel/import/matching/known-records';
import { entitiesToKnow } from '@outpost/domain/kernel/import/recipe-slots';
import { columnExpression, recordTable } from '@outpost/domain/kernel/query/sqlite-expression';
import { parsedDocument } from '@outpost/domain/kernel/query/stored-row';
import { recordOf, type StoredRecord } from '@outpost/domain/kernel/entities/record';
import type Database from 'better-sqlite3';
import type { Device } from '../device/device.ts';
import { toStorageFault } from '../storage/files/storage-fault.ts';
import { inSlices, type Pace } from '../device/in-slices.ts';
import type { WorkFile } from './work-file.ts';

/** Known records with the device's full record by id: its owner and tokens decide a person's rights. */
export type KnownOnDevice = Omit<KnownRecords, 'byId'> & {
  readonly byId: (entity: string, id: string) => StoredRecord | undefined;
};

/** Chosen: a few milliseconds of parsing between two pauses. */
const rowsAtOnce = 250;
/** Chosen: a field with more different texts contains names or prose, in which no misspelling is sought. */
const mostWords = 2_000;

type Row = { readonly seq: number; readonly id: string; readonly data: string };

/**
 * Reads all living records that a recipe needs, as the device shows them with their waiting acts. Their keys go to the work file.
 * The records themselves are read one by one when they are needed.
 */
export async function knownOnDevice(
  device: Device,
  recipe: ImportRecipe,
  { catalogue, work, pace }: { readonly catalogue: Catalogue; readonly work: WorkFile; readonly pace: Pace },
): Promise<KnownOnDevice> {
  const words = new Map<string, Set<string>>();
  const keys = entitiesToKnow(recipe, catalogue);
  const isHeld = (entity: string): boolean => device.database.storage.hasTable(entity);
  work.clearKnown();
  for (const [entity, known] of keys) {
    if (!isHeld(entity)) continue;
    const fields = Object.entries(entityOf(catalogue, entity).fields).flatMap(([name, field]) =>
      field.type === 'text' && !field.multiline && !known.includes(name) ? [name] : [],
    );
    const gather = (record: StoredRecord): void => {
      for (const field of known) {
        const text = record.fields[field];
        if (typeof text === 'string' && keyText(text) !== '') work.addKnown(entity, { field, text, id: record.id });
      }
      for (const name of fields) addWord(words, `${entity}.${name}`, record.fields[name]);
    };
    await inSlices(eachAlive(device, entity, gather), pace);
  }
  work.indexKnown();
  const readers = new Map<string, Database.Statement<[string], Row>>();
  const byId = (entity: string, id: string): StoredRecord | undefined => {
    if (!isHeld(entity)) return undefined;
    const reader = readers.get(entity) ?? readerOf(device, entity);
    readers.set(entity, reader);
    const row = read(() => reader.get(id));
    return row && recordOf(parsedDocument(entity, row.id, row.data));
  };
  return {
    byId,
    find: (entity, by) => work.knownIds(entity, by).flatMap((id) => byId(entity, id) ?? []),
    texts: (entity, field) => {
      if (keys.get(entity)?.includes(field) !== true) return [...(words.get(`${entity}.${field}`) ?? [])];
      const texts = work.knownTexts(entity, field, mostNames + 1);
      return texts.length > mostNames ? null : texts;
    },
  };
}

function addWord(words: Map<string, Set<string>>, name: string, value: unknown): void {
  if (typeof value !== 'string') return;
  const known = words.get(name);
  if (known === undefined) words.set(name, new Set([value]));
  else if (known.size <= mostWords) known.add(value);
}

function readerOf(device: Device, entity: string): Database.Statement<[string], Row> {
  return device.database.file.writer.prepare<[string], Row>(
    `select seq, id, data from ${recordTable(entity)} where id = ? and deleted = 0 and ${columnExpression('life')} = 'alive'`,
  );
}

function* eachAlive(
  device: Device,
  entity: string,
  take: (record: StoredRecord) => void,
): Generator<undefined, void, void> {
  const next = device.database.file.writer.prepare<[number], Row>(
    `select seq, id, data from ${recordTable(entity)} where deleted = 0 and ${columnExpression('life')} = 'alive' and seq > ? order by seq limit ${rowsAtOnce}`,
  );
  for (let after = 0; ;) {
    const rows = read(() => next.all(after));
    for (const { id, data } of rows) take(recordOf(parsedDocument(entity, id, data)));
    const last = rows.at(-1);
    if (last === undefined || rows.length < rowsAtOnce) return;
    after = last.seq;
    yield;
  }
}

function read<T>(ask: () => T): T {
  try {
    return ask();
  } catch (error) {
    throw toStorageFault(error, 'reading the records that an import needs');
  }
}
