import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Writes the sync server's address to the data folder while the server runs, for `outpost sign-in` without an address. Returns a
 * function that removes it.
 */
export function noteServerAddress(folder: string, url: string): () => void {
  const file = join(folder, 'server-address');
  writeFileSync(file, `${url}\n`, { mode: 0o600 });
  return () => rmSync(file, { force: true });
}
