import { randomBytes } from 'node:crypto';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HttpReply, HttpRequest, Transport } from '@outpost/desktop/replica/device/ports';
import { nodePorts } from '@outpost/desktop/replica/node-ports';
import { openReplica, type Replica } from '@outpost/desktop/replica/replica';
import { replyOf } from '@outpost/desktop/replica/sync/line/fetch-transport';
import { openKeyStore } from '@outpost/desktop/replica/testing/given-machine';
import { givenServer } from '@outpost/sync-server/testing/given-server';
import { testPassword, type TestTenant } from '@outpost/sync-server/testing/test-server';
import { installedCatalogue } from '@outpost/domain/installed-packs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

// Real devices against the real server: an ordered wipe hands over the unsent acts, and removes the data after that (D-5).
const given = givenServer();
const ends: (() => Promise<void> | void)[] = [];
let tenant: TestTenant;
let email: string;
let admin: string;
beforeEach(async () => {
  tenant = await given.test.tenant();
  email = `mia-${given.test.newId()}@fenwright.example`;
  await tenant.person('Mia', 'admin', { email });
  await signInAdmin();
});
async function signInAdmin(): Promise<void> {
  const device = { id: given.test.newId(), name: 'Desk' };
  const signedIn = await given.test.fetch('/auth/sign-in', { body: { email, password: testPassword, device } });
  ({ accessToken: admin } = (await signedIn.json()) as { accessToken: string });
}
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

type Sent = HttpRequest & { readonly reply: HttpReply };
/** A laptop with its profile on disk, and a line that a test cuts, listens to and changes. */
class Laptop {
  readonly profile = mkdtempSync(join(tmpdir(), 'outpost-wiped-'));
  readonly sent: Sent[] = [];
  /** Called before each request: `cut` loses it, `lost` loses only its answer. */
  fate: (request: HttpRequest) => 'cut' | 'lost' | undefined = () => undefined;
  /** Changes an answer on its way. */
  spoil: (request: HttpRequest, reply: HttpReply) => HttpReply = (_, reply) => reply;
  readonly faults: unknown[] = [];
  #replica: Replica | undefined;

  readonly name: string;

  constructor(name: string) {
    this.name = name;
    ends.push(async () => {
      await this.stop();
      rmSync(this.profile, { recursive: true, force: true });
    });
  }

