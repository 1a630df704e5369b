import { z } from 'zod';
import type { RecordDatabase } from './record-database.ts';

const key = 'outpost/import-files';
/** Chosen: more imports than the history of 90 days has for one person. */
const mostKept = 500;
const schema = z.array(z.tuple([z.string(), z.array(z.string())]));

/** The names of the files of this device's imports, by the group of their acts. The newest import is the last one. */
export type ImportFileNames = ReadonlyMap<string, readonly string[]>;

/**
 * Returns the names that this device knows. They stay on the device: colleagues read the label of an act, and the name of a
 * file may be meant for its owner alone.
 */
export async function importFileNames(database: RecordDatabase): Promise<ImportFileNames> {
  return new Map(schema.catch([]).parse(await database.getLocal(key)));
}

/** Notes the names of an import's files. The oldest import beyond a bound is forgotten. */
export async function noteImportFileNames(
  database: RecordDatabase,
  group: string,
  names: readonly string[],
): Promise<void> {
  const known = await importFileNames(database);
  const others = [...known].filter(([id]) => id !== group);
  await database.setLocal(key, [...others, [group, [...names]] as const].slice(-mostKept));
}
