import type { Database } from '../db/database.ts';
import { type CommandRole, openAsRole } from '../db/open-as-role.ts';
import { readOperatorSettings, type ServerSettings, settingsMessage } from '../settings/settings.ts';

/** The result of an operator's command: its JSON for stdout, and whether all of it was done. */
export type OperatorResult = { readonly ok: boolean; readonly said: object };

/** An operator's command to the server's database. */
export type OperatorCommand<Command> = {
  readonly name: string;
  readonly usage: string;
  /** Parses the arguments; returns `undefined` for invalid ones. */
  readonly read: (args: readonly string[]) => Command | undefined;
  /** The database role of the command. */
  readonly role: CommandRole;
  readonly answer: (
    command: Command,
    given: { readonly database: Database; readonly settings: ServerSettings },
  ) => Promise<OperatorResult>;
};

/**
 * Runs a command with the database owner's DATABASE_URL: one JSON value on stdout, all else on stderr. Returns the exit code: 0
 * done, 1 fault, 2 usage, 3 refused.
 */
export async function runOperatorCommand<Command>(
  { argv, env: environment }: Pick<NodeJS.Process, 'argv' | 'env'>,
  { name, usage, read, role, answer }: OperatorCommand<Command>,
): Promise<number> {
  const failed = (why: string, code: number): number => {
    process.stderr.write(`${why}\n`);
    return code;
  };
  try {
    const command = read(argv.slice(2));
    if (!command) return failed(usage, 2);
    const settings = readOperatorSettings(environment);
    if (!settings.ok) return failed(settingsMessage(settings.problems), 1);
    const database = await openAsRole(settings.value.databaseUrl, role);
    try {
      const { ok, said } = await answer(command, { database, settings: settings.value });
      process.stdout.write(`${JSON.stringify(said)}\n`);
      return ok ? 0 : 3;
    } finally {
      await database.close();
    }
  } catch (cause) {
    return failed(`${name}: ${cause instanceof Error ? cause.message : String(cause)}`, 1);
  }
}
