import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Act, CreateEdit, Edit } from '@outpost/domain/kernel/acts/act';
import { installedCatalogue } from '@outpost/domain/installed-packs';
import { uuidV7Source } from '@outpost/domain/kernel/ids';
import { makeAppLogin } from '@outpost/sync-server/db/app-role';
import { type Database, withColumnKeys } from '@outpost/sync-server/db/database';
import { migrate } from '@outpost/sync-server/db/migrate';
import { withOwner } from '@outpost/sync-server/db/owner-connection';
import { pgDatabase } from '@outpost/sync-server/db/pg-database';
import { createIdentity } from '@outpost/sync-server/identity/accounts/accounts';
import { fileKeyStore } from '@outpost/sync-server/identity/keys/file-key-store';
import { openKeyRing } from '@outpost/sync-server/identity/keys/key-ring';
import { openMasterKey } from '@outpost/sync-server/identity/keys/open-master-key';
import { sealedKeyStore } from '@outpost/sync-server/identity/keys/sealed-key-store';
import { createPasswordHasher } from '@outpost/sync-server/identity/passwords/password-hasher';
import { applyActs } from '@outpost/sync-server/records/apply-acts';
import { applyAsServer, createTenant } from '@outpost/sync-server/tenancy/create-tenant';
import type { MemberPorts } from '@outpost/sync-server/tenancy/members';
import { type ChildProgram, startNodeProgram } from '../../scripts/start/child-program.ts';
import { benchRecords, createEdit } from '../bench-records.ts';

export type BenchPerson = { readonly id: string; readonly email: string; readonly password: string };
/** A tenant of the measured server. Its first person has all rights; the others own records. */
export type BenchTenant = {
  readonly orgId: string;
  readonly people: readonly BenchPerson[];
  readonly owners: readonly string[];
  readonly count: number;
};

const password = 'eleven copper lanterns';
/** The default number of a tenant's people. */
const usualPeople = 20;
const [leastOwners, recordsOfAnOwner] = [4, 250];
/**
 * Records are created as if half a year ago, so that their creation is older than the history on devices (90 days), as in
 * reality.
 */
const seedAgeMs = 200 * 86_400_000;
const editsPerAct = 1_000;

type ServerPlace = { readonly ownerUrl: string; readonly appUrl: string; readonly folder: string };
export type ServerProgram = Pick<ChildProgram, 'pid' | 'stop'> & { readonly url: string };

/** Starts the real sync server and waits until it is ready. */
async function startServer(
  { ownerUrl, appUrl, folder }: ServerPlace,
  env: NodeJS.ProcessEnv = {},
): Promise<ServerProgram> {
  const program = startNodeProgram('sync server', {
    script: 'apps/sync-server/src/start.ts',
    // One proxy, so that each of the many devices in one process has a separate address.
    env: {
      ...process.env,
      ...env,
      DATABASE_URL: ownerUrl,
      APP_DATABASE_URL: appUrl,
      OUTPOST_PORT: '0', // any free port, because several runs may be active at once
      OUTPOST_DATA_DIR: folder,
      OUTPOST_LOG_LEVEL: 'warn',
      OUTPOST_PROXIES: '1',
    },
    logFile: join(folder, `server-${randomBytes(4).toString('hex')}.log`),
  });
  const { url } = await program.ready;
  return { url, pid: program.pid, stop: () => program.stop() };
}

/** The real sync server in its own process, on its own Postgres, and the connections for filling it. */
export class BenchServer {
  readonly url: string;
  readonly pid: number;
  /** The store under the app's role, like the server's own. */
  readonly database: Database;
  /** The store as Postgres' superuser, for hand-written statements. */
  readonly ownerUrl: string;
  readonly appUrl: string;
  readonly #program: ServerProgram;
  readonly #folder: string;
  readonly #ports: MemberPorts;
  #tenants: number;

  constructor(made: {
    url: string;
    pid: number;
    database: Database;
    ownerUrl: string;
    appUrl: string;
    program: ServerProgram;
    folder: string;
    tenants: number;
    ports: MemberPorts;
  }) {
    this.url = made.url;
    this.pid = made.pid;
    this.database = made.database;
    this.ownerUrl = made.ownerUrl;
    this.appUrl = made.appUrl;
    this.#program = made.program;
    this.#folder = made.folder;
    this.#tenants = made.tenants;
    this.#ports = made.ports;
  }

