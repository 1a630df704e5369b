import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { type EmbeddedPostgres, startKeptPostgres } from '../../scripts/embedded-postgres.ts';
import { findFreePort } from '../../scripts/free-port.ts';
import { type PrintedAccount, programFailure, startNodeProgram } from '../../scripts/start/child-program.ts';
import { type MovableLine, openMovableLine } from './movable-line.ts';
import { type SmallDisk, mountSmallDisk } from './small-disk.ts';

/** The faults of a server and its Postgres while a device pushes. */
export const faultKinds = ['server', 'postgres', 'connections', 'statements', 'line', 'silence'] as const;
/** `disk`: the small disk of Postgres is full for a while. */
export type FaultKind = (typeof faultKinds)[number] | 'disk';

/** Long enough for several pushes to fail, and for Postgres to stop if it does. */
const fullForMs = 1_500;

type Program = ReturnType<typeof startNodeProgram>;

/**
 * The real server over a durable Postgres. Each runs in a process that can be killed. The connections between them, and
 * to the device, can be cut.
 */
export class ServerUnderFire {
  readonly account: PrintedAccount;
  readonly #folder: string;
  readonly #disk: SmallDisk | undefined;
  readonly #port: number;
  readonly #env: NodeJS.ProcessEnv;
  readonly #toPostgres: MovableLine;
  readonly #toServer: MovableLine;
  #postgres: EmbeddedPostgres;
  #program: Program;

  private constructor(made: {
    folder: string;
    disk: SmallDisk | undefined;
    port: number;
    env: NodeJS.ProcessEnv;
    postgres: EmbeddedPostgres;
    toPostgres: MovableLine;
    toServer: MovableLine;
    program: Program;
    account: PrintedAccount;
  }) {
    this.account = made.account;
    this.#folder = made.folder;
    this.#disk = made.disk;
    this.#port = made.port;
    this.#env = made.env;
    this.#postgres = made.postgres;
    this.#toPostgres = made.toPostgres;
    this.#toServer = made.toServer;
    this.#program = made.program;
  }

  /** `diskMib`: the size of a separate disk for Postgres' data, which only root on Linux can create. `env`: further settings of the server. */
  static async start({
    diskMib,
    env = {},
  }: {
    readonly diskMib?: number;
    readonly env?: NodeJS.ProcessEnv;
  } = {}): Promise<ServerUnderFire> {
    const folder = mkdtempSync(join(tmpdir(), 'outpost-fire-'));
    chmodSync(folder, 0o711); // root's Postgres works as another user, who must be able to pass through
    mkdirSync(dataOf(folder), { mode: 0o711 });
    const disk = diskMib === undefined ? undefined : mountSmallDisk(dataOf(folder), diskMib);
    const postgres = await startKeptPostgres(dataOf(folder));
    const toPostgres = await openMovableLine(Number(new URL(postgres.url).port));
    const port = await findFreePort(21_420);
    const toServer = await openMovableLine(port);
    const program = runServer({ folder, port, env, databaseUrl: through(postgres.url, toPostgres) });
    try {
      const { demo } = await program.ready;
      const account = demo.find((one) => one.role === 'owner') ?? demo[0];
      if (!account) throw new Error('The demo has no account');
      return new ServerUnderFire({ folder, disk, port, env, postgres, toPostgres, toServer, program, account });
    } catch (cause) {
      await program.stop();
      await postgres.stop();
      disk?.remove();
      throw cause;
    }
  }

  /** Returns the server's URL for the device. */
  get url(): string {
    return `http://127.0.0.1:${this.#toServer.port}`;
  }

  /** Causes a fault and repairs it where necessary: when it resolves, everything runs again. */
  async strike(kind: FaultKind): Promise<void> {
    switch (kind) {
      case 'server':
        await this.#stillRuns();
        process.kill(this.#program.pid, 'SIGKILL');
        await this.#program.ended;
        this.#program = runServer({
          folder: this.#folder,
          port: this.#port,
          env: this.#env,
          databaseUrl: through(this.#postgres.url, this.#toPostgres),
        });
        await this.#program.ready;
        return;
      case 'postgres':
        process.kill(this.#postgres.pid, 'SIGKILL');
        await this.#postgres.lost;
        return this.#startPostgresAgain();
      case 'connections':
        await this.query(
          "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'outpost' and pid <> pg_backend_pid()",
        );
        return;
      case 'statements': // the same error as for a statement that exceeds its time limit, without the wait
        await this.query(
          "select pg_cancel_backend(pid) from pg_stat_activity where application_name = 'outpost' and state = 'active'",
        );
        return;
      case 'line':
        this.#toServer.cut();
        return;
      case 'silence':
        this.#toServer.silence();
        await sleep(300);
        this.#toServer.cut();
        return;
      case 'disk':
        return this.#fillDisk();
    }
  }

  async #fillDisk(): Promise<void> {
    if (!this.#disk) throw new Error('Postgres is not on a small disk');
    this.#disk.fill();
    const told = await this.query('create table filler as select generate_series(1, 100000)').then(
      () => 'it took a table',
      (error: unknown) => String(error),
    );
    await sleep(fullForMs);
    this.#disk.makeRoom();
    if (!/No space left|terminat|refused|recovery/i.test(told)) throw new Error(`The disk was not full: ${told}`);
    const isLost = await Promise.race([this.#postgres.lost.then(() => true), sleep(200).then(() => false)]);
    if (isLost) await this.#startPostgresAgain(); // Postgres stops where it cannot write its log; it must be restarted once there is space
  }

  async #startPostgresAgain(): Promise<void> {
    await this.#postgres.stop(); // releases its folder
    this.#postgres = await startKeptPostgres(dataOf(this.#folder));
    this.#toPostgres.aim(Number(new URL(this.#postgres.url).port));
    this.#toPostgres.cut();
  }

  /** Throws the server's last output if it has ended by itself: no external fault may end it. */
  async #stillRuns(): Promise<void> {
    const ended = await Promise.race([this.#program.ended, Promise.resolve(undefined)]);
    if (ended !== undefined) throw programFailure('The server ended by itself', join(this.#folder, 'server.log'));
  }

  /** Queries Postgres directly, bypassing the server and row security. */
  async query(text: string, values: readonly unknown[] = []): Promise<readonly Readonly<Record<string, unknown>>[]> {
    const client = new pg.Client({ connectionString: this.#postgres.url });
    await client.connect();
    try {
      return (await client.query<Readonly<Record<string, unknown>>>(text, [...values])).rows;
    } finally {
      await client.end();
    }
  }

  async stop(): Promise<void> {
    await this.#program.stop();
    await this.#postgres.stop();
    await this.#toPostgres.close();
    await this.#toServer.close();
    this.#disk?.remove();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

const dataOf = (folder: string): string => join(folder, 'postgres');

const through = (url: string, line: MovableLine): string => {
  const moved = new URL(url);
  moved.port = String(line.port);
  return moved.href;
};

function runServer({
  folder,
  port,
  env,
  databaseUrl,
}: {
  readonly folder: string;
  readonly port: number;
  readonly env: NodeJS.ProcessEnv;
  readonly databaseUrl: string;
}): Program {
  return startNodeProgram('sync server', {
    script: 'apps/sync-server/src/start.ts',
    args: ['--demo'],
    env: {
      ...process.env,
      DATABASE_URL: databaseUrl,
      OUTPOST_PORT: String(port),
      OUTPOST_DATA_DIR: join(folder, 'server'),
      OUTPOST_LOG_LEVEL: 'warn',
      ...env,
    },
    logFile: join(folder, 'server.log'),
  });
}
