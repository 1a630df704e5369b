import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { folderObjects } from '../../files/folder-objects.ts';
import { bringSettingsUp } from '../../tenancy/shipped-settings.ts';
import { givenServer } from '../given-server.ts';
import { made, type TestDevice, testPassword, type TestServer, type TestTenant } from '../test-server.ts';

/** The roles that ask, each with its letter in a line of the matrix. `m`, `e` and `v` are of team T1. */
const roles = { o: 'owner', a: 'admin', m: 'manager', e: 'member', v: 'viewer', c: 'client' } as const;
const inTeam: readonly string[] = ['m', 'e', 'v'];
export type Insider = keyof typeof roles;
/** `s`: the administrator of another organisation. `n`: nobody, a request without a token. */
export type MatrixCaller = Insider | 's' | 'n';
export const insiders: readonly Insider[] = ['o', 'a', 'm', 'e', 'v', 'c'];
export const callers: readonly MatrixCaller[] = [...insiders, 's', 'n'];
/**
 * Programs that the owner let in. `k`: by an API key with every right of its maker. `t`: by a token of that key (OAuth 2.0 client
 * credentials). `d`: by the token of a directory.
 */
export type Program = 'k' | 't' | 'd';
export const programs: readonly Program[] = ['k', 't', 'd'];

/**
 * The relation of a request's target to the member `e`: their own, a colleague's in the same team T1, one in team T2,
 * one of another organisation. `absent`: there is none.
 */
export const places = ['own', 'team', 'other', 'foreign', 'absent'] as const;
export type MatrixPlace = (typeof places)[number];

/** The thing that the `{id}` of an address names. */
export type MatrixTarget =
  | 'deal'
  | 'file'
  | 'person'
  | 'invited'
  | 'session'
  | 'organisation'
  | 'team'
  | 'role'
  | 'key'
  | 'webhook'
  | 'webhook-source'
  | 'automation'
  | 'report'
  | 'directory-token'
  | 'directory-group';

const personal: readonly MatrixTarget[] = ['deal', 'file', 'person', 'invited', 'session'];
/**
 * Returns the places where targets of a kind differ: a target that no person owns is only here, in another
 * organisation, or nowhere.
 */
export const placesOfTarget = (target: MatrixTarget | undefined): readonly MatrixPlace[] =>
  target === undefined ? ['absent'] : personal.includes(target) ? places : ['other', 'foreign', 'absent'];

export type SignedInDevice = {
  readonly device: TestDevice;
  readonly email: string;
  readonly token: string;
  readonly sessionId: string;
};

/** One organisation with two teams and a person of each role, and another with an administrator. */
export class MatrixWorld {
  readonly test: TestServer;
  readonly tenant: TestTenant;
  readonly stranger: TestTenant;
  readonly teams: Readonly<Record<'t1' | 't2' | 'foreign', string>>;
  readonly #people = new Map<MatrixCaller, SignedInDevice>();
  readonly #programs = new Map<Program, string>();
  readonly #targets = new Map<string, string>();

  private constructor(test: TestServer, tenant: TestTenant, stranger: TestTenant, teams: MatrixWorld['teams']) {
    this.test = test;
    this.tenant = tenant;
    this.stranger = stranger;
    this.teams = teams;
  }

  static async open(test: TestServer): Promise<MatrixWorld> {
    const [tenant, stranger] = [await test.tenant('Here'), await test.tenant('There')];
    const ports = { ...test.server.tenancy, log: { warn: () => undefined } };
    for (const { orgId } of [tenant, stranger]) await bringSettingsUp(ports, orgId);
    const teams = { t1: await tenant.team('T1'), t2: await tenant.team('T2'), foreign: await stranger.team('T3') };
    const world = new MatrixWorld(test, tenant, stranger, teams);
    for (const caller of callers) if (caller !== 'n') world.#people.set(caller, await world.fresh(caller));
    await world.#letProgramsIn();
    return world;
  }

  /** Returns the credential of a program. */
  program(program: Program): string {
    const credential = this.#programs.get(program);
    if (credential === undefined) throw new Error(`No program is ${program}`);
    return credential;
  }