  /** `tenants`: the number of tenants already in the store. */
  static async start({
    ownerUrl,
    folder,
    tenants = 0,
  }: {
    readonly ownerUrl: string;
    readonly folder: string;
    readonly tenants?: number;
  }): Promise<BenchServer> {
    const appUrl = await withOwner(ownerUrl, async (owner) => {
      await migrate(owner);
      return makeAppLogin(owner, { ownerUrl, password: randomBytes(12).toString('hex') });
    });
    const clock = { nowMs: () => Date.now() - seedAgeMs };
    const random = (size: number): Uint8Array => randomBytes(size);
    const ids = uuidV7Source({ nowMs: () => Date.now() }, random);
    const master = await openMasterKey({ in: 'data-folder', folder }, { random, fetch });
    // As the server's own process does: without the keys, the rights of askers are read anew for each question.
    const database = withColumnKeys(pgDatabase(appUrl, { warn: () => undefined }), { master, random });
    const store = sealedKeyStore(fileKeyStore(folder), master);
    const keys = await openKeyRing({ store, clock: { nowMs: () => Date.now() }, random });
    const identity = {
      database,
      clock: { nowMs: () => Date.now() },
      ids,
      random,
      keys,
      passwords: createPasswordHasher(),
    };
    const program = await startServer({ ownerUrl, appUrl, folder });
    return new BenchServer({
      url: program.url,
      pid: program.pid,
      database,
      ownerUrl,
      appUrl,
      program,
      folder,
      tenants,
      ports: { database, clock, random, ids, installed: installedCatalogue, identity },
    });
  }

  get writePorts(): MemberPorts {
    return this.#ports;
  }

  /** Starts a second process on the same store that is idle, and that collects its garbage at a SIGUSR2. */
  startAnother(): Promise<ServerProgram> {
    const place = { ownerUrl: this.ownerUrl, appUrl: this.appUrl, folder: this.#folder };
    return startServer(place, {
      NODE_OPTIONS: `--expose-gc --import=data:text/javascript,process.on('SIGUSR2',()=>gc())`,
    });
  }

  /** Creates a tenant, in which `accounts` people can sign in, and fills it with generated records. */
  async addTenant({
    count,
    accounts = 1,
    seed = 1,
    peopleCount = usualPeople,
  }: {
    readonly count: number;
    readonly peopleCount?: number;
    readonly accounts?: number;
    readonly seed?: number;
  }): Promise<BenchTenant> {
    const ports = this.#ports;
    const orgId = ports.ids.newId();
    this.#tenants += 1;
    await createTenant(ports, { orgId, name: `Bench ${this.#tenants}`, currency: 'USD', timeZone: 'UTC' });
    const people = Array.from({ length: peopleCount }, (_, place) => ({
      id: ports.ids.newId(),
      email: `person${place}@bench${this.#tenants}.example`,
      password,
    }));
    const edits = people.map(({ id, email }): CreateEdit => ({
      id,
      entity: 'platform/person',
      create: {
        schema: 1,
        ownerId: null,
        teamId: null,
        sharedWith: [],
        fields: { name: `Person ${email}`, email, status: 'active', memberships: [{ role: 'admin', teamId: null }] },
      },
    }));
    await applyAsServer(ports, orgId, { label: 'Made the people', edits });
    for (const person of people.slice(0, accounts)) {
      const made = await createIdentity({ orgId, personId: person.id, email: person.email, password }, ports.identity);
      if (!made.ok) throw new Error(made.message);
    }
    // With few records, only some people own any, so that a list of one owner's records is longer than a window.
    const owning = people.slice(0, Math.max(leastOwners, Math.floor(count / recordsOfAnOwner)));
    const tenant = { orgId, people, owners: owning.map(({ id }) => id), count };
    let batch: Edit[] = [];
    for (const record of benchRecords({ seed, count, owners: tenant.owners })) {
      batch.push(createEdit(record));
      if (batch.length < editsPerAct) continue;
      await this.act(tenant, batch);
      batch = [];
    }
    if (batch.length > 0) await this.act(tenant, batch);
    await this.#settle();
    return tenant;
  }

  /**
   * Performs edits as the tenant's second person. All must be accepted. `isNow`: at the present time, and not half a
   * year ago.
   */
  async act(tenant: BenchTenant, edits: readonly Edit[], options: { readonly isNow?: boolean } = {}): Promise<void> {
    const clock = options.isNow === true ? { nowMs: () => Date.now() } : this.#ports.clock;
    const author = tenant.people[1]?.id ?? '';
    const act: Act = {
      id: this.#ports.ids.newId(),
      number: 1,
      label: 'Changed records',
      shape: 'each',
      madeAt: new Date(clock.nowMs()).toISOString(),
      edits: [...edits],
    };
    const applied = await applyActs(
      { ...this.#ports, clock },
      { orgId: tenant.orgId, author: { userId: author }, device: author, heads: [], acts: [act], numbering: 'next' },
    );
    const [answer] = applied.kind === 'decided' ? applied.answers : [];
    if (answer?.status !== 'accepted')
      throw new Error(
        `The server did not accept an act of the measurement: ${JSON.stringify(Object.values(answer?.refused ?? {})[0] ?? applied)}`,
      );
  }

  /** Analyses the tables, as autovacuum would a minute later. */
  #settle(): Promise<void> {
    return withOwner(this.ownerUrl, async (owner) => {
      await owner.run('vacuum analyze');
      await owner.run('checkpoint');
    });
  }

  async stop(): Promise<void> {
    await this.#program.stop();
    await this.database.close();
  }
}
