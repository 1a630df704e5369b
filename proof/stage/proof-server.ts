import { settingsIdOf } from '@outpost/domain/kernel/catalogue/settings';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HttpReply, Transport } from '@outpost/desktop/replica/device/ports';
import { bytesReplyOf, replyOf } from '@outpost/desktop/replica/sync/line/fetch-transport';
import { type SignInAnswer, signInAnswerSchema } from '@outpost/desktop/replica/session/tenant-session';
import { sqlName } from '@outpost/domain/kernel/entities/entity';
import { installedCatalogue } from '@outpost/domain/installed-packs';
import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import type { Clock } from '@outpost/domain/kernel/ports';
import type { Head } from '@outpost/domain/sync/protocol';
import { type Database, inTenant, type Row } from '@outpost/sync-server/db/database';
import { memoryKeyStore } from '@outpost/sync-server/identity/keys/key-store';
import { createIdentity } from '@outpost/sync-server/identity/accounts/accounts';
import { openAsRole } from '@outpost/sync-server/db/open-as-role';
import { type Lite, pgliteDatabase } from '@outpost/sync-server/db/pglite-database';
import { markDurable, readHeads } from '@outpost/sync-server/journal/durable/mark-durable';
import { folderObjects } from '@outpost/sync-server/files/folder-objects';
import { eraseRecords } from '@outpost/sync-server/records/erase/erase-records';
import type { Erased } from '@outpost/sync-server/records/erase/find-erased';
import { type Verified, verifyJournal } from '@outpost/sync-server/journal/verify';
import { passHorizon } from '@outpost/sync-server/records/erase/horizon';
import { bringKindsUp, noteKindsUpgrades } from '@outpost/sync-server/tenancy/kinds-upgrades';
import { automationWorker } from '@outpost/sync-server/jobs/automations/automation-worker';
import { fileByMonth } from '@outpost/sync-server/records/write/file-by-month';
import { upgradeTenantRecords } from '@outpost/sync-server/records/write/write-anew';
import { usualWriteLimits, type WriteLimits } from '@outpost/sync-server/records/load/write-limits';
import { type PullLimits, usualPullLimits } from '@outpost/sync-server/sync/pages/pull-limits';
import { makeLiteDatabase } from '@outpost/sync-server/testing/lite-database';
import { makeTestServer, testPassword, type TestServer } from '@outpost/sync-server/testing/test-server';
import { makeTestDatabase, type TestDatabase } from '@outpost/sync-server/testing/test-database';
import { bringSettingsUp } from '@outpost/sync-server/tenancy/shipped-settings';
import { applyAsServer, createTenant } from '@outpost/sync-server/tenancy/create-tenant';
import pg from 'pg';
import { areaField, areaKind } from '../builds/area-build.ts';
import { keptOffField, monthsOn, organisationKind } from '../builds/kept-off.ts';
import { MortalDatabase } from '../testbed/mortal-database.ts';

export type ProofPerson = { readonly id: string; readonly name: string; readonly email: string };
export type ProofMembership = { readonly role: string; readonly teamId: string | null };

/** The fates of a message on a line. `late`: it arrives, and once more long afterwards. */
export type MessageFate = 'arrives' | 'request-lost' | 'reply-lost' | 'doubled' | 'late';
/** A line between a device and the server, on which a test can lose messages. */
export type ProofLine = {
  /** Called once for each sync request. */
  fate: () => MessageFate;
  /** Delayed requests that are still in transit: each call delivers one, and its answer is discarded. */
  readonly echoes: (() => Promise<unknown>)[];
  readonly transport: Transport;
  /** Opens the server's stream of events, on which everything arrives. */
  readonly openStream: OpenStream;
};
export type OpenStream = (path: string, headers: Readonly<Record<string, string>>) => Promise<Response>;

/** Limits that the server's ports read at each use, so that a world can set them. */
export type ProofLimits = {
  readonly pull: { -readonly [Name in keyof PullLimits]: PullLimits[Name] };
  readonly write: { -readonly [Name in keyof WriteLimits]: WriteLimits[Name] };
};

