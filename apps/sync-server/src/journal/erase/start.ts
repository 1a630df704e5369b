import { userInfo } from 'node:os';
import { installedCatalogue } from '@outpost/domain/installed-packs';
import { openAsRole } from '../../db/open-as-role.ts';
import { fileKeyStore } from '../../identity/file-key-store.ts';
import { type KeyRing, openKeyRing } from '../../identity/key-ring.ts';
import { pooledRandom } from '../../identity/pooled-random.ts';
import { eraseRecords } from '../../records/erase-records.ts';
import { readOperatorSettings, settingsMessage, type Settings } from '../../settings.ts';
import { eraseUsage, readEraseCommand } from './read-command.ts';

// `npm run -s erase -- …`: erases records by law (P-5), as the database's owner (DATABASE_URL), with the server's keys (OUTPOST_DATA_DIR). One
// JSON value on stdout, all else on stderr. Exit code 0 done, 1 fault, 2 usage, 3 refused.

const clock = { nowMs: () => Date.now() };
const random = pooledRandom();

/** The keys that sign the heads of journals. None are made here: a signature by other keys would be none. */
async function openServersKeys({ dataDir }: Settings): Promise<KeyRing> {
  const store = fileKeyStore(dataDir);
  if ((await store.load()) === null)
    throw new Error(`There are no keys of a server in ${dataDir}. Give the server's own folder in OUTPOST_DATA_DIR.`);
  return openKeyRing({ store, clock, random, rotates: false });
}

async function main(): Promise<number> {
  const command = readEraseCommand(process.argv.slice(2));
  if (!command) {
    process.stderr.write(`${eraseUsage}\n`);
    return 2;
  }
  const settings = readOperatorSettings(process.env);
  if (!settings.ok) {
    process.stderr.write(`${settingsMessage(settings.problems)}\n`);
    return 1;
  }
  const keys = await openServersKeys(settings.value);
  const database = await openAsRole(settings.value.databaseUrl, 'outpost_eraser');
  const { organisation: orgId, records: ids, orderedBy, ...more } = command;
  try {
    const { ok, ...said } = await eraseRecords(
      { database, clock, random, installed: installedCatalogue, signing: keys.signing },
      { orgId, ids, orderedBy: orderedBy ?? userInfo().username, ...more },
    );
    process.stdout.write(`${JSON.stringify(said)}\n`);
    return ok ? 0 : 3;
  } finally {
    await database.close();
  }
}

process.exitCode = await main().catch((cause: unknown) => {
  process.stderr.write(`erase: ${cause instanceof Error ? cause.message : String(cause)}\n`);
  return 1;
});
