import { parseArgs } from 'node:util';
import { installedCatalogue } from '@outpost/domain/installed-packs';
import { idSchema } from '@outpost/domain/kernel/ids';
import { withColumnKeys } from '../../db/database.ts';
import { openMasterKey } from '../../identity/keys/open-master-key.ts';
import { pooledRandom } from '../../identity/pooled-random.ts';
import { runOperatorCommand } from '../../commands/operator-command.ts';
import { sealedBlobs } from '../../files/blob-store.ts';
import { tenantFileKeys } from '../../files/file-keys.ts';
import { objectsOf } from '../../files/objects-of.ts';
import { openServersKeys } from '../../records/erase/servers-keys.ts';
import { resealTenants } from './reseal-tenant.ts';

// `npm run -s reseal -- …`: encrypts sealed fields (K-4), secrets of organisations and files again, as the database's
// owner (DATABASE_URL), with the server's master key (OUTPOST_MASTER_KEY or its file), keys and files
// (OUTPOST_DATA_DIR). The server may run meanwhile. Exit code 0 done, 1 fault, 2 usage, 3 done except for the
// organisations with "fault" and the contents under "failed" in the answer.

const usage = `npm run -s reseal -- [--organisation ID] [--rotate]
  encrypts sealed fields, secrets and files of one or all organisations again under their newest data key, and their data keys under the newest master key
  --rotate   makes a new data key first. After an interruption, run it again without this
  exit code 3: an organisation has a "fault" in the answer and may still need the older master key, or contents that are listed as "failed" are damaged`;

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
    const keys = await openServersKeys(settings, { clock, random });
    const objects = await objectsOf(settings);
    const blobs = sealedBlobs({ objects, keys: tenantFileKeys({ database, clock }), random, clock });
    const tenants = await database.transaction('snapshot', (tx) =>
      tx.query<{ org_id: string }>('select org_id from auth.tenant_ids()'),
    );
    const orgIds = tenants.map(({ org_id: id }) => id).filter((id) => organisation === null || organisation === id);
    return resealTenants({ database, clock, keys, blobs, installed: installedCatalogue }, { orgIds, rotate });
  },
});
