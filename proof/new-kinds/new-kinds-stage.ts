import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Transport } from '@outpost/desktop/replica/device/ports';
import { replyOf } from '@outpost/desktop/replica/sync/line/fetch-transport';
import { type GivenTenant, givenTenant, type GivenTenantOptions } from '@outpost/desktop/replica/testing/given-tenant';
import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import { migrate } from '@outpost/sync-server/db/migrate';
import { migrationsFolder, readMigrations } from '@outpost/sync-server/db/migrations';
import { withOwner } from '@outpost/sync-server/db/owner-connection';
import { makeTestDatabase, type TestDatabase } from '@outpost/sync-server/testing/test-database';
import { makeTestServer, type TestServer, type TestTenant } from '@outpost/sync-server/testing/test-server';

/** A database, a server and devices whose build has kinds that the product does not ship, with migrations of their own. */
export class NewKindsStage {
  readonly catalogue: Catalogue;
  readonly database: TestDatabase;
  /** A copy of the product's migrations; those of the new kinds are written into it. */
  readonly folder = mkdtempSync(join(tmpdir(), 'outpost-migrations-'));
  readonly devices: GivenTenant[] = [];
  #served: { readonly test: TestServer; readonly tenant: TestTenant } | undefined;

  private constructor(catalogue: Catalogue, database: TestDatabase) {
    this.catalogue = catalogue;
    this.database = database;
    cpSync(migrationsFolder, this.folder, { recursive: true });
  }

  static async open(catalogue: Catalogue, postgresUrl: string): Promise<NewKindsStage> {
    return new NewKindsStage(catalogue, await makeTestDatabase(postgresUrl));
  }

  /** Runs the migrations of the folder. Returns the numbers of those that were new. */
  migrate(): Promise<readonly number[]> {
    return withOwner(this.database.ownerUrl, (owner) => migrate(owner, readMigrations(this.folder)));
  }

  /** Starts the server, with one tenant. */
  async serve(): Promise<void> {
    const test = await makeTestServer(this.database.database, { installed: this.catalogue });
    this.#served = { test, tenant: await test.tenant() };
  }

  get test(): TestServer {
    return this.#running.test;
  }
  get tenant(): TestTenant {
    return this.#running.tenant;
  }
  get #running() {
    if (!this.#served) throw new Error('The server was not started yet');
    return this.#served;
  }

  /** The devices' connection to the server: HTTP without sockets. */
  readonly transport: Transport = {
    request: async ({ method, path, headers, body }) =>
      replyOf(
        await this.test.server.app.request(path, {
          method,
          headers: { ...headers },
          ...(body === undefined ? {} : { body }),
        }),
      ),
    openEvents: () => () => undefined,
  };

  /** Makes a device of this build. */
  async device(options: GivenTenantOptions): Promise<GivenTenant> {
    const { catalogue, transport } = this;
    const device = await givenTenant({ ...options, catalogue, transport, seed: this.devices.length + 7 });
    this.devices.push(device);
    return device;
  }

  /** Sends and receives, until the device has everything. Throws where the server does not answer. */
  async sync({ tenant: { replicator } }: GivenTenant): Promise<void> {
    for (const step of [() => replicator.push(), () => replicator.pull(1_000), () => replicator.pull(1_000)])
      if (['offline', 'unfit', 'refused'].includes((await step()).kind)) throw new Error('The device could not sync');
  }

  async end(): Promise<void> {
    for (const { end } of this.devices) await end();
    await this.#served?.test.server.close();
    await this.database.drop();
    rmSync(this.folder, { recursive: true });
  }
}
