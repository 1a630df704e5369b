import { createHash } from 'node:crypto';
import type { CreateEdit } from '@outpost/domain/kernel/acts/act';
import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import { type FileValue, refTarget } from '@outpost/domain/kernel/entities/fields';
import { type FilesKind, filesKindOf } from '@outpost/domain/kernel/files/files-kind';
import { receivedFile } from '@outpost/domain/kernel/files/received-files';
import type { Result } from '@outpost/domain/kernel/refusal';

/** A content to keep. `entity`, `id`, `field`: its place. */
export type ContentToKeep = {
  readonly place: { readonly entity: string; readonly id: string; readonly field: string };
  readonly file: FileValue;
  readonly bytes: Uint8Array;
};

/** The store of files. `judgeRoom` refuses where the organisation has no room for so many bytes more. */
export type FileKeeping = {
  readonly judgeRoom: (
    who: { readonly orgId: string; readonly userId: string },
    sizeBytes: number,
  ) => Promise<Result<null>>;
  readonly keepBytes: (orgId: string, content: ContentToKeep) => Promise<void>;
};

/** Returns the kind of files that a record carries. `about`: the value that refers to the record. Undefined: it carries none. */
export function filesKindFor(catalogue: Catalogue, about: string): FilesKind | undefined {
  const kind = filesKindOf(catalogue);
  const field = kind?.entity.fields[kind.about];
  return field?.type === 'ref' && field.targets.includes(refTarget(field, about).entity) ? kind : undefined;
}

/** The files of one message, after their bytes are kept. `edits` make their records. `notes`: sentences about what was not kept. */
export type KeptReceivedFiles = {
  readonly edits: readonly CreateEdit[];
  readonly ids: readonly string[];
  readonly notes: readonly string[];
};

/** Keeps the files of one message, one after the other. `noRoom`: a sentence about a file for which the organisation has no room. */
export async function keepReceivedFiles(
  place: ReceivedPlace,
  files: readonly ReceivedBytes[],
  noRoom: string,
): Promise<KeptReceivedFiles> {
  const [edits, notes]: [CreateEdit[], string[]] = [[], []];
  for (const file of files) {
    const kept = await keepReceivedFile(place, file);
    if ('why' in kept) {
      notes.push(`Not kept: ${kept.name}, because ${kept.why}.${kept.isRoom ? ` ${noRoom}` : ''}`);
      continue;
    }
    edits.push(kept.edit);
    if (kept.caption !== '') notes.push(`${kept.name}: ${kept.caption}`);
  }
  return { edits, ids: edits.map(({ id }) => id), notes };
}

/** The record that gets a received file, and the store for its bytes. `userId`: the author of the file, whose organisation must have room for it. */
type ReceivedPlace = {
  readonly orgId: string;
  readonly userId: string;
  readonly kind: FilesKind;
  readonly about: string;
  readonly keeping: FileKeeping;
};

/** `id`: of its record, the same for each try. `sniffed`: the type and the ending by its first bytes. */
type ReceivedBytes = {
  readonly id: string;
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly sniffed: { readonly mime: string; readonly ext: string } | undefined;
};

/** A file whose bytes are kept. `edit` makes its record. `caption`: says where its name was wrong; empty: it was not. */
type KeptFile = { readonly name: string; readonly caption: string; readonly edit: CreateEdit };

/** `why`: a part of a sentence. `isRoom`: the organisation has no room for it. */
type NotKeptFile = { readonly name: string; readonly why: string; readonly isRoom: boolean };

/**
 * Keeps the bytes of a file that came in, and returns the edit that makes its record. The bytes are kept before the record is made, because a
 * record without its bytes would be a loss.
 */
export async function keepReceivedFile(
  { orgId, userId, kind, about, keeping }: ReceivedPlace,
  { id, name: named, bytes, sniffed }: ReceivedBytes,
): Promise<KeptFile | NotKeptFile> {
  const judged = receivedFile({ name: named, sizeBytes: bytes.length, first: bytes, sniffed });
  if ('why' in judged) return { ...judged, isRoom: false };
  const { name, mediaType, caption } = judged;
  const room = await keeping.judgeRoom({ orgId, userId }, bytes.length);
  if (!room.ok) return { name, why: 'your organisation has no room for more files', isRoom: true };
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const file = { id, name, mediaType, sizeBytes: bytes.length, sha256 };
  const { name: entity, schema } = kind.entity;
  await keeping.keepBytes(orgId, { place: { entity, id, field: kind.content }, file, bytes });
  const fields = {
    [kind.entity.title]: name,
    [kind.about]: about,
    [kind.content]: file,
    ...(caption === '' || kind.caption === undefined ? {} : { [kind.caption]: caption }),
  };
  return {
    name,
    caption,
    edit: { id, entity, create: { fields, ownerId: null, teamId: null, sharedWith: [], schema } },
  };
}
