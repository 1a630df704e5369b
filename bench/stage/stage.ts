import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { replicaEnvironment, replicaFlags } from '@outpost/desktop/main/replica-flags';
import { withOwner } from '@outpost/sync-server/db/owner-connection';
import { startKeptPostgres } from '../../scripts/embedded-postgres.ts';
import { benchEntities, benchRecords } from '../bench-records.ts';
import { RawPostgres } from '../raw/raw-postgres.ts';
import { BenchServer, type BenchTenant, type ServerProgram } from './bench-server.ts';
import { databaseOf, filledStore, passable, postgresIn, serverIn } from './filled-store.ts';
import { BenchChild, type ChildOptions, withChild } from './child.ts';

const smallCount = 1_000;
const smallSeed = 2;

export type StageOptions = {
  readonly size: number;
  readonly say: (line: string) => void;
  readonly profileTo?: string | undefined;
  /** Whether Postgres writes its log so that a peer can follow it (`wal_level=logical`). */
  readonly isFollowed?: boolean;
  /** A folder in which a filled server is kept between runs. */
  readonly keepIn?: string | undefined;
};

/** The shared resources of measurements, created at their first use and kept for later ones. `end` removes all of them. */
export class BenchStage {
  readonly size: number;
  readonly say: StageOptions['say'];
  /**
   * The start options of a replica's process: those of the app (apps/desktop/src/main/replica-process.ts), with a profile if
   * requested.
   */
  readonly replicaProcess: ChildOptions;
  readonly #isFollowed: boolean;
  readonly #keepIn: string | undefined;
  readonly #endings: (() => Promise<void>)[] = [];
  readonly #made = new Map<string, Promise<unknown>>();
  #ending: Promise<void> | undefined;

