import type { DeviceWrite } from './device-write.ts';
import type { ActDocument } from './documents.ts';
import { bookEntities } from './documents.ts';

/** The acts that are kept and were confirmed after `n`, as the file has them: memory only names them (S-1c). -1: all of them. */
export async function keptActs(write: DeviceWrite, n: number): Promise<readonly ActDocument[]> {
  const ids = write.acts.keptAfter(n);
  await write.documents.load(ids);
  return ids.flatMap((id) => {
    const kept = write.documents.book(id);
    return kept?.entity === bookEntities.act ? [kept] : [];
  });
}