/** The store without row security, for tasks of its operator: making and restoring backups. One transaction a call. */
type StoreKeeper = {
  readonly work: <T>(
    task: (query: (statement: string, parameters?: readonly unknown[]) => Promise<readonly Row[]>) => Promise<T>,
  ) => Promise<T>;
  readonly close: () => Promise<void>;
};

/**
 * The whole real server, over HTTP without sockets, on a Postgres within this process or on a real one. Its tenants do not see
 * each other, so tests share it.
 */
export class ProofServer {
  readonly #keeper: StoreKeeper;
  readonly #eraser: Database;
  /** The folder with the bytes of files. */
  readonly #folder: string;
  readonly mortal: MortalDatabase;
  /** The limits of one page, turn or batch; set them before a history, and reset them after it. */
  readonly limits: ProofLimits;
  readonly #start: (installed: Catalogue) => Promise<TestServer>;
  #installed = installedCatalogue;
  #advancedMs = 0;
  #test: TestServer;
  #tables: readonly { readonly name: string; readonly columns: string }[] | undefined;

  constructor(made: {
    keeper: StoreKeeper;
    eraser: Database;
    folder: string;
    mortal: MortalDatabase;
    start: (installed: Catalogue) => Promise<TestServer>;
    limits: ProofLimits;
    test: TestServer;
  }) {
    this.limits = made.limits;
    this.#keeper = made.keeper;
    this.#eraser = made.eraser;
    this.#folder = made.folder;
    this.mortal = made.mortal;
    this.#start = made.start;
    this.#test = made.test;
  }

