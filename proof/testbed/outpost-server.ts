import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startThrowawayPostgres } from '../../scripts/embedded-postgres.ts';
import { findFreePort } from '../../scripts/free-port.ts';
import { type PrintedAccount, startNodeProgram } from '../../scripts/start/child-program.ts';

/** The real sync server in a process of its own, on a real throwaway Postgres. */
export type OutpostServer = {
  readonly url: string;
  readonly databaseUrl: string;
  readonly demo: readonly PrintedAccount[];
  /** The local page of its mails; absent where it was not started for trying out. */
  readonly mails: string | undefined;
  /** Kills the server's process as a power cut would, and starts it again on the same database and port. */
  readonly killAndRestart: () => Promise<void>;
  readonly stop: () => Promise<void>;
};

/**
 * Starts a server with the demo data, on the chosen port or on a free one. `isForTrying`: like `npm start` with its own database, with the
 * local page of mails and open for registering. `isAtLocalhost`: its address has a name, which passkeys need. `env`: further settings.
 */
export async function startOutpostServer(
  chosen: {
    readonly port?: number;
    readonly isForTrying?: boolean;
    readonly isAtLocalhost?: boolean;
    readonly env?: NodeJS.ProcessEnv;
  } = {},
): Promise<OutpostServer> {
  const folder = await mkdtemp(join(tmpdir(), 'outpost-proof-'));
  const postgres = await startThrowawayPostgres();
  const port = chosen.port ?? (await findFreePort(20_420));
  const run = () =>
    startNodeProgram('sync server', {
      script: 'apps/sync-server/src/start.ts',
      args: ['--demo', ...(chosen.isForTrying === true ? ['--local-mails'] : [])],
      env: {
        ...process.env,
        DATABASE_URL: postgres.url,
        OUTPOST_PORT: String(port),
        OUTPOST_DATA_DIR: folder,
        OUTPOST_LOG_LEVEL: 'warn',
        ...chosen.env,
        ...(chosen.isForTrying === true ? { OUTPOST_REGISTRATION: 'open' } : {}),
        ...(chosen.isAtLocalhost === true ? { OUTPOST_PUBLIC_URL: `http://localhost:${port}` } : {}),
      },
      logFile: join(folder, 'server.log'),
    });
  const state = { program: run() };
  const ready = await state.program.ready;
  return {
    url: ready.url,
    databaseUrl: postgres.url,
    demo: ready.demo,
    mails: ready.mails,
    killAndRestart: async () => {
      await state.program.stop();
      state.program = run();
      await state.program.ready;
    },
    stop: async () => {
      await state.program.stop();
      await postgres.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The demo account whose e-mail address begins with a name: "alex". */
export function accountNamed(server: OutpostServer, name: string): PrintedAccount {
  const account = server.demo.find(({ email }) => email.startsWith(`${name}@`));
  if (!account) throw new Error(`The demo has nobody called ${name}`);
  return account;
}

/** The demo account with a role; the roles are those of rule A-1. */
export function accountWithRole(server: OutpostServer, role: string): PrintedAccount {
  const account = server.demo.find((one) => one.role === role);
  if (!account)
    throw new Error(`The demo has no account with the role ${role}: ${server.demo.map((one) => one.role).join(', ')}`);
  return account;
}
