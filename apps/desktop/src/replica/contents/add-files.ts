import type { FileValue } from '@outpost/domain/kernel/entities/fields';
import type { FilesKind } from '@outpost/domain/kernel/files/files-kind';
import type { Result } from '@outpost/domain/kernel/refusal';
import type { Made, Wish } from '../acts/make-act.ts';
import type { PersonActs } from '../acts/person-acts.ts';
import type { Device } from '../device/device.ts';
import type { ContentFile } from './content-file.ts';
import type { ContentTransfer } from './content-transfer.ts';

/** The parts of an open replica that add files. */
type Place = {
  readonly acts: Pick<PersonActs, 'perform'>;
  readonly contents: ContentFile;
  readonly device: Pick<Device, 'lookups'>;
  readonly transfer: Pick<ContentTransfer, 'wake'>;
};

/** A whole draft that becomes the file of a new record. */
export type AddedFile = { readonly draft: string; readonly record: string; readonly file: FileValue };

/** Returns the edit that makes the record of an added file. `about`: the value that refers to the record that has the file. */
export const fileEdit = (
  kind: FilesKind,
  { record, file }: AddedFile,
  about: string,
): Extract<Wish['edits'][number], { create: unknown }> => ({
  entity: kind.entity.name,
  id: record,
  create: { fields: { [kind.entity.title]: file.name, [kind.about]: about, [kind.content]: file } },
});

/**
 * Keeps the bytes of whole drafts, and then performs the act that makes their records (`fileEdit`). The bytes come first: a
 * record without its bytes would be a loss. Bytes without a record are deleted, here or at the next start.
 */
export async function addFiles(
  { acts, contents, device, transfer }: Place,
  added: readonly AddedFile[],
  { wish, kind, nowMs }: { readonly wish: Wish; readonly kind: FilesKind; readonly nowMs: number },
): Promise<Result<Made>> {
  for (const { draft, record, file } of added)
    contents.keep(draft, { ...file, nowMs }, { record, entity: kind.entity.name, field: kind.content });
  const made = await acts.perform(wish).finally(() => {
    const isMade = (record: string) => device.lookups.shown(kind.entity.name, record) !== undefined;
    contents.recordsMade(added.flatMap(({ record }) => (isMade(record) ? [record] : [])));
    for (const { record } of added) if (!isMade(record)) contents.recordNotMade(record); // its bytes are evicted like others
  });
  if (made.ok) transfer.wake();
  return made;
}
