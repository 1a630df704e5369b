import type { DeviceWrite } from './device-write.ts';
import type { ActDocument } from './documents.ts';
import { bookEntities } from './documents.ts';

/**
 * Returns the kept acts that were confirmed after `n`, read from the file: memory has only their ids (S-1c). -1: all of them.
 */
export async function keptActs(write: DeviceWrite, n: number): Promise<readonly ActDocument[]> {
  const ids = write.acts.keptAfter(n);
  await write.documents.load(ids);
  return ids.flatMap((id) => {
    const kept = write.documents.book(id);
    return kept?.entity === bookEntities.act ? [kept] : [];
  });
}
