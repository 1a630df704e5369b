import type { NamedRole } from '@outpost/domain/kernel/access/judge-access';
import { randomBytes } from 'node:crypto';
import type { Act, Edit } from '@outpost/domain/kernel/acts/act';
import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import { installedCatalogue } from '@outpost/domain/installed-packs';
import { uuidV7Source } from '@outpost/domain/kernel/ids';
import type { JsonValue } from '@outpost/domain/kernel/json';
import type { Clock, MonotonicClock } from '@outpost/domain/kernel/ports';
import {
  type Decision,
  type Head,
  protocolVersion,
  type Checkpoint,
  type PullAnswer,
  type PushAnswer,
} from '@outpost/domain/sync/protocol';
import { createLog } from '../http/log.ts';
import { inTenant, type Database, type Row } from '../db/database.ts';
import { createIdentity } from '../identity/accounts/accounts.ts';
import { type ServerKeyStore, memoryKeyStore } from '../identity/keys/key-store.ts';
import { type KeyRing, openKeyRing } from '../identity/keys/key-ring.ts';
import { createPasswordHasher } from '../identity/passwords/password-hasher.ts';
import type { MailPorts } from '../integrations/email/email-adapter.ts';
import { installedServers } from '../packs/installed-servers.ts';
import type { PackServer } from '../packs/pack-server.ts';
import { createServer, type ServerPorts, type SyncServer } from '../server.ts';
import type { PullPorts } from '../sync/pull-ask.ts';
import type { WriteLimits } from '../records/load/write-limits.ts';
import { type PullLimits, usualPullLimits } from '../sync/pages/pull-limits.ts';
import { pull } from '../sync/pull.ts';
import {
  checkpointInFull,
  type CheckpointSets,
  noSets,
  pageInFull,
  setsAfter,
} from '@outpost/domain/sync/page-in-full';
import { tokensIn } from '@outpost/domain/sync/token-groups';
import { push, type PushPorts } from '../sync/push.ts';
import { applyAsServer, createTenant } from '../tenancy/create-tenant.ts';

/** The password of everyone in the test. It satisfies the rules. */
export const testPassword = 'four quiet green hills';

type Fields = Readonly<Record<string, JsonValue>>;
export type MadeFields = {
  readonly ownerId?: string | null;
  readonly teamId?: string | null;
  readonly sharedWith?: readonly string[];
};

/** Returns an edit that makes a record. */
export const made = (
  id: string,
  entity: string,
  fields: Fields,
  { ownerId = null, teamId = null, sharedWith = [] }: MadeFields = {},
): Edit => ({
  id,
  entity,
  create: { schema: 1, fields, ownerId, teamId, sharedWith: [...sharedWith] },
});
/** Returns an edit that changes a record: field → [from, to]. */
export const changeEdit = (
  id: string,
  entity: string,
  fields: Readonly<Record<string, readonly [JsonValue, JsonValue]>>,
): Edit => ({
  id,
  entity,
  seen: 0,
  fields: Object.fromEntries(
    Object.entries(fields).map(([name, [from, to]]): [string, [JsonValue, JsonValue]] => [name, [from, to]]),
  ),
});

type TestTime = { nowMs: number; elapsedMs: number };

/** The whole server in a test, on a migrated database, with a clock that the test moves. */
export class TestServer {
  readonly server: SyncServer;
  readonly database: Database;
  readonly pullPorts: PullPorts;
  readonly pushPorts: PushPorts;
  readonly clock: Clock;
  readonly monotonic: MonotonicClock;
  readonly keys: KeyRing;
  /** The lines of the server's log. */
  readonly logged: readonly string[];
  readonly #time: TestTime;