  static async #over(database: Database, keeper: StoreKeeper, eraser: Database): Promise<ProofServer> {
    const mortal = new MortalDatabase(database);
    const keyStore = memoryKeyStore();
    const limits: ProofLimits = { pull: { ...usualPullLimits }, write: { ...usualWriteLimits } };
    const folder = await mkdtemp(join(tmpdir(), 'outpost-proof-files-'));
    const files = { objects: await folderObjects(folder), quotaBytes: 1_000_000_000 };
    const given = {
      durability: 'backup',
      keyStore,
      files,
      pullLimits: limits.pull,
      writeLimits: limits.write,
    } as const;
    const start = (installed: Catalogue) => makeTestServer(mortal.database, { ...given, installed });
    return new ProofServer({ keeper, eraser, folder, mortal, start, limits, test: await start(installedCatalogue) });
  }

  /** Ends the server and starts it again on its store, without its memory; optionally with another build. */
  async restart(installed = this.#installed): Promise<void> {
    await this.#test.server.close();
    this.#installed = installed;
    this.#test = await this.#start(installed);
    this.#test.advance(this.#advancedMs);
  }

  /** K-5: runs the step that brings a tenant's store up to the build's schemas, which a server runs before it serves. */
  async bringUpToSchemas(orgId: string): Promise<void> {
    const ports = { ...this.#test.server.tenancy, database: this.#test.database, installed: this.#installed, sourcesAtOnce: 2, log: { warn: (refused: unknown) => { throw new Error(JSON.stringify(refused)); } } }; // prettier-ignore
    await noteKindsUpgrades(ports, orgId);
    await upgradeTenantRecords(ports, orgId);
    await bringKindsUp(ports, orgId);
  }

  /** T-24: makes the settings of all people of a tenant, which the server's background work does otherwise. */
  bringSettingsUp(orgId: string): Promise<void> {
    return bringSettingsUp({ ...this.#test.server.tenancy, log: { warn: () => undefined } }, orgId);
  }

  /** AUT-2: carries out automations until nothing is due, which the server's background work does otherwise. Throws where a step fails. */
  async carryOutAutomations(orgId: string): Promise<void> {
    const fails = (details: object, message: string): never => {
      throw new Error(message, { cause: details });
    };
    const worker = automationWorker({ ...this.#test.server.tenancy, log: { error: fails } });
    while ((await worker.run(orgId)) === 'more');
  }

  /** On a Postgres within this process (PGlite). */
  static async start(): Promise<ProofServer> {
    const { database, prepared } = await makeLiteDatabase();
    return ProofServer.#over(database, keeperOfLite(prepared), pgliteDatabase(prepared, 'outpost_eraser'));
  }

  /** On a new database on a real Postgres. */
  static async startOn(postgresUrl: string): Promise<ProofServer> {
    const made = await makeTestDatabase(postgresUrl);
    const eraser = await openAsRole(made.ownerUrl, 'outpost_eraser');
    return ProofServer.#over(made.database, keeperOfPostgres(made, eraser), eraser);
  }

  newId(): string {
    return this.#test.newId();
  }

  /** A tenant with its built-in roles. */
  async addTenant(name: string): Promise<string> {
    const orgId = this.newId();
    await createTenant(this.#test.server.tenancy, { orgId, name, currency: 'USD', timeZone: 'UTC' });
    return orgId;
  }

  /** Enters the organisation's postal address, without which it sends no offers by e-mail (MSG-36). */
  async setPostalAddress(orgId: string, address: string): Promise<void> {
    const id = settingsIdOf(orgId, 'platform/organisation');
    await this.#write(orgId, 'Changed the postal address', {
      id,
      entity: 'platform/organisation',
      seen: 0,
      fields: { postalAddress: [null, address] },
    });
  }

  async addTeam(orgId: string, name: string, id = this.newId()): Promise<string> {
    await this.#write(orgId, `Added ${name}`, {
      id,
      entity: 'platform/team',
      create: { schema: 1, ownerId: null, teamId: null, sharedWith: [], fields: { name } },
    });
    return id;
  }

  /** Adds a person who can sign in to the tenant. */
  async addPerson(
    orgId: string,
    name: string,
    memberships: readonly ProofMembership[],
    id = this.newId(),
  ): Promise<ProofPerson> {
    const person = { id, name, email: `${name}-${orgId}@example.com` };
    const fields = { name, email: person.email, status: 'active', memberships: [...memberships] };
    await this.#write(orgId, `Added ${name}`, {
      id,
      entity: 'platform/person',
      create: { schema: 1, ownerId: null, teamId: null, sharedWith: [], fields },
    });
    const account = await createIdentity(
      { orgId, personId: id, email: person.email, password: testPassword },
      this.#test.server.tenancy.identity,
    );
    if (!account.ok) throw new Error(account.message);
    return person;
  }

  async setRoles(orgId: string, person: string, to: readonly ProofMembership[]): Promise<void> {
    const [row] = await this.rows(
      orgId,
      `select fields->'memberships' as now from store.platform_person where id = $1`,
      [person],
    );
    await this.#write(orgId, 'Changed roles', {
      id: person,
      entity: 'platform/person',
      seen: 0,
      fields: { memberships: [(row?.['now'] ?? null) as null, [...to]] },
    }); // as written before
  }

  /** T-30: writes the areas that a person has chosen into their settings. */
  async setAreas(orgId: string, person: string, to: readonly string[]): Promise<void> {
    const [row] = await this.rows(
      orgId,
      `select id::text as id, fields->'${areaField}' as now from store.${sqlName(areaKind)} where owner_id = $1`,
      [person],
    );
    await this.#write(orgId, 'Chose areas', {
      id: String(row?.['id']),
      entity: areaKind,
      seen: 0,
      fields: { [areaField]: [(row?.['now'] ?? null) as null, [...to]] },
    }); // as written before
  }

  /** the settings of the organisation say that devices do not hold these kinds, or their old records. The server's work follows. */
  async setKeptOff(orgId: string, to: readonly string[]): Promise<void> {
    const [row] = await this.rows(
      orgId,
      `select id::text as id, fields->'${keptOffField}' as now from store.${sqlName(organisationKind)} where org_id = $1`,
      [orgId],
    );
    await this.#write(orgId, 'Kept off devices', {
      id: String(row?.['id']),
      entity: organisationKind,
      seen: 0,
      fields: { [keptOffField]: [(row?.['now'] ?? null) as null, [...to]] },
    }); // as written before
    const { tenancy } = this.#test.server;
    const later: Clock = { nowMs: () => this.clock.nowMs() + monthsOn * 31 * 86_400_000 };
    while ((await fileByMonth({ ...tenancy, database: this.#test.database, clock: later, recordsAtOnce: 3 }, orgId)) === 'more'); // prettier-ignore
  }

  #write(orgId: string, label: string, edit: Parameters<typeof applyAsServer>[2]['edits'][number]): Promise<void> {
    return applyAsServer(this.#test.server.tenancy, orgId, { label, edits: [edit] });
  }

  async #request({ method, path, headers, body }: Parameters<Transport['request']>[0]): Promise<HttpReply> {
    const response = await this.#test.server.app.request(path, {
      method,
      headers: { ...headers },
      ...(body === undefined ? {} : { body }),
    });
    return replyOf(response);
  }

  async signIn(person: ProofPerson): Promise<SignInAnswer> {
    const reply = await this.#request({
      method: 'POST',
      path: '/auth/sign-in',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        email: person.email,
        password: testPassword,
        device: { id: this.newId(), name: 'Proof' },
      }),
    });
    return signInAnswerSchema.parse(JSON.parse(reply.body));
  }

  /** A device's line to the server. */
  line(): ProofLine {
    const line: ProofLine = {
      fate: () => 'arrives',
      echoes: [],
      transport: {
        request: async (request) => {
          const fate = request.path.startsWith('/sync/') ? line.fate() : 'arrives';
          if (fate === 'request-lost') throw new Error('The request was lost.');
          if (fate === 'doubled') await this.#request(request);
          if (fate === 'late') line.echoes.push(() => this.#request(request));
          const reply = await this.#request(request);
          if (fate === 'reply-lost') throw new Error('The reply was lost.');
          return reply;
        },
        transfer: async ({ method, path, headers, body }) => {
          const length = { 'content-length': String(body?.length ?? 0) };
          const bytes = body === undefined ? {} : { body: new Uint8Array(body) };
          return bytesReplyOf(
            await this.#test.server.app.request(path, { method, headers: { ...headers, ...length }, ...bytes }),
          );
        },
        openEvents: () => () => undefined,
      },
      openStream: (path, headers) => Promise.resolve(this.#test.server.app.request(path, { headers: { ...headers } })),
    };
    return line;
  }

  /** The server's clock, for devices whose clocks are right. */
  readonly clock: Clock = { nowMs: () => this.#test.clock.nowMs() };

  /** Moves the server's clock forward. */
  advance(ms: number): void {
    this.#advancedMs += ms;
    this.#test.advance(ms);
  }

  /** Rows as the tenant's own transaction sees them. */
  rows(orgId: string, statement: string, parameters: readonly unknown[] = []): Promise<readonly Row[]> {
    return inTenant(this.#test.database, { orgId, mode: 'write' }, (tx) => tx.query(statement, parameters));
  }

  /** Everything that the store holds of a tenant, as a backup contains it. */
  async backup(orgId: string): Promise<ReadonlyMap<string, string>> {
    const saved = new Map<string, string>();
    const tables = await this.#storeTables();
    await this.#keeper.work(async (query) => {
      for (const { name } of tables) {
        const [row] = await query(
          `select coalesce(jsonb_agg(to_jsonb(t)), '[]')::text as all from ${name} t where org_id = $1`,
          [orgId],
        );
        saved.set(name, typeof row?.['all'] === 'string' ? row['all'] : '[]');
      }
    });
    return saved;
  }

  /** Replaces what the store holds of the tenant by a backup. Everything written since the backup is lost. */
  async restore(orgId: string, saved: ReadonlyMap<string, string>): Promise<void> {
    this.advance(1_000); // a restore takes time: rows written after it are younger than all lost rows
    const tables = await this.#storeTables();
    await this.#keeper.work(async (query) => {
      await query('set local session_replication_role = replica');
      for (const { name, columns } of tables) {
        await query(`delete from ${name} where org_id = $1`, [orgId]);
        await query(
          `insert into ${name} (${columns}) overriding system value select ${columns} from jsonb_populate_recordset(null::${name}, $1::jsonb)`,
          [saved.get(name) ?? '[]'],
        );
      }
    });
  }

  /** The head of the tenant's journal; a backup that begins now ends there. */
  async head(orgId: string): Promise<Head> {
    const found = (await readHeads(this.#test.database)).find((each) => each.orgId === orgId);
    if (!found) throw new Error(`There is no tenant ${orgId}`);
    return found.head;
  }

  /** S-1c: marks the journal as durable up to a head, or up to its end: from now on every restore would contain it. */
  async markDurable(orgId: string, upTo: Head | 'head' = 'head'): Promise<void> {
    const marked = await markDurable(this.#test.database, { orgId, upTo });
    if (!marked.ok) throw new Error(marked.why);
  }

  /** K-6: moves the horizon of tombstones to a number of the journal. */
  async passHorizon(orgId: string, floor: number): Promise<void> {
    await passHorizon(this.#test.server.tenancy, orgId, floor);
  }

  /** P-5: carries out an operator's order: erases records by law, and also remembers ids that the server does not know. */
  async erase(orgId: string, ids: readonly string[], { withChildren = false } = {}): Promise<Erased> {
    const { tenancy } = this.#test.server;
    const words = { orderedBy: 'the proof', reason: 'a law' };
    return eraseRecords(
      { ...tenancy, database: this.#eraser, signing: tenancy.identity.keys.signing },
      { orgId, ids, withChildren, withUnknown: true, isDry: false, ...words },
    );
  }

  /** P-5: verifies a tenant's journal and returns the faults. */
  async verify(orgId: string): Promise<Verified> {
    const { keys } = this.#test;
    return inTenant(this.#test.database, { orgId, mode: 'snapshot' }, (tx) => verifyJournal(tx, { orgId, keys }));
  }

  async #storeTables(): Promise<readonly { readonly name: string; readonly columns: string }[]> {
    this.#tables ??= await this.#keeper.work(async (query) => {
      const rows = await query(
        `select 'store.' || quote_ident(c.table_name) as name, string_agg(quote_ident(c.column_name), ', ' order by c.ordinal_position) as columns
         from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
         where c.table_schema = 'store' and t.table_type = 'BASE TABLE' and c.is_generated = 'NEVER' group by c.table_name order by c.table_name`,
      );
      return rows.map((row) => ({ name: String(row['name']), columns: String(row['columns']) }));
    });
    return this.#tables;
  }

  async stop(): Promise<void> {
    await this.#test.server.close();
    await this.#keeper.close();
    await rm(this.#folder, { recursive: true });
  }
}

const keeperOfLite = (lite: Lite): StoreKeeper => ({
  async work(task) {
    let answer: { readonly value: Awaited<ReturnType<typeof task>> } | undefined;
    await lite.transaction(async (tx) => {
      const query = async (statement: string, parameters: readonly unknown[] = []) =>
        (await tx.query(statement, [...parameters])).rows as readonly Row[]; // the statement lists the columns
      answer = { value: await task(query) };
    });
    if (!answer) throw new Error('PGlite ended a transaction without running it');
    return answer.value;
  },
  close: () => lite.close(),
});

const keeperOfPostgres = ({ ownerUrl, drop }: TestDatabase, eraser: Database): StoreKeeper => ({
  async work(task) {
    const client = new pg.Client({ connectionString: ownerUrl });
    await client.connect();
    try {
      await client.query('begin');
      const answer = await task(
        async (statement, parameters = []) => (await client.query(statement, [...parameters])).rows as Row[], // pg types rows as `any`
      );
      await client.query('commit');
      return answer;
    } finally {
      await client.end(); // closing the connection ends an open transaction
    }
  },
  async close() {
    await eraser.close();
    await drop();
  },
});
