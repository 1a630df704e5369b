import { sameJson } from '@outpost/domain/kernel/json';
import type { DeviceWrite } from './device-write.ts';
import { bookEntities, type ImportDocument } from './documents.ts';
import type { RecordDatabase } from './record-database.ts';

/** The properties that identify an import: equal bytes with an equal interpretation. */
export type ImportIdentity = Pick<ImportDocument, 'files' | 'recipe' | 'choices'>;

/**
 * Returns the unfinished imports of this device, the newest first: those that were stopped, and those whose process was killed.
 * Each was noted in the same transaction as its last act (D-2).
 */
export async function unfinishedImports(database: RecordDatabase): Promise<readonly ImportDocument[]> {
  const found = await database.all<ImportDocument>(bookEntities.import);
  return found.toSorted((a, b) => (a.id < b.id ? 1 : -1)); // ids of groups ascend with time
}

/** Whether an unfinished import has the same files. Its choices may differ. */
export const isOfFiles = (known: ImportDocument, files: ImportDocument['files']): boolean =>
  sameJson(known.files, files);

/** Whether an unfinished import is the same one, including its choices. Then it is resumed. */
export const isSameImport = (known: ImportDocument, { files, recipe, choices }: ImportIdentity): boolean =>
  isOfFiles(known, files) && known.recipe === recipe && sameJson(known.choices, choices);

/** Removes an import that has finished or was undone. A later import of its files starts from the beginning. */
export function forgetImport(write: DeviceWrite, group: string): void {
  write.books.remove(group);
}