  constructor(input: {
    server: SyncServer;
    database: Database;
    time: TestTime;
    durability: 'commit' | 'backup';
    logged: readonly string[];
    pullLimits?: PullLimits;
  }) {
    const { server, database, time, durability } = input;
    this.server = server;
    this.database = database;
    this.logged = input.logged;
    this.#time = time;
    this.clock = server.tenancy.clock;
    this.keys = server.tenancy.identity.keys;
    this.monotonic = { elapsedMs: () => time.elapsedMs };
    this.pullPorts = {
      database,
      clock: server.tenancy.clock,
      installed: server.tenancy.installed,
      durability,
      signHead: () => Promise.resolve('signed in another test'),
      ...(input.pullLimits === undefined ? {} : { pullLimits: input.pullLimits }),
    };
    this.pushPorts = { ...server.tenancy, signHead: this.pullPorts.signHead };
  }

  /** Lets time pass: on the wall clock and on the monotonic clock. */
  advance(ms: number): void {
    this.#time.nowMs += ms;
    this.#time.elapsedMs += ms;
  }

  /** Moves the wall clock only, as if somebody set the machine's date. */
  setDateOff(ms: number): void {
    this.#time.nowMs += ms;
  }

  newId(): string {
    return this.server.tenancy.ids.newId();
  }

  async tenant(name = 'Test'): Promise<TestTenant> {
    const orgId = this.newId();
    await createTenant(this.server.tenancy, { orgId, name, currency: 'USD', timeZone: 'UTC' });
    return new TestTenant(this, orgId);
  }

  fetch(
    path: string,
    init: {
      readonly method?: string;
      readonly body?: unknown;
      readonly token?: string;
      readonly headers?: Readonly<Record<string, string>>;
    } = {},
  ): Promise<Response> {
    const { method = init.body === undefined ? 'GET' : 'POST', body, token, headers } = init;
    return Promise.resolve(
      this.server.app.request(path, {
        method,
        headers: {
          'outpost-protocol': String(protocolVersion),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      }),
    );
  }
}

/** One tenant of the test. */
export class TestTenant {
  readonly test: TestServer;
  readonly orgId: string;

  constructor(test: TestServer, orgId: string) {
    this.test = test;
    this.orgId = orgId;
  }

  async team(name: string): Promise<string> {
    const id = this.test.newId();
    await applyAsServer(this.test.server.tenancy, this.orgId, {
      label: `Added ${name}`,
      edits: [made(id, 'platform/team', { name })],
    });
    return id;
  }

  /** Creates a person with a role. `email` lets them sign in. */
  async person(
    name: string,
    role: string,
    { teamId = null, email }: { readonly teamId?: string | null; readonly email?: string } = {},
  ): Promise<TestDevice> {
    const id = this.test.newId();
    await applyAsServer(this.test.server.tenancy, this.orgId, {
      label: `Added ${name}`,
      edits: [
        made(id, 'platform/person', {
          name,
          status: 'active',
          memberships: [{ role, teamId }],
          ...(email === undefined ? {} : { email }),
        }),
      ],
    });
    if (email !== undefined) {
      const account = await createIdentity(
        { orgId: this.orgId, personId: id, email, password: testPassword },
        this.test.server.tenancy.identity,
      );
      if (!account.ok) throw new Error(account.message);
    }
    return new TestDevice(this, id);
  }

  async setRoles(person: string, memberships: readonly NamedRole[]): Promise<void> {
    const [row] = await this.rows(`select fields->'memberships' as now from store.platform_person where id = $1`, [
      person,
    ]);
    await applyAsServer(this.test.server.tenancy, this.orgId, {
      label: 'Changed roles',
      edits: [
        changeEdit(person, 'platform/person', {
          memberships: [(row?.['now'] ?? null) as JsonValue, memberships.map((one) => ({ ...one }))],
        }),
      ],
    });
  }

  /** Returns rows that the app's role sees with this tenant set. */
  rows<R extends Row = Row>(statement: string, parameters: readonly unknown[] = []): Promise<readonly R[]> {
    return inTenant(this.test.database, { orgId: this.orgId, mode: 'write' }, (tx) =>
      tx.query<R>(statement, parameters),
    );
  }

