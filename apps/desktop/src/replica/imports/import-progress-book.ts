import { sameJson } from '@outpost/domain/kernel/json';
import type { Device } from '../device/device.ts';
import type { DeviceWrite } from '../records/device-write.ts';
import { bookEntities, type ImportDocument } from '../records/documents.ts';

/** What makes an import the same as another: the same bytes, read the same way. */
export type ImportIdentity = Pick<ImportDocument, 'files' | 'recipe' | 'choices'>;

/**
 * The imports of this device that have not come to their end, the newest first: stopped ones, and those whose process was killed. Each
 * was noted in the very transaction that wrote its last act (D-2).
 */
export async function unfinishedImports(device: Device): Promise<readonly ImportDocument[]> {
  const found = await device.database.all<ImportDocument>(bookEntities.import);
  return found.toSorted((a, b) => (a.id < b.id ? 1 : -1)); // ids of groups ascend with time
}

/** Whether an unfinished import is of the same files. The choices for them may differ. */
export const isOfFiles = (known: ImportDocument, files: ImportDocument['files']): boolean =>
  sameJson(known.files, files);

/** Whether an unfinished import is this one, choices and all: then it is resumed. */
export const isSameImport = (known: ImportDocument, { files, recipe, choices }: ImportIdentity): boolean =>
  isOfFiles(known, files) && known.recipe === recipe && sameJson(known.choices, choices);

/** Forgets an import: it has come to its end, or was undone, and what is imported now begins anew. */
export function forgetImport(write: DeviceWrite, group: string): void {
  write.removeBook(group);
}
