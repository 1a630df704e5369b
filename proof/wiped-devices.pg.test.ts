import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
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

// Real devices against the real server: an ordered wipe hands over what was not sent, and only then removes the data (D-5).
const given = givenServer();
const ends: (() => Promise<void> | void)[] = [];
let tenant: TestTenant;
let email: string;
let admin: string;
beforeEach(async () => {
  tenant = await given.test.tenant();
  email = `mia-${given.test.newId()}@fenwright.example`;
  await tenant.person('Mia', 'admin', { email });
  const device = { id: given.test.newId(), name: 'Desk' };
  const signedIn = await given.test.fetch('/auth/sign-in', { body: { email, password: testPassword, device } });
  ({ accessToken: admin } = (await signedIn.json()) as { accessToken: string });
});
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

type Sent = HttpRequest & { readonly reply: HttpReply };
/** A laptop with its profile on disk, and a line that a test cuts, listens to and changes. */
class Laptop {
  readonly profile = mkdtempSync(join(tmpdir(), 'outpost-wiped-'));
  readonly sent: Sent[] = [];
  /** Called before each request: `cut` loses it, `lost` loses its answer alone. */
  fate: (request: HttpRequest) => 'cut' | 'lost' | undefined = () => undefined;
  /** Changes an answer on its way. */
  spoil: (request: HttpRequest, reply: HttpReply) => HttpReply = (_, reply) => reply;
  readonly faults: unknown[] = [];
  #replica: Replica | undefined;

  constructor(readonly name: string) {
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

describe('a device that is to be wiped', () => {
  it('[D-5] hands over what it has not sent, waits for the receipt, wipes itself and says so', async () => {
    const laptop = await orderedLaptop();
    expect(await listed('MIA-T14')).toMatchObject({ endedWhy: 'wiped', wipe: { contactedAt: null, wipedAt: null } });
    await laptop.sync();
    expect(laptop.faults).toEqual([]);
    expect(laptop.files).toEqual([]);
    expect(await laptop.session()).toMatchObject({ state: 'signed-out', wiped: { organisation: expect.any(String), acts: 1 } }); // prettier-ignore
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
});
