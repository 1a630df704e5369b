import { installedCatalogue } from '@outpost/domain/installed-packs';
import type { Database } from '../../db/database.ts';
import { pooledRandom } from '../../identity/pooled-random.ts';
import { runOperatorCommand } from '../../commands/operator-command.ts';
import { passByWord, readHorizon, resume } from './operators-word.ts';
import { type HorizonCommand, horizonUsage, readHorizonCommand } from './read-command.ts';

// `npm run -s horizon -- …`: an operator's command about the horizon of tombstones, with the database owner's DATABASE_URL. One
// JSON value on stdout, all else on stderr. Exit code 0 done, 1 fault, 2 usage, 3 refused.

async function answer(database: Database, command: HorizonCommand): Promise<{ readonly ok: boolean }> {
  if (command.kind === 'status') return { ok: true, ...(await readHorizon(database)) };
  if (command.kind === 'resume') return { ok: true, ...(await resume(database)) };
  const { organisation: orgId, upTo, isDry } = command;
  const clock = { nowMs: () => Date.now() };
  return passByWord({ database, clock, random: pooledRandom(), installed: installedCatalogue }, { orgId, upTo, isDry });
}

process.exitCode = await runOperatorCommand<HorizonCommand>(process, {
  name: 'horizon',
  usage: horizonUsage,
  read: readHorizonCommand,
  role: 'outpost_app',
  answer: async (command, { database }) => {
    const { ok, ...said } = await answer(database, command);
    return { ok, said };
  },
});