  /** Returns the journal's rows, in order. */
  async journal(): Promise<readonly Readonly<Record<string, JsonValue>>[]> {
    const rows = await this.rows<{ payload: string }>('select payload from store.journal order by n');
    return rows.map(({ payload }) => JSON.parse(payload) as Readonly<Record<string, JsonValue>>);
  }

  /** Returns a record's stored fields, or undefined. */
  async fields(entity: string, id: string): Promise<Fields | undefined> {
    const [row] = await this.rows<{ fields: Fields }>(
      `select fields from store.${entity.replaceAll(/[/-]/g, '_')} where id = $1`,
      [id],
    );
    return row?.fields;
  }
}

/** One device of a person. It pushes acts with its own numbers, and stores the records that it pulls. */
export class TestDevice {
  readonly tenant: TestTenant;
  readonly userId: string;
  device: string;
  heads: Head[] = [];
  number = 0;
  at: Checkpoint | null = null;
  sets: CheckpointSets = noSets;
  readonly held = new Map<string, { readonly fields: Fields; readonly through: readonly string[] }>();
  readonly history: Extract<PullAnswer, { kind: 'page' }>['history'] = [];

  constructor(tenant: TestTenant, userId: string) {
    this.tenant = tenant;
    this.userId = userId;
    this.device = tenant.test.newId();
  }

  /** Returns another device of the same person. */
  twin(): TestDevice {
    return new TestDevice(this.tenant, this.userId);
  }

  get asker(): { readonly orgId: string; readonly userId: string; readonly sessionId: null } {
    return { orgId: this.tenant.orgId, userId: this.userId, sessionId: null };
  }

  act(edits: readonly Edit[], more: Partial<Omit<Act, 'edits'>> = {}): Act {
    this.number += 1;
    return {
      id: this.tenant.test.newId(),
      number: this.number,
      label: 'test',
      shape: 'together',
      madeAt: '2026-11-20T08:00:00.000Z',
      edits: [...edits],
      ...more,
    };
  }

  async push(acts: readonly Act[]): Promise<PushAnswer> {
    const answer = await push(this.tenant.test.pushPorts, this.asker, {
      device: this.device,
      heads: this.heads,
      schemas: {},
      acts: [...acts],
    });
    if (!answer.ok) throw new Error(answer.message);
    return answer.value;
  }

  /** Pushes one act and returns its decision. */
  async do(edits: readonly Edit[], more: Partial<Omit<Act, 'edits'>> = {}): Promise<Decision> {
    const answer = await this.push([this.act(edits, more)]);
    const decision = answer.kind === 'decided' ? answer.answers[0] : undefined;
    if (!decision) throw new Error(JSON.stringify(answer));
    return decision;
  }

  /** The tokens that the device holds. */
  get tokens(): readonly string[] {
    return tokensIn(this.sets.tokens);
  }

  /** Pulls one page. Its sets of tokens are sent in full where the server does not know them (T-28). */
  async page(limit = 1_000): Promise<PullAnswer> {
    const byDigest = await this.#ask(this.at, limit);
    const isUnknown = byDigest.kind === 'unknown' && this.at !== null;
    const answer = isUnknown && this.at ? await this.#ask(checkpointInFull(this.at, this.sets), limit) : byDigest;
    if (answer.kind === 'page') this.#take(answer);
    return answer;
  }

  async #ask(at: Checkpoint | null, limit: number): Promise<PullAnswer> {
    const answer = await pull(this.tenant.test.pullPorts, this.asker, { at, heads: this.heads, limit, schemas: {} });
    if (!answer.ok) throw new Error(answer.message);
    return answer.value;
  }

