import type { ReplicaPorts } from '../device/ports.ts';
import type { RecordDatabase } from '../records/record-database.ts';
import { ContentFile } from './content-file.ts';

const keyName = 'outpost/contents-key';
const keyBytes = 32;

/**
 * Opens the bytes of files beside a replica's file. They have a key of their own, which is in the replica's encrypted file. So
 * this key stays when the replica's key changes, and a rescue of the replica saves it.
 */
export async function openContents(
  database: RecordDatabase,
  { random, clock }: Pick<ReplicaPorts, 'random' | 'clock'>,
): Promise<ContentFile> {
  const kept = await database.getLocal(keyName);
  const key = typeof kept === 'string' ? Buffer.from(kept, 'base64') : Buffer.from(random(keyBytes));
  if (typeof kept !== 'string') await database.setLocal(keyName, key.toString('base64')); // on disk before any byte is encrypted
  const contents = new ContentFile(`${database.file.path}.files`, key, clock.nowMs());
  contents.dropLeftDrafts();
  return contents;
}
