import { parseArgs } from 'node:util';
import { installedCatalogue } from '@outpost/domain/installed-packs';
import { idSchema } from '@outpost/domain/kernel/ids';
import { pooledRandom } from '../../../identity/pooled-random.ts';
import { runOperatorCommand } from '../../../commands/operator-command.ts';
import { openServersKeys } from '../servers-keys.ts';
import { applyRetention, type Removed } from './apply-retention.ts';

// `npm run -s retention -- …`: removes the content of old journal rows, as the organisations have set. A server that is started with
// DATABASE_URL does so daily by itself (`retentionWorker`). Where servers have only APP_DATABASE_URL, the operator's scheduler runs this
// daily, as the database's owner (DATABASE_URL), with the server's keys (OUTPOST_DATA_DIR). Exit code 0 done, 1 fault, 2 usage.

const usage = `npm run -s retention -- [--organisation ID] [--dry-run]
  removes the content of journal rows that are older than the organisation keeps them, for one or all organisations. The chain stays whole.
  --dry-run   only says how many rows of each class would lose their content`;

type Command = { readonly organisation: string | null; readonly isDry: boolean };

function readCommand(args: readonly string[]): Command | undefined {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { organisation: { type: 'string' }, 'dry-run': { type: 'boolean', default: false } },
    });
    const { organisation = null, 'dry-run': isDry } = values;
    return organisation === null || idSchema.safeParse(organisation).success ? { organisation, isDry } : undefined;
  } catch {
    return undefined;
  }
}

const clock = { nowMs: () => Date.now() };
const random = pooledRandom();

process.exitCode = await runOperatorCommand(process, {
  name: 'retention',
  usage,
  read: readCommand,
  role: 'outpost_eraser',
  answer: async ({ organisation, isDry }, { database, settings }) => {
    const keys = await openServersKeys(settings, { clock, random });
    const ports = { database, clock, random, installed: installedCatalogue, signing: keys.signing };
    const tenants = await database.transaction('snapshot', (tx) =>
      tx.query<{ org_id: string }>('select org_id from auth.tenant_ids()'),
    );
    const said: Record<string, Removed> = {};
    for (const { org_id: orgId } of tenants) {
      if (organisation !== null && organisation !== orgId) continue;
      let all: Removed = { security: 0, compliance: 0, change: 0 };
      for (;;) {
        const { security, compliance, change } = await applyRetention(ports, { orgId, isDry });
        all = {
          security: all.security + security,
          compliance: all.compliance + compliance,
          change: all.change + change,
        };
        if (isDry || security + compliance + change === 0) break;
      }
      said[orgId] = all;
    }
    return { ok: true, said };
  },
});
