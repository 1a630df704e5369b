import { userInfo } from 'node:os';
import { installedCatalogue } from '@outpost/domain/installed-packs';
import { pooledRandom } from '../../identity/pooled-random.ts';
import { runOperatorCommand } from '../../commands/operator-command.ts';
import { eraseRecords } from './erase-records.ts';
import { eraseUsage, readEraseCommand } from './read-command.ts';
import { openServersKeys } from './servers-keys.ts';

// `npm run -s erase -- …`: erases records by law (P-5), as the database's owner (DATABASE_URL), with the server's keys (OUTPOST_DATA_DIR). One
// JSON value on stdout, all else on stderr. Exit code 0 done, 1 fault, 2 usage, 3 refused.

const clock = { nowMs: () => Date.now() };
const random = pooledRandom();

process.exitCode = await runOperatorCommand(process, {
  name: 'erase',
  usage: eraseUsage,
  read: readEraseCommand,
  role: 'outpost_eraser',
  answer: async ({ organisation: orgId, records: ids, orderedBy, ...more }, { database, settings }) => {
    const keys = await openServersKeys(settings, { clock, random });
    const { ok, ...said } = await eraseRecords(
      { database, clock, random, installed: installedCatalogue, signing: keys.signing },
      { orgId, ids, orderedBy: orderedBy ?? userInfo().username, ...more },
    );
    return { ok, said };
  },
});
