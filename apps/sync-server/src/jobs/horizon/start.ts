import { installedCatalogue } from '@outpost/domain/installed-packs';
import type { Database } from '../../db/database.ts';
import { openAsRole } from '../../db/open-as-role.ts';
import { pooledRandom } from '../../identity/pooled-random.ts';
import { readOperatorSettings, settingsMessage } from '../../settings.ts';
import { passByWord, readHorizon, resume } from './operators-word.ts';
import { type HorizonCommand, horizonUsage, readHorizonCommand } from './read-command.ts';

// `npm run -s horizon -- …`: an operator's word about the horizon of tombstones, with the database owner's DATABASE_URL. One JSON value on
// stdout, all else on stderr. Exit code 0 done, 1 fault, 2 usage, 3 refused.

async function answer(database: Database, command: HorizonCommand): Promise<{ readonly ok: boolean }> {
  if (command.kind === 'status') return { ok: true, ...(await readHorizon(database)) };
  if (command.kind === 'resume') return { ok: true, ...(await resume(database)) };
  const { organisation: orgId, upTo, isDry } = command;
  const clock = { nowMs: () => Date.now() };
  return passByWord({ database, clock, random: pooledRandom(), installed: installedCatalogue }, { orgId, upTo, isDry });
}

async function main(): Promise<number> {
  const command = readHorizonCommand(process.argv.slice(2));
  if (!command) {
    process.stderr.write(`${horizonUsage}\n`);
    return 2;
  }
  const settings = readOperatorSettings(process.env);
  if (!settings.ok) {
    process.stderr.write(`${settingsMessage(settings.problems)}\n`);
    return 1;
  }
  const database = await openAsRole(settings.value.databaseUrl, 'outpost_app');
  try {
    const { ok, ...said } = await answer(database, command);
    process.stdout.write(`${JSON.stringify(said)}\n`);
    return ok ? 0 : 3;
  } finally {
    await database.close();
  }
}

process.exitCode = await main().catch((cause: unknown) => {
  process.stderr.write(`horizon: ${cause instanceof Error ? cause.message : String(cause)}\n`);
  return 1;
});