  /** Pulls until the device is up to date. */
  async pull(limit = 1_000): Promise<void> {
    for (let round = 0; round < 10_000; round += 1) {
      const page = await this.page(limit);
      if (page.kind !== 'page') throw new Error(JSON.stringify(page));
      if (page.done && page.next.history >= page.head.head[0]) return;
    }
    throw new Error('The device does not come up to date');
  }

  #take(page: Extract<PullAnswer, { kind: 'page' }>): void {
    const full = pageInFull(page, this);
    if (!full) throw new Error('The page is faulty in its tokens');
    const tokens = new Set(tokensIn(full.tokens));
    for (const [id, { fields, through }] of this.held) {
      const left = through.filter((token) => tokens.has(token));
      if (left.length === 0) this.held.delete(id);
      else this.held.set(id, { fields, through: left });
    }
    for (const row of full.rows) {
      if ('gone' in row) this.held.delete(row.id);
      else this.held.set(row.id, { fields: row.record.fields, through: row.through });
    }
    this.history.push(...page.history);
    this.sets = setsAfter(page, { at: this.at, sets: this.sets });
    this.at = page.next;
    this.heads = [...this.heads, page.head.head];
  }

  /** Returns the ids that the device holds of one kind, sorted. */
  holds(entity: string): readonly string[] {
    return [...this.held]
      .filter(([, { through }]) => through.some((token) => token.startsWith(`${entity}@`)))
      .map(([id]) => id)
      .sort();
  }
}

export type TestServerOptions = {
  readonly durability?: 'commit' | 'backup';
  readonly mail?: MailPorts;
  readonly installed?: Catalogue;
  readonly packs?: readonly PackServer[];
  /** The store of the server's secrets, for a test that starts the server again. */
  readonly keyStore?: ServerKeyStore;
  /** Lower limits than usual, so that few records exceed them (E-3). */
  readonly pullLimits?: PullLimits;
  readonly writeLimits?: WriteLimits;
} & Pick<
  ServerPorts,
  | 'brokers'
  | 'budgets'
  | 'bounds'
  | 'services'
  | 'files'
  | 'rates'
  | 'ratesAre'
  | 'origins'
  | 'keepAccountMail'
  | 'publicUrl'
  | 'downloadUrl'
  | 'registration'
  | 'breached'
  | 'outgoing'
  | 'resolveTxt'
  | 'ssoClients'
  | 'mailProviders'
> &
  Partial<Pick<ServerPorts, 'clientAddress' | 'sms' | 'readSmsReport' | 'texts' | 'calls' | 'push'>>;

/** Assembles the server on a migrated database. The caller closes the database. */
export async function makeTestServer(
  database: Database,
  {
    durability = 'commit',
    mail,
    installed = installedCatalogue,
    packs = installedServers,
    keyStore = memoryKeyStore(),
    ...limits
  }: TestServerOptions = {},
): Promise<TestServer> {
  const time: TestTime = { nowMs: Date.UTC(2026, 10, 20, 8, 0, 0), elapsedMs: 0 };
  const clock = { nowMs: () => time.nowMs };
  const logged: string[] = [];
  const server = await createServer({
    database,
    clock,
    monotonic: { elapsedMs: () => time.elapsedMs },
    durability,
    installed,
    packs,
    ids: uuidV7Source(clock, randomBytes),
    random: randomBytes,
    keys: await openKeyRing({ store: keyStore, clock, random: randomBytes }),
    passwords: createPasswordHasher({ memoryKiB: 1_024, passes: 1 }),
    log: createLog({ level: 'info', to: { write: (line) => void logged.push(line) } }),
    clientAddress: () => undefined,
    mail: mail ?? null,
    workers: 'when-asked',
    ...limits,
  });
  return new TestServer({ server, database, time, durability, logged, ...limits });
}

/** Returns ports under which each device is answered separately: its news never fits a turn. */
export const answeringAlone = (ports: PullPorts): PullPorts => ({
  ...ports,
  pullLimits: { ...(ports.pullLimits ?? usualPullLimits), news: -1 },
});
