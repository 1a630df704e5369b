import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const script = `
const { safeStorage } = require('electron');
safeStorage.isEncryptionAvailable = () => true;
safeStorage.getSelectedStorageBackend = () => 'gnome_libsecret';
safeStorage.encryptString = (text) => Buffer.from([...text].reverse().join(''));
safeStorage.decryptString = (bytes) => [...bytes.toString()].reverse().join('');
`;

/**
 * Writes a script that replaces the system's key store, which machines of tests lack. Electron's main process loads it before the
 * app. Returns its path.
 */
export async function standInKeyStore(folder: string): Promise<string> {
  const path = join(folder, 'key-store.cjs');
  await writeFile(path, script);
  return path;
}
