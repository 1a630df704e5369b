import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Notes the sync server's address in the data folder while it runs, for `outpost sign-in` without an address. Returns how to take the note away. */
export function noteServerAddress(folder: string, url: string): () => void {
  const file = join(folder, 'server-address');
  writeFileSync(file, `${url}\n`, { mode: 0o600 });
  return () => rmSync(file, { force: true });
}
