import { readFile } from 'node:fs/promises';
import type { RandomBytes } from '@outpost/domain/kernel/ports';
import { fileStore } from './file-key-store.ts';
import {
  localMasterKey,
  type MasterKey,
  masterKeyBytes,
  readMasterKeys,
  type TransitKey,
  transitMasterKey,
} from './master-key.ts';

/**
 * Where the master key is: in the environment, in a file of the operator, in a key management service, or in a file of the server's own
 * data folder, which is made at the first start. The last protects a backup of the database, and no copy of the whole folder.
 */
export type MasterKeySetting =
  | { readonly in: 'environment'; readonly keys: readonly Uint8Array[] }
  | { readonly in: 'file'; readonly path: string }
  | { readonly in: 'service'; readonly transit: TransitKey }
  | { readonly in: 'data-folder'; readonly folder: string };

const ownFile = 'master.key';

/** Opens the master key. Throws where its file cannot be read or holds something else; the message has nothing of its content. */
export async function openMasterKey(
  setting: MasterKeySetting,
  ports: { readonly random: RandomBytes; readonly fetch: typeof fetch },
): Promise<MasterKey> {
  switch (setting.in) {
    case 'environment':
      return localMasterKey(setting.keys, ports.random);
    case 'file':
      return localMasterKey(keysIn(await readFile(setting.path, 'utf8'), setting.path), ports.random);
    case 'service':
      return transitMasterKey(setting.transit, ports);
    case 'data-folder': {
      const store = fileStore(setting.folder, ownFile);
      if ((await store.load()) === null)
        await store.create(Buffer.from(ports.random(masterKeyBytes)).toString('base64url')); // another server may have been first
      return localMasterKey(keysIn((await store.load()) ?? '', `${ownFile} in the data folder`), ports.random);
    }
  }
}

function keysIn(text: string, where: string): readonly Uint8Array[] {
  const keys = readMasterKeys(text.trim());
  if (!keys) throw new Error(`${where} holds no master key: it wants 32 random bytes in base64url (openssl rand 32 | basenc --base64url | tr -d =)`); // prettier-ignore
  return keys;
}
