import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import { sniffedBytes } from '@outpost/domain/kernel/files/file-types';
import { mostReceivedFiles } from '@outpost/domain/kernel/files/received-files';
import { hashedId } from '@outpost/domain/kernel/hashed-id';
import { fileTypeFromBuffer } from 'file-type';
import type { MailAttachment } from '../imap/read-mail.ts';
import { type FileKeeping, filesKindFor, keepReceivedFiles } from '../received-files/keep-received-file.ts';
import type { KeptFiles } from './mail-receiver.ts';

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
 * MBX-11 … MBX-13: keeps the attachments of an e-mail as files of a record, once: ids are made of the e-mail's key and the place of the attachment.
 */
export async function keepAttachments(
  { orgId, userId, catalogue, key, attachments, keeping }: Asked,
  about: string,
): Promise<KeptFiles> {
  const kind = filesKindFor(catalogue, about);
  const whole = attachments.flatMap(({ name, bytes }) => (bytes ? [{ name, bytes }] : []));
  const cut = attachments.filter(({ bytes }) => bytes === undefined).map(({ name }) => name);
  if (!kind || !keeping)
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
  const files = await Promise.all(
    first.map(async ({ name, bytes }, place) => ({
      id: hashedId('mail file', orgId, key, String(place)),
      name,
      bytes,
      sniffed: await fileTypeFromBuffer(bytes.subarray(0, sniffedBytes)),
    })),
  );
  const kept = await keepReceivedFiles({ orgId, userId, kind, about, keeping }, files, 'It is in the mailbox.');
  return { ...kept, notes: [...notes, ...kept.notes] };
}