  get replica(): Replica {
    if (!this.#replica) throw new Error('The laptop is off');
    return this.#replica;
  }

  async start(profile = this.profile): Promise<this> {
    const transport: Transport = {
      request: async (request) => {
        const fate = this.fate(request);
        if (fate === 'cut') throw new Error('The line is cut.');
        const { method, path, headers, body } = request;
        const init = { method, headers: { ...headers }, ...(body === undefined ? {} : { body }) };
        const reply = await replyOf(await given.test.server.app.request(path, init));
        this.sent.push({ ...request, reply });
        if (fate === 'lost') throw new Error('The answer was lost.');
        return this.spoil(request, reply);
      },
      openEvents: () => () => undefined,
    };
    const opened = await openReplica(
      {
        ...nodePorts({ keyStore: openKeyStore, log: { fault: ({ cause }) => void this.faults.push(cause) } }),
        clock: { nowMs: () => given.test.clock.nowMs() },
        transportTo: () => transport,
      },
      { profile, catalogue: installedCatalogue, deviceName: this.name, syncsByItself: false, passwordCost: { memoryKib: 64, passes: 1 } }, // prettier-ignore
    );
    if (!opened.ok) throw new Error(opened.message);
    this.#replica = opened.value;
    return this;
  }

  async stop(): Promise<void> {
    await this.#replica?.close();
    this.#replica = undefined;
  }

  /** The profile as a power cut would leave it now, in a folder of its own. */
  image(): string {
    const image = mkdtempSync(join(tmpdir(), 'outpost-image-'));
    cpSync(this.profile, image, { recursive: true });
    ends.push(() => rmSync(image, { recursive: true, force: true }));
    return image;
  }

  signIn(at = email) {
    return this.replica.handlers['session.signIn']({
      server: 'https://outpost.example',
      email: at,
      password: testPassword,
    });
  }

  async sync(): Promise<string | false> {
    const answer = await this.replica.handlers['sync.now'](null);
    return answer.ok && answer.value.state;
  }

  async session() {
    const answer = await this.replica.handlers['session.get'](null);
    if (!answer.ok) throw new Error(answer.message);
    return answer.value;
  }

  /** Adds an account offline. */
  async note(name: string): Promise<void> {
    const act = { label: `Added ${name}`, edits: [{ entity: 'crm/account', create: { fields: { name } } }] };
    const made = await this.replica.handlers['acts.perform']({ shape: 'together', ...act } as never); // as a screen sends it
    if (!made.ok) throw new Error(made.message);
  }

  /** The files of replicas in the profile. */
  get files(): readonly string[] {
    return readdirSync(this.profile).filter((name) => name.includes('.sqlite'));
  }
}

type Listed = { readonly id: string; readonly name: string; readonly endedWhy: string | null; readonly wipe: Readonly<Record<string, unknown>> | null }; // prettier-ignore

async function ask(path: string, body?: unknown, method = body === undefined ? 'GET' : 'POST') {
  const answer = await given.test.fetch(path, { method, token: admin, ...(body === undefined ? {} : { body }) });
  return { status: answer.status, json: (await answer.json()) as Record<string, unknown> };
}
async function listed(name: string): Promise<Listed> {
  const { sessions } = (await ask('/admin/sessions')).json as { readonly sessions: readonly Listed[] };
  const found = sessions.find((one) => one.name === name);
  if (!found) throw new Error(`No device ${name}`);
  return found;
}
const orderFor = async (name: string) => ask(`/admin/sessions/${(await listed(name)).id}/wipe`, {});
const accounts = async (): Promise<readonly unknown[]> =>
  ((await ask('/records/list', { entity: 'crm/account', life: 'alive' })).json['rows'] as { fields: { name: string } }[])
    .map(({ fields }) => fields.name)
    .toSorted(); // prettier-ignore
type HandedAct = { readonly id: string; readonly label: string; readonly since: string; readonly edits: readonly { readonly fields: unknown }[] }; // prettier-ignore
const handed = async (id: unknown) => (await ask(`/admin/wipes/${String(id)}/acts`, {})).json['acts'] as HandedAct[];

/** A laptop with one account sent and one not, and its order. */
async function orderedLaptop(name = 'MIA-T14'): Promise<Laptop> {
  const laptop = await new Laptop(name).start();
  await laptop.signIn();
  await laptop.note('Sent Ltd');
  expect(await laptop.sync()).toBe('up-to-date');
  await laptop.note('Unsent Ltd');
  expect((await orderFor(name)).json).toEqual({ ordered: 1 });
  return laptop;
}

describe('the number of unsent acts', () => {
  it('[D-5] is reported at each refresh, as it is before they are sent', async () => {
    const laptop = await new Laptop('MIA-T14').start();
    await laptop.signIn();
    expect(await listed('MIA-T14')).toMatchObject({ unsent: null });
    await laptop.note('First Ltd');
    await laptop.note('Second Ltd');
    given.test.advance(16 * 60_000); // the access token has expired
    expect(await laptop.sync()).toBe('up-to-date');
    await signInAdmin();
    expect(await listed('MIA-T14')).toMatchObject({ unsent: 2 });
    given.test.advance(16 * 60_000);
    await laptop.sync();
    await signInAdmin();
    expect(await listed('MIA-T14')).toMatchObject({ unsent: 0 });
  });
});

describe('a device that is to be wiped', () => {
  it('[D-5] hands over its unsent acts, waits for the receipt, wipes itself and says so', async () => {
    const laptop = await orderedLaptop();
    expect(await listed('MIA-T14')).toMatchObject({ endedWhy: 'wiped', wipe: { contactedAt: null, wipedAt: null } });
    await laptop.sync();
    expect(laptop.faults).toEqual([]);
    expect(laptop.files).toEqual([]);
    expect(await laptop.session()).toMatchObject({ state: 'signed-out', wiped: { acts: 1 } }); // prettier-ignore
    const profile = readFileSync(join(laptop.profile, 'profile.json'), 'utf8');
    expect(JSON.parse(profile)).toMatchObject({ replicas: [], wiped: [{ isRemoved: true, isTold: true }] });
    const { wipe } = await listed('MIA-T14');
    expect(wipe).toMatchObject({ acts: 1, applied: 0 });
    expect([wipe?.['contactedAt'], wipe?.['handedOverAt'], wipe?.['wipedAt']].map((at) => typeof at)).toEqual(['string', 'string', 'string']); // prettier-ignore

    // An administrator reads and applies it, once.
    const [act] = await handed(wipe?.['id']);
    expect(act).toMatchObject({ label: 'Added Unsent Ltd', since: 'none', edits: [{ fields: { name: 'Unsent Ltd' } }] }); // prettier-ignore
    for (const _ of [1, 2]) {
      const applied = await ask(`/admin/wipes/${String(wipe?.['id'])}/apply`, { acts: [act?.id] });
      expect(applied.json).toEqual({ acts: [{ id: act?.id, applied: true, problem: null }] });
    }
    expect(await accounts()).toEqual(['Sent Ltd', 'Unsent Ltd']);
    expect((await handed(wipe?.['id']))[0]).toMatchObject({ since: 'applied' });

    // The person signs in again there, and has everything.
    expect(await laptop.signIn()).toMatchObject({ ok: true });
    expect(await laptop.sync()).toBe('up-to-date');
  });

  it('[PLT-41] is not opened by its PIN, which is removed with the order', async () => {
    const name = 'MIA-PIN';
    const laptop = await new Laptop(name).start();
    await laptop.signIn();
    await laptop.note('Unsent Ltd');
    const { handlers } = laptop.replica;
    expect(await handlers['session.setPin']({ pin: '481362', password: testPassword })).toMatchObject({ ok: true });
    await orderFor(name);
    laptop.fate = ({ path }) => (path.includes('wipe') ? 'cut' : undefined); // nothing is handed over yet
    await laptop.sync();
    expect(await laptop.session()).toMatchObject({ state: 'wiping', unlocking: { quick: { pin: 'unset' } } });
    await laptop.stop();
    await laptop.start();
    await laptop.replica.handlers['session.unlockByPin']({ pin: '481362' });
    expect(await laptop.session()).toMatchObject({ state: 'wiping' });
    expect(JSON.parse(readFileSync(join(laptop.profile, 'profile.json'), 'utf8'))).not.toHaveProperty('replicas.0.pin');
    expect(laptop.files).not.toEqual([]);
  });

  it('[D-5] wipes only its own order: a plain refusal, a forged, another and an old order change nothing', async () => {
    const laptop = await orderedLaptop();
    const other = await new Laptop('MIA-OLD').start();
    await other.signIn();
    const isRefresh = ({ path }: HttpRequest) => path === '/auth/refresh';
    // The order as the server sends it; the answer does not reach the device.
    laptop.fate = (request) => (isRefresh(request) ? 'lost' : undefined);
    await laptop.sync();
    const told = laptop.sent.find(isRefresh)?.reply;
    if (!told) throw new Error('No refresh was sent');
    const problem = JSON.parse(told.body) as { code: string; details: { order: string } };
    expect(problem.code).toBe('access/session-ended');
    laptop.fate = () => undefined;
    const [head = '', body = '', signature = ''] = problem.details.order.split('.');
    const claims = JSON.parse(Buffer.from(body, 'base64url').toString()) as Record<string, unknown>;
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const withOrder = (order: unknown): HttpReply => ({ ...told, body: JSON.stringify({ ...problem, details: { reason: 'wiped', ...(order === undefined ? {} : { order }) } }) }); // prettier-ignore
    const forged = [
      undefined,
      'x',
      7,
      '',
      `${head}.${body}.`,
      `${head}.${body}.${signature.slice(0, -4)}AAAA`,
      `${head}.${part({ ...claims, device: given.test.newId() })}.${signature}`,
      `${part({ alg: 'none', typ: 'outpost-wipe+jws' })}.${body}.`,
      `${part({ alg: 'EdDSA', typ: 'at+jwt' })}.${body}.${signature}`,
      `${head}.${body}.${signature}.${signature}`,
    ];
    for (const order of forged) {
      laptop.spoil = (request, reply) => (isRefresh(request) ? withOrder(order) : reply);
      expect([order, await laptop.sync()]).toEqual([order, 'session-ended']);
      expect((await laptop.session()).state).toBe('signed-in');
    }
    // The true order at another device of the same person: it is for another key.
    given.test.advance(16 * 60_000);
    other.spoil = (request, reply) => (isRefresh(request) ? { ...told } : reply);
    expect(await other.sync()).toBe('session-ended');
    expect((await other.session()).state).toBe('signed-in');
    other.spoil = (_, reply) => reply;
    expect(await other.sync()).toBe('up-to-date');
    // The device itself obeys it. Signed in again, it does not obey it a second time.
    laptop.spoil = (_, reply) => reply;
    await laptop.sync();
    expect(laptop.files).toEqual([]);
    await laptop.signIn();
    await laptop.note('Later Ltd');
    given.test.advance(16 * 60_000);
    laptop.spoil = (request, reply) => (isRefresh(request) ? { ...told } : reply);
    expect(await laptop.sync()).toBe('session-ended');
    expect((await laptop.session()).state).toBe('signed-in');
    laptop.spoil = (_, reply) => reply;
    expect(await laptop.sync()).toBe('up-to-date');
    await signInAdmin(); // its token has expired
    expect(await accounts()).toContain('Later Ltd');
  });

  it.each([
    ['before the first piece', 0, 'cut'],
    ['with the answer to a piece', 0, 'lost'],
    ['before the last piece', 2, 'cut'],
    ['with the receipt', 2, 'lost'],
  ] as const)('[D-5] loses nothing where the line is cut %s, and the power too', async (_when, at, fate) => {
    const laptop = await orderedLaptop();
    // Random text does not get smaller: three pieces.
    for (const n of [1, 2, 3, 4]) await laptop.note(`${n} ${randomBytes(21_000).toString('hex').slice(0, 190)}`);
    await laptop.replica.handlers['local.set']({ key: 'draft/fields/x', value: { name: randomBytes(110_000).toString('base64') } }); // prettier-ignore
    const sentPieces = () => laptop.sent.filter(({ path }) => path === '/auth/wipe/piece').length;
    let pieces = 0;
    laptop.fate = ({ path }) => (path === '/auth/wipe/piece' && pieces++ === at ? fate : undefined);
    await laptop.sync();
    expect(pieces).toBe(at + 1);
    expect(laptop.files.some((name) => name.endsWith('.sqlite'))).toBe(true);
    expect((await laptop.session()).state).toBe('wiping');
    const read = await laptop.replica.handlers['records.list']({ entity: 'crm/account', life: 'alive', sort: [], limit: 10 }); // prettier-ignore
    expect(read).toMatchObject({ ok: false, code: 'replica/locked' });
    // The power is cut: a new process opens the profile as it is on the disk now.
    const image = laptop.image();
    await laptop.stop();
    rmSync(laptop.profile, { recursive: true });
    cpSync(image, laptop.profile, { recursive: true });
    laptop.fate = () => undefined;
    const before = sentPieces();
    await laptop.start();
    expect((await laptop.session()).state).toBe('wiping');
    await laptop.sync();
    expect(laptop.faults).toEqual([]);
    expect(laptop.files).toEqual([]);
    expect(sentPieces() - before).toBeLessThanOrEqual(3); // it goes on where it was
    const { wipe } = await listed('MIA-T14');
    expect(wipe).toMatchObject({ acts: 5 });
    expect(wipe?.['wipedAt']).not.toBeNull();
    expect((await handed(wipe?.['id'])).map(({ label }) => label.slice(0, 7))).toEqual(['Added U', 'Added 1', 'Added 2', 'Added 3', 'Added 4']); // prettier-ignore
  });

  it('[D-5] finishes the wipe after a power cut that left files, and tells the server at its next start', async () => {
    const laptop = await orderedLaptop();
    const image = laptop.image(); // with all files
    laptop.fate = ({ path }) => (path === '/auth/wipe/done' ? 'cut' : undefined);
    await laptop.sync();
    expect(laptop.files).toEqual([]);
    expect((await listed('MIA-T14')).wipe).toMatchObject({ wipedAt: null });
    await laptop.stop();
    const profile = JSON.parse(readFileSync(join(laptop.profile, 'profile.json'), 'utf8')) as { wiped: { id: string; isRemoved: boolean }[] }; // prettier-ignore
    profile.wiped[0] = { ...profile.wiped[0], isRemoved: false } as (typeof profile.wiped)[0];
    for (const name of readdirSync(image)) if (name.includes('.sqlite')) cpSync(join(image, name), join(laptop.profile, name)); // prettier-ignore
    writeFileSync(join(laptop.profile, 'profile.json'), JSON.stringify(profile));
    expect(laptop.files.length).toBeGreaterThan(0);
    laptop.fate = () => undefined;
    await laptop.start();
    expect(laptop.files).toEqual([]);
    await expect.poll(async () => (await listed('MIA-T14')).wipe?.['wipedAt']).toEqual(expect.any(String));
  });

  it('[D-5] never accepts another organisation’s receipt, or a missing one, as its own', async () => {
    const laptop = await orderedLaptop();
    laptop.spoil = ({ path }, reply) => {
      if (path !== '/auth/wipe/piece' || reply.status !== 200) return reply;
      const answer = JSON.parse(reply.body) as { receipt?: string };
      return { ...reply, body: JSON.stringify({ ...answer, receipt: `${answer.receipt?.slice(0, -6)}AAAAAA` }) };
    };
    await laptop.sync();
    expect((await laptop.session()).state).toBe('wiping');
    expect(laptop.files.some((name) => name.endsWith('.sqlite'))).toBe(true);
    laptop.spoil = (_, reply) => reply;
    await laptop.sync();
    expect(laptop.files).toEqual([]);
  });

  it('[D-5] gives no data to a person who signs in on it, and still hands over its acts', async () => {
    const laptop = await orderedLaptop();
    expect(await laptop.signIn()).toMatchObject({ ok: true }); // a thief who knows the password
    await laptop.sync();
    expect(laptop.files).toEqual([]);
    expect((await laptop.session()).state).toBe('signed-out');
    expect(laptop.sent.filter(({ path, reply }) => path === '/sync/pull' && reply.status === 200).length).toBe(1); // earlier
    expect((await handed((await listed('MIA-T14')).wipe?.['id'])).map(({ label }) => label)).toEqual(['Added Unsent Ltd']); // prettier-ignore
  });

  it.each([['suspended'], ['removed']] as const)(
    '[D-5] is wiped in the same way when its person is %s',
    async (how) => {
      const at = `ron-${given.test.newId()}@fenwright.example`;
      const ron = await tenant.person('Ron', 'admin', { email: at });
      const laptop = await new Laptop('RON-T14').start();
      await laptop.signIn(at);
      await laptop.sync();
      await laptop.note('Unsent Ltd');
      const [path, body, method] =
        how === 'suspended'
          ? ([`/admin/members/${ron.userId}`, { status: 'suspended' }, 'PATCH'] as const)
          : ([`/api/v1/records/platform/person/${ron.userId}`, undefined, 'DELETE'] as const);
      expect((await ask(path, body, method)).status).toBe(200);
      await laptop.sync();
      expect(laptop.faults).toEqual([]);
      expect(laptop.files).toEqual([]);
      const { wipe } = await listed('RON-T14');
      expect(wipe).toMatchObject({ why: how, acts: 1 });
      expect(wipe?.['wipedAt']).not.toBeNull();
      const acts = await handed(wipe?.['id']);
      const applied = await ask(`/admin/wipes/${String(wipe?.['id'])}/apply`, { acts: acts.map(({ id }) => id) });
      expect(applied.json).toMatchObject({ acts: [{ applied: true }] });
      expect(await accounts()).toEqual(['Unsent Ltd']);
    },
  );

  it('[D-5] keeps its data where the order is taken back before the device received it', async () => {
    const laptop = await orderedLaptop();
    const id = String((await listed('MIA-T14')).wipe?.['id']);
    expect((await ask(`/admin/wipes/${id}`, undefined, 'DELETE')).status).toBe(200);
    expect(await laptop.sync()).toBe('session-ended');
    expect((await laptop.session()).state).toBe('signed-in');
    await laptop.signIn();
    expect(await laptop.sync()).toBe('up-to-date');
    expect(await accounts()).toEqual(['Sent Ltd', 'Unsent Ltd']);
  });

  it('[D-5] recognises that an act whose answer was lost has arrived, and applies nothing twice', async () => {
    const laptop = await new Laptop('MIA-T14').start();
    await laptop.signIn();
    await laptop.sync();
    await laptop.note('Once Ltd');
    laptop.fate = ({ path }) => (path === '/sync/push' ? 'lost' : undefined);
    await laptop.sync();
    laptop.fate = () => undefined;
    await orderFor('MIA-T14');
    await laptop.sync();
    const id = String((await listed('MIA-T14')).wipe?.['id']);
    const acts = await handed(id);
    expect(acts).toMatchObject([{ label: 'Added Once Ltd', since: 'arrived' }]);
    await ask(`/admin/wipes/${id}/apply`, { acts: [acts[0]?.id] });
    expect(await accounts()).toEqual(['Once Ltd']);
  });

  it('[PLT-27] accepts pieces from the device only with the key of its session', async () => {
    const laptop = await orderedLaptop();
    await laptop.sync();
    const piece = laptop.sent.find(({ path }) => path === '/auth/wipe/piece');
    if (!piece) throw new Error('Nothing was handed over');
    const { dpop: _, ...bare } = piece.headers;
    const post = (headers: Readonly<Record<string, string>>, body: string) =>
      given.test.server.app.request(piece.path, { method: 'POST', headers: { ...headers }, body });
    const codeOf = async (answer: Response | Promise<Response>) => ((await (await answer).json()) as { code: string }).code; // prettier-ignore
    expect(await codeOf(post(bare, piece.body ?? ''))).toBe('access/bad-proof');
    expect(await codeOf(post(piece.headers, piece.body ?? ''))).toBe('access/bad-proof'); // the same proof again
    expect(await codeOf(given.test.fetch('/auth/wipe/done', { body: { org: tenant.orgId, receipt: 'x.y.z' } }))).toBe('request/not-found'); // prettier-ignore
  });

  it('[PLT-27] is ordered by people who may administer its person, and nobody else reads the acts that it handed over', async () => {
    const laptop = await orderedLaptop();
    await laptop.sync();
    const { id, wipe } = await listed('MIA-T14');
    const at = `ned-${given.test.newId()}@fenwright.example`;
    await tenant.person('Ned', 'member', { email: at });
    const signedIn = await given.test.fetch('/auth/sign-in', { body: { email: at, password: testPassword, device: { id: given.test.newId(), name: 'Desk' } } }); // prettier-ignore
    const { accessToken: token } = (await signedIn.json()) as { accessToken: string };
    const w = String(wipe?.['id']);
    for (const [method, path, body] of [
      ['POST', `/admin/sessions/${id}/wipe`, {}],
      ['POST', `/admin/wipes/${w}/acts`, {}],
      ['POST', `/admin/wipes/${w}/apply`, { acts: [] }],
      ['DELETE', `/admin/wipes/${w}`],
    ] as const) {
      const answer = await given.test.fetch(path, { method, token, ...(body === undefined ? {} : { body }) });
      expect([path, answer.status]).toEqual([path, 403]);
    }
    expect((await given.test.fetch(`/me/sessions/${id}/wipe`, { method: 'POST', token, body: {} })).status).toBe(404);
  });
});
