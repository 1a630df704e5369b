import { createHash } from 'node:crypto';
import type { FileValue } from '@outpost/domain/kernel/entities/fields';
import { refTarget } from '@outpost/domain/kernel/entities/fields';
import { filesKindOf } from '@outpost/domain/kernel/files/files-kind';
import { sniffedBytes } from '@outpost/domain/kernel/files/file-types';
import { mostReceivedFiles, receivedFile } from '@outpost/domain/kernel/files/received-files';
import { hashedId } from '@outpost/domain/kernel/hashed-id';
import type { Result } from '@outpost/domain/kernel/refusal';
import { fileTypeFromBuffer } from 'file-type';
import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import type { MailAttachment } from '../imap/read-mail.ts';
import type { KeptFiles } from './mail-receiver.ts';

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

type Asked = {
  readonly orgId: string;
  /** The person whose mailbox it is. */
  readonly userId: string;
  readonly catalogue: Catalogue;
  /** The same for all copies of the e-mail. */
  readonly key: string;
  readonly attachments: readonly MailAttachment[];
  /** Left out: this server keeps no files. */
  readonly keeping: FileKeeping | undefined;
};

const inMailbox = (names: readonly string[], why: string): readonly string[] =>
  names.length === 0
    ? []
    : [
        `${why}: ${names.slice(0, mostReceivedFiles).join(', ')}${names.length > mostReceivedFiles ? ` and ${names.length - mostReceivedFiles} more` : ''}.`,
      ];

/**
 * MBX-11 … MBX-13: keeps the attachments of an e-mail as files of a record, once: ids are made of the e-mail's key and the place of the attachment. The
 * bytes are kept before the records are made, since a record without its bytes would be a loss.
 */
export async function keepAttachments(
  { orgId, userId, catalogue, key, attachments, keeping }: Asked,
  about: string,
): Promise<KeptFiles> {
  const kind = filesKindOf(catalogue);
  const field = kind?.entity.fields[kind.about];
  const isCarried = field?.type === 'ref' && field.targets.includes(refTarget(field, about).entity);
  const whole = attachments.flatMap(({ name, bytes }) => (bytes ? [{ name, bytes }] : []));
  const cut = attachments.filter(({ bytes }) => bytes === undefined).map(({ name }) => name);
  if (!kind || !isCarried || !keeping)
    return {
      edits: [],
      ids: [],
      notes: inMailbox(
        attachments.map(({ name }) => name),
        'Attached, in the mailbox',
      ),
    };
  const first = whole.slice(0, mostReceivedFiles);
  const notes = [
    ...inMailbox(cut, 'Attached, in the mailbox, because the e-mail is too large'),
    ...(whole.length > first.length
      ? [`It has ${whole.length} attachments. The first ${first.length} were kept, and the others are in the mailbox.`]
      : []),
  ];
  const kept: { readonly id: string; readonly fields: Record<string, string | FileValue> }[] = [];
  for (const [place, { name: named, bytes }] of first.entries()) {
    const sniffed = await fileTypeFromBuffer(bytes.subarray(0, sniffedBytes));
    const judged = receivedFile({ name: named, sizeBytes: bytes.length, first: bytes, sniffed });
    if ('why' in judged) {
      notes.push(`Not kept: ${judged.name}, because ${judged.why}.`);
      continue;
    }
    const room = await keeping.judgeRoom({ orgId, userId }, bytes.length);
    if (!room.ok) {
      notes.push(
        `Not kept: ${judged.name}, because your organisation has no room for more files. It is in the mailbox.`,
      );
      continue;
    }
    const id = hashedId('mail file', orgId, key, String(place));
    const { name, mediaType, caption } = judged;
    const file = {
      id,
      name,
      mediaType,
      sizeBytes: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
    };
    await keeping.keepBytes(orgId, { place: { entity: kind.entity.name, id, field: kind.content }, file, bytes });
    kept.push({
      id,
      fields: {
        [kind.entity.title]: name,
        [kind.about]: about,
        [kind.content]: file,
        ...(caption === '' || kind.caption === undefined ? {} : { [kind.caption]: caption }),
      },
    });
    if (caption !== '') notes.push(`${name}: ${caption}`);
  }
  const { name: entity, schema } = kind.entity;
  return {
    ids: kept.map(({ id }) => id),
    edits: kept.map(({ id, fields }) => ({
      id,
      entity,
      create: { fields, ownerId: null, teamId: null, sharedWith: [], schema },
    })),
    notes,
  };
}
