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
 * The place of the master key (settings.ts): a text, a file, a service, or a file of the data folder that is made at the first
 * start.
 */
export type MasterKeyPlace =
  | { readonly in: 'environment'; readonly keys: string }
  | { readonly in: 'file'; readonly path: string }
  | ({ readonly in: 'service' } & TransitKey)
  | { readonly in: 'data-folder'; readonly folder: string };

const ownFile = 'master.key';

/**
 * Opens the master key. Throws where its file cannot be read or contains something else. The message has nothing of its
 * content.
 */
export async function openMasterKey(
  setting: MasterKeyPlace,
  ports: { readonly random: RandomBytes; readonly fetch: typeof fetch },
): Promise<MasterKey> {
  switch (setting.in) {
    case 'environment':
      return localMasterKey(keysIn(setting.keys, 'OUTPOST_MASTER_KEY'), ports.random);
    case 'file':
      return localMasterKey(keysIn(await readFile(setting.path, 'utf8'), setting.path), ports.random);
    case 'service':
      return transitMasterKey(setting, ports);
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
  if (!keys) throw new Error(`${where} has no master key: it must have 32 random bytes in base64url (openssl rand 32 | basenc --base64url | tr -d =)`); // prettier-ignore
  return keys;
}
