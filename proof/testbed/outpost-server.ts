import { join } from 'node:path';
import { findFreePort } from '../../scripts/free-port.ts';
import { type PrintedAccount, startNodeProgram } from '../../scripts/start/child-program.ts';
import { makeServerStore } from './seeded-demo.ts';

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

/** Workers of Playwright look for free ports apart from each other, because two could find the same one. */
const portsPerWorker = 50;

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
  const { folder, databaseUrl, remove } = await makeServerStore();
  const port =
    chosen.port ?? (await findFreePort(20_420 + portsPerWorker * Number(process.env['TEST_PARALLEL_INDEX'] ?? 0)));
  const run = () =>
    startNodeProgram('sync server', {
      script: 'apps/sync-server/src/start.ts',
      args: ['--demo', ...(chosen.isForTrying === true ? ['--local-mails'] : [])],
      env: {
        ...process.env,
        DATABASE_URL: databaseUrl,
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
    databaseUrl,
    demo: ready.demo,
    mails: ready.mails,
    killAndRestart: async () => {
      await state.program.stop();
      state.program = run();
      await state.program.ready;
    },
    stop: async () => {
      await state.program.stop();
      await remove();
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