  async #letProgramsIn(): Promise<void> {
    const { token } = this.person('o');
    const make = async (path: string, body: object): Promise<Readonly<Record<string, string>>> => {
      const answer = await this.test.fetch(path, { token, body });
      if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
      return (await answer.json()) as Readonly<Record<string, string>>;
    };
    const key = await make('/api/v1/keys', { name: 'Program', grants: ['**:*@org', '*:*@org'] });
    this.#programs.set('k', key['key'] ?? '');
    const { clientId = '', clientSecret = '' } = key;
    const form = new URLSearchParams({ grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret }).toString(); // prettier-ignore
    const headers = { 'content-type': 'application/x-www-form-urlencoded', 'content-length': `${form.length}` };
    const asked = await this.test.fetch('/oauth/token', { method: 'POST', body: form, headers });
    this.#programs.set('t', ((await asked.json()) as { access_token: string }).access_token);
    this.#programs.set('d', (await make('/admin/directory/tokens', { name: 'Directory' }))['token'] ?? '');
  }

  /** Returns the person who asks as this caller in all requests that do not change their account. */
  person(caller: Exclude<MatrixCaller, 'n'>): SignedInDevice {
    const person = this.#people.get(caller);
    if (!person) throw new Error(`Nobody is ${caller}`);
    return person;
  }

  /** Signs a new person in with the caller's role, for a request that ends or changes their own account. */
  fresh(caller: Exclude<MatrixCaller, 'n'>): Promise<SignedInDevice> {
    if (caller === 's') return this.#signIn(this.stranger, 'admin', null);
    return this.#signIn(this.tenant, roles[caller], inTeam.includes(caller) ? this.teams.t1 : null);
  }

  /** Returns the id of a target at a place: the same one until it is used up. */
  async target(kind: MatrixTarget, place: MatrixPlace): Promise<string> {
    const key = `${kind} ${place}`;
    const id = this.#targets.get(key) ?? (await this.#make(kind, place));
    this.#targets.set(key, id);
    return id;
  }

  /** Drops the target of a place, because a request has changed it. */
  used(kind: MatrixTarget | undefined, place: MatrixPlace): void {
    this.#targets.delete(`${kind ?? ''} ${place}`);
  }

  async #make(kind: MatrixTarget, place: MatrixPlace): Promise<string> {
    if (place === 'absent') return this.test.newId();
    const isForeign = place === 'foreign';
    const tenant = isForeign ? this.stranger : this.tenant;
    const admin = this.person(isForeign ? 's' : 'o');
    const idFrom = async (path: string, body: unknown, field: string): Promise<string> => {
      const answer = await this.test.fetch(path, { token: admin.token, body });
      const found = ((await answer.json()) as Readonly<Record<string, unknown>>)[field];
      if (typeof found !== 'string') throw new Error(`${path} made nothing: ${answer.status}`);
      return found;
    };
    switch (kind) {
      case 'deal':
        return this.#deal(place);
      case 'person':
        return (await this.#member(place)).device.userId;
      case 'invited': {
        const body = {
          email: `i-${this.test.newId()}@matrix.example`,
          memberships: [{ role: 'member', teamId: this.#teamAt(place) }],
        };
        return idFrom('/admin/invites', body, 'id');
      }
      case 'session':
        return place === 'own' ? this.#again(this.person('e')) : (await this.#member(place)).sessionId;
      case 'organisation':
        return tenant.orgId;
      case 'team':
        return tenant.team('T4');
      case 'role':
        return idFrom('/admin/roles', { key: `r-${this.test.newId()}`, label: 'R', grants: [] }, 'id');
      case 'key':
        return idFrom('/api/v1/keys', { name: 'Shop', grants: ['crm/deal:read@org'] }, 'id');
      case 'webhook': {
        const sends = [{ entity: 'crm/deal' }];
        return idFrom('/api/v1/webhooks', { name: 'Shop', url: 'https://hooks.example.com', grants: ['crm/deal:read@org'], sends }, 'id'); // prettier-ignore
      }
      case 'webhook-source': {
        const fields = { name: { from: 'name' }, stage: { is: 'prospecting' } };
        const mapping = { entity: 'crm/deal', mode: 'create', matchBy: null, isOwned: true, fields };
        return idFrom('/api/v1/webhook-sources', { name: 'Website', mapping }, 'id');
      }
      case 'automation': {
        const id = this.test.newId();
        await admin.device.do([made(id, 'platform/automation', { name: 'Won deals' })]);
        return id;
      }
      case 'directory-token':
        return idFrom('/admin/directory/tokens', { name: 'Entra' }, 'id');
      case 'directory-group': {
        const token = await idFrom('/admin/directory/tokens', { name: 'Entra' }, 'token');
        const body = { displayName: this.test.newId() };
        const answer = await this.test.fetch('/scim/v2/Groups', { token, body });
        return ((await answer.json()) as { id: string }).id;
      }
      case 'report':
        return idFrom(
          '/api/v1/audit/reports',
          { kind: 'security', from: '2026-11-01T00:00:00.000Z', until: '2026-12-01T00:00:00.000Z' },
          'id',
        );
      case 'file':
        return this.test.newId();
    }
  }

  #teamAt(place: MatrixPlace): string {
    return place === 'foreign' ? this.teams.foreign : place === 'other' ? this.teams.t2 : this.teams.t1;
  }

  /** The other organisation has a member of its own, at the place `foreign`. */
  #member(place: MatrixPlace): Promise<SignedInDevice> {
    return this.#signIn(place === 'foreign' ? this.stranger : this.tenant, 'member', this.#teamAt(place));
  }

  async #deal(place: MatrixPlace): Promise<string> {
    const id = this.test.newId();
    const owner = place === 'own' ? this.person('e') : place === 'foreign' ? this.person('s') : this.person('o');
    const maker = this.person(place === 'foreign' ? 's' : 'o');
    const teamId = this.#teamAt(place);
    const fields = { name: 'Deal', stage: 'prospecting', value: { amount: 500, currency: 'USD' } };
    await maker.device.do([made(id, 'crm/deal', fields, { ownerId: owner.device.userId, teamId })]);
    return id;
  }

  async #signIn(tenant: TestTenant, role: string, teamId: string | null): Promise<SignedInDevice> {
    const email = `p-${this.test.newId()}@matrix.example`;
    const device = await tenant.person('Pat', role, { teamId, email });
    const body = { email, password: testPassword, device: { id: device.device, name: 'Laptop' } };
    const answer = await this.test.fetch('/auth/sign-in', { body });
    const { accessToken } = (await answer.json()) as { accessToken: string };
    return { device, email, token: accessToken, sessionId: this.#sessionOf(accessToken) };
  }

  /** Signs a person in on another device; returns the session there. */
  async #again({ email }: SignedInDevice): Promise<string> {
    const body = { email, password: testPassword, device: { id: this.test.newId(), name: 'Phone' } };
    const answer = await this.test.fetch('/auth/sign-in', { body });
    return this.#sessionOf(((await answer.json()) as { accessToken: string }).accessToken);
  }

  #sessionOf(token: string): string {
    const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as { session_id: string };
    return claims.session_id;
  }
}

const much = { requests: 1e9, seconds: 1 };

/** Opens the world for all tests of a file. It exists from the first hook on. */
export async function givenMatrixWorld(): Promise<{ readonly world: MatrixWorld }> {
  const folder = await mkdtemp(join(tmpdir(), 'outpost-files-'));
  afterAll(() => rm(folder, { recursive: true }));
  let world: MatrixWorld | undefined;
  const given = givenServer({
    rates: { callerMinute: much, callerHour: much, tenant: much, address: much },
    files: { objects: await folderObjects(folder), quotaBytes: 1e9 },
    keepAccountMail: () => Promise.resolve('sent'),
  });
  beforeAll(async () => {
    world = await MatrixWorld.open(given.test);
  });
  return {
    get world() {
      if (!world) throw new Error('The world is there from the first hook on');
      return world;
    },
  };
}
