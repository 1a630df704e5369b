import { type AttachedFile, programFault, programMarkBytes } from '@outpost/domain/kernel/files/attached-files';
import { createHash } from 'node:crypto';
import type { ReadContent } from '../../identity/mail/organisation-look.ts';
import type { Delivery } from '../../jobs/intents/intent-adapter.ts';
import type { MailFile } from './mail-transport.ts';

/** Chosen: ten files that each take this long are read before an order's deadline. */
export const mailFileMs = 20_000;

/**
 * MSG-43: returns the files of a message with their bytes, or why the message does not leave now. A content that is a program is refused for good,
 * whatever its name says. A content that the store lacks or gives damaged is read again later.
 */
export async function readSentFiles(
  read: ReadContent | undefined,
  orgId: string,
  files: readonly AttachedFile[],
): Promise<{ readonly files?: readonly MailFile[] } | Delivery<never>> {
  if (files.length === 0) return {};
  const found: MailFile[] = [];
  for (const { name, mediaType, sha256, sizeBytes } of files) {
    const bytes = await read?.(orgId, { sha256, sizeBytes });
    if (!bytes || bytes.length !== sizeBytes || createHash('sha256').update(bytes).digest('hex') !== sha256)
      return {
        status: 'later',
        why: `The server could not read its file “${name}” from its store of files.`,
        isAside: true,
      };
    const fault = programFault(name, bytes.subarray(0, programMarkBytes));
    if (fault !== undefined) return { status: 'refused', why: `${fault} It was not sent. (MSG-43)` };
    found.push({ name, mediaType, bytes });
  }
  return { files: found };
}
