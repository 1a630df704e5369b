import { userInfo } from 'node:os';
import { installedCatalogue } from '@outpost/domain/installed-packs';
import { fileKeyStore } from '../../identity/keys/file-key-store.ts';
import { type KeyRing, openKeyRing } from '../../identity/keys/key-ring.ts';
import { openMasterKey } from '../../identity/keys/open-master-key.ts';
import { sealedKeyStore } from '../../identity/keys/sealed-key-store.ts';
import { pooledRandom } from '../../identity/pooled-random.ts';
import { runOperatorCommand } from '../../operator-command.ts';
import { eraseRecords } from './erase-records.ts';
import type { Settings } from '../../settings.ts';
import { eraseUsage, readEraseCommand } from './read-command.ts';

// `npm run -s erase -- …`: erases records by law (P-5), as the database's owner (DATABASE_URL), with the server's keys (OUTPOST_DATA_DIR). One
// JSON value on stdout, all else on stderr. Exit code 0 done, 1 fault, 2 usage, 3 refused.

const clock = { nowMs: () => Date.now() };
const random = pooledRandom();

/** Opens the keys that sign the heads of journals. Makes none: a signature by other keys would be invalid. */
async function openServersKeys({ dataDir, masterKey }: Settings): Promise<KeyRing> {
  const file = fileKeyStore(dataDir);
  if ((await file.load()) === null)
    throw new Error(`There are no keys of a server in ${dataDir}. Give the server's own folder in OUTPOST_DATA_DIR.`);
  const store = sealedKeyStore(file, await openMasterKey(masterKey, { random, fetch }));
  return openKeyRing({ store, clock, random, rotates: false });
}

process.exitCode = await runOperatorCommand(process, {
  name: 'erase',
  usage: eraseUsage,
  read: readEraseCommand,
  role: 'outpost_eraser',
  answer: async ({ organisation: orgId, records: ids, orderedBy, ...more }, { database, settings }) => {
    const keys = await openServersKeys(settings);
    const { ok, ...said } = await eraseRecords(
      { database, clock, random, installed: installedCatalogue, signing: keys.signing },
      { orgId, ids, orderedBy: orderedBy ?? userInfo().username, ...more },
    );
    return { ok, said };
  },
});
