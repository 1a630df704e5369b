import type { Clock, RandomBytes } from '@outpost/domain/kernel/ports';
import { fileKeyStore } from '../../identity/keys/file-key-store.ts';
import { type KeyRing, openKeyRing } from '../../identity/keys/key-ring.ts';
import type { MasterKeyPlace } from '../../identity/keys/open-master-key.ts';
import { openMasterKey } from '../../identity/keys/open-master-key.ts';
import { sealedKeyStore } from '../../identity/keys/sealed-key-store.ts';

/**
 * Opens the keys that sign the heads of journals, for an operator's command. Makes none, and throws where there are none: a signature
 * by other keys would be invalid.
 */
export async function openServersKeys(
  { dataDir, masterKey }: { readonly dataDir: string; readonly masterKey: MasterKeyPlace },
  { clock, random }: { readonly clock: Clock; readonly random: RandomBytes },
): Promise<KeyRing> {
  const file = fileKeyStore(dataDir);
  if ((await file.load()) === null)
    throw new Error(`There are no keys of a server in ${dataDir}. Give the server's own folder in OUTPOST_DATA_DIR.`);
  const store = sealedKeyStore(file, await openMasterKey(masterKey, { random, fetch }));
  return openKeyRing({ store, clock, random, rotates: false });
}