  constructor(options: StageOptions) {
    this.size = options.size;
    this.say = options.say;
    this.#isFollowed = options.isFollowed ?? false;
    this.#keepIn = options.keepIn;
    const profiled = options.profileTo === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${options.profileTo}`];
    this.replicaProcess = { execArgv: [...replicaFlags, ...profiled], env: replicaEnvironment };
  }

  #once<T>(name: string, make: () => Promise<T>): Promise<T> {
    const known = this.#made.get(name) ?? make();
    this.#made.set(name, known);
    return known as Promise<T>; // each name has one maker
  }

  #folder(): Promise<string> {
    return this.#once('folder', async () => {
      const folder = await mkdtemp(join(tmpdir(), 'outpost-bench-'));
      await chmod(folder, passable);
      this.#endings.push(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }));
      return folder;
    });
  }

  /** Returns a new folder of the measurement's own. */
  async newFolder(name: string): Promise<string> {
    return mkdtemp(join(await this.#folder(), `${name}-`));
  }

  /**
   * Starts a Postgres as users run it: durable, with fsync, and with the extension that measures statements. It already holds the
   * tenant.
   */
  #store(): Promise<{ readonly url: string; readonly folder: string; readonly tenant: BenchTenant }> {
    return this.#once('store', async () => {
      const folder = join(await this.#folder(), 'store');
      await mkdir(folder, { mode: passable });
      const tenant = await filledStore({ folder, size: this.size, keepIn: this.#keepIn, say: this.say });
      if (this.#isFollowed) {
        const first = await startKeptPostgres(postgresIn(folder));
        await withOwner(first.url, (owner) => owner.run(`alter system set wal_level = 'logical'`));
        await first.stop();
      }
      const postgres = await startKeptPostgres(postgresIn(folder));
      this.#endings.push(() => postgres.stop());
      return { url: postgres.url, folder, tenant };
    });
  }

  /** Returns an empty database in the Postgres of the tenants. */
  async newDatabase(name: string): Promise<string> {
    const { url } = await this.#store();
    await withOwner(url, (owner) => owner.run(`create database ${name}`));
    return databaseOf(url, name);
  }

  server(): Promise<BenchServer> {
    return this.#once('server', async () => {
      const { url, folder } = await this.#store();
      const server = await BenchServer.start({
        ownerUrl: databaseOf(url, 'outpost'),
        folder: serverIn(folder),
        tenants: 1,
      });
      this.#endings.push(() => server.stop());
      return server;
    });
  }

  /** Returns a server process that only one measurement uses. */
  idleServer(): Promise<ServerProgram> {
    return this.#once('idle server', async () => {
      const program = await (await this.server()).startAnother();
      this.#endings.push(() => program.stop());
      return program;
    });
  }

  /** Returns the tenant that replicas hold. */
  async tenant(): Promise<BenchTenant> {
    return (await this.#store()).tenant;
  }

  /** Returns a tenant of 1,000 records, for exchanges between up-to-date devices. */
  smallTenant(): Promise<BenchTenant> {
    return this.#once('small tenant', async () =>
      (await this.server()).addTenant({ count: smallCount, accounts: 10, seed: smallSeed }),
    );
  }

  /** Returns a tenant of many people, because the devices of one person are limited (E-3). */
  crowdedTenant(): Promise<BenchTenant> {
    return this.#once('crowded tenant', async () =>
      (await this.server()).addTenant({ count: 100, peopleCount: 100, accounts: 100, seed: 5 }),
    );
  }

  /** Returns a tenant whose people attack the server. */
  attackingTenant(): Promise<BenchTenant> {
    return this.#once('attacking tenant', async () =>
      (await this.server()).addTenant({ count: smallCount, peopleCount: 101, seed: 6 }),
    );
  }

  /** Returns a second tenant of the same size. */
  secondTenant(): Promise<BenchTenant> {
    return this.#once('second tenant', async () =>
      (await this.server()).addTenant({ count: Math.min(this.size, 200_000), seed: 4 }),
    );
  }

  /** Returns the ids of the small tenant's deals. */
  async smallTenantDeals(): Promise<readonly string[]> {
    const { owners } = await this.smallTenant();
    return [...benchRecords({ seed: smallSeed, count: smallCount, owners })].flatMap(({ id, entity }) =>
      entity === benchEntities.deal ? [id] : [],
    );
  }

  /** Returns the same records in one hand-written table of the same Postgres. */
  rawPostgres(): Promise<RawPostgres> {
    return this.#once('raw postgres', async () => {
      const tenant = await this.tenant(); // the same owners
      const raw = await RawPostgres.fill(databaseOf((await this.#store()).url, 'raw'), {
        count: this.size,
        owners: tenant.owners,
      });
      this.#endings.push(() => raw.close());
      return raw;
    });
  }

  /** Returns the URL of the raw sync server, which runs in a separate process. */
  rawServer(): Promise<string> {
    return this.#once('raw server', async () => {
      const { url } = await this.rawPostgres();
      const child = new BenchChild();
      this.#endings.push(() => child.end());
      return (await child.ask('raw.serve', { databaseUrl: url, folder: await this.newFolder('raw-server') })).url;
    });
  }

  /** Returns a closed profile whose replica holds the tenant's records. Rows use it one after another, and may change it. */
  syncedProfile(): Promise<string> {
    return this.#once('profile', async () => {
      const profile = await this.newFolder('profile');
      const [server, tenant] = [await this.server(), await this.tenant()];
      this.say('filling a replica …');
      await withChild(async (child) => {
        await child.ask('replica.open', { profile });
        await child.ask('replica.signIn', { server: server.url, ...personOf(tenant) });
        await child.ask('replica.firstSync', undefined);
        await child.ask('replica.close', undefined);
      });
      return profile;
    });
  }

  /** Notes a profile that a measurement has filled anyway. */
  keepProfile(profile: string): void {
    if (!this.#made.has('profile')) this.#made.set('profile', Promise.resolve(profile));
  }

  /** Returns a closed raw file with the same records. */
  rawFile(): Promise<string> {
    return this.#once('raw file', async () => {
      const file = join(await this.newFolder('raw'), 'raw.sqlite');
      const url = await this.rawServer();
      this.say('filling the raw file …');
      await withChild(async (child) => child.ask('raw.firstSync', { file, url, indexes: 'same' }));
      return file;
    });
  }

  keepRawFile(file: string): void {
    if (!this.#made.has('raw file')) this.#made.set('raw file', Promise.resolve(file));
  }

  /** Ends everything that was created, the newest first. Repeated calls wait for the same end. */
  end(): Promise<void> {
    return (this.#ending ??= this.#endAll());
  }

  async #endAll(): Promise<void> {
    for (const ending of this.#endings.reverse()) await ending();
  }
}

/** Returns the person who signs in on the first device. */
export function personOf(tenant: BenchTenant, place = 0): { readonly email: string; readonly password: string } {
  const person = tenant.people[place];
  if (!person) throw new Error(`The tenant has no person ${place}`);
  return { email: person.email, password: person.password };
}
