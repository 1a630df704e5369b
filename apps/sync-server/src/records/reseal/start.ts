import { parseArgs } from 'node:util';
import { installedCatalogue } from '@outpost/domain/installed-packs';
import { idSchema } from '@outpost/domain/kernel/ids';
import { withColumnKeys } from '../../db/database.ts';
import { openMasterKey } from '../../identity/keys/open-master-key.ts';
import { pooledRandom } from '../../identity/pooled-random.ts';
import { runOperatorCommand } from '../../commands/operator-command.ts';
import { type Resealed, resealRecords, rewrapDataKeys } from './reseal-records.ts';

// `npm run -s reseal -- …`: encrypts sealed fields anew (K-4), as the database's owner (DATABASE_URL), with the server's master key
// (OUTPOST_MASTER_KEY, its file, or OUTPOST_DATA_DIR). The server may run meanwhile. Exit code 0 done, 1 fault, 2 usage.

const usage = `npm run -s reseal -- [--organisation ID] [--rotate]
  encrypts the sealed fields of one or all organisations under their newest data key, and their data keys under the newest master key
  --rotate   makes a new data key first. After an interruption, run it again without this`;

type Command = { readonly organisation: string | null; readonly rotate: boolean };

function readCommand(args: readonly string[]): Command | undefined {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { organisation: { type: 'string' }, rotate: { type: 'boolean', default: false } },
    });
    const { organisation = null, rotate } = values;
    return organisation === null || idSchema.safeParse(organisation).success ? { organisation, rotate } : undefined;
  } catch {
    return undefined;
  }
}

const clock = { nowMs: () => Date.now() };
const random = pooledRandom();

process.exitCode = await runOperatorCommand(process, {
  name: 'reseal',
  usage,
  read: readCommand,
  role: 'outpost_app',
  answer: async ({ organisation, rotate }, { database: opened, settings }) => {
    const master = await openMasterKey(settings.masterKey, { random, fetch });
    const database = withColumnKeys(opened, { master, random });
    const tenants = await database.transaction('snapshot', (tx) =>
      tx.query<{ org_id: string }>('select org_id from auth.tenant_ids()'),
    );
    const said: Record<string, Resealed & { readonly dataKeys: number }> = {};
    for (const { org_id: orgId } of tenants) {
      if (organisation !== null && organisation !== orgId) continue;
      const dataKeys = await rewrapDataKeys({ database }, orgId);
      said[orgId] = {
        ...(await resealRecords({ database, clock, installed: installedCatalogue }, { orgId, rotate })),
        dataKeys,
      };
    }
    return { ok: true, said };
  },
});
