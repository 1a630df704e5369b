import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HttpRequest, Transport } from '@outpost/desktop/replica/device/ports';
import { nodePorts } from '@outpost/desktop/replica/node-ports';
import { openReplica, type Replica } from '@outpost/desktop/replica/replica';
import { openKeyStore } from '@outpost/desktop/replica/testing/given-machine';
import { testPassword } from '@outpost/sync-server/testing/test-server';
import { installedCatalogue } from '@outpost/domain/installed-packs';
import { type SeededRandom, seededRandom } from '@outpost/domain/testing/seeded-random';
import type { ProofPerson, ProofServer } from '../../proof-server.ts';

// D-5: people make records on laptops whose lines lose requests and answers and whose power fails, while an administrator has some of
// the laptops wiped. At the end each record that was made is on the server once: sent, or handed over and applied.

const steps = 40;
const loss = 0.3;

class LostLaptop {
  readonly name: string;
  readonly person: ProofPerson;
  isLossy = true;
  readonly #profile = mkdtempSync(join(tmpdir(), 'outpost-lost-'));
  readonly #random: SeededRandom;
  readonly #server: ProofServer;
  #replica: Replica | undefined;

  constructor(input: { name: string; person: ProofPerson; random: SeededRandom; server: ProofServer }) {
    this.name = input.name;
    this.person = input.person;
    this.#random = input.random;
    this.#server = input.server;
  }

  get replica(): Replica {
    if (!this.#replica) throw new Error('The laptop is off');
    return this.#replica;
  }

  async start(): Promise<void> {
    const { transport: line } = this.#server.line();
    const transport: Transport = {
      request: async (request, signal) => {
        const isLost = () => this.isLossy && this.#random.chance(loss);
        if (isLost()) throw new Error('The request was lost.');
        const reply = await line.request(request, signal);
        if (isLost()) throw new Error('The answer was lost.');
        return reply;
      },
      openEvents: () => () => undefined,
    };
    const fault = ({ cause }: { readonly cause: unknown }): never => {
      throw cause;
    };
    const opened = await openReplica(
      { ...nodePorts({ keyStore: openKeyStore, log: { fault } }), transportTo: () => transport },
      { profile: this.#profile, catalogue: installedCatalogue, deviceName: this.name, syncsByItself: false, passwordCost: { memoryKib: 64, passes: 1 } }, // prettier-ignore
    );
    if (!opened.ok) throw new Error(opened.message);
    this.#replica = opened.value;
  }

  /** The power fails: a new process finds the disk as it is now. */
  async powerCut(): Promise<void> {
    const image = mkdtempSync(join(tmpdir(), 'outpost-lost-image-'));
    cpSync(this.#profile, image, { recursive: true });
    await this.replica.close();
    rmSync(this.#profile, { recursive: true });
    cpSync(image, this.#profile, { recursive: true });
    rmSync(image, { recursive: true });
    await this.start();
  }

  async state(): Promise<string> {
    const session = await this.replica.handlers['session.get'](null);
    return session.ok ? session.value.state : 'none';
  }

  async signIn(): Promise<void> {
    const { email } = this.person;
    await this.replica.handlers['session.signIn']({ server: 'https://proof.example', email, password: testPassword });
  }

  /** Makes a record. Returns false where nobody is signed in. */
  async add(name: string): Promise<boolean> {
    const edits = [{ entity: 'crm/account', create: { fields: { name } } }];
    const made = await this.replica.handlers['acts.perform']({ shape: 'together', label: `Added ${name}`, edits });
    return made.ok;
  }

  /** Exchanges with the server, and signs in again where the session has ended. */
  async sync(): Promise<void> {
    const answer = await this.replica.handlers['sync.now'](null);
    if (answer.ok && (answer.value.state === 'session-ended' || answer.value.state === 'signed-out'))
      if ((await this.state()) !== 'wiping') await this.signIn();
  }

  async end(): Promise<void> {
    await this.#replica?.close();
    rmSync(this.#profile, { recursive: true, force: true });
  }
}

type Listed = { readonly id: string; readonly name: string; readonly wipe: { readonly id: string } | null };

/** Plays one history. Returns what is wrong at its end; undefined where nothing is. */
export async function playLostDevices(server: ProofServer, seed: number): Promise<string | undefined> {
  const random = seededRandom(seed);
  const orgId = await server.addTenant('Lost');
  const admin = [{ role: 'admin', teamId: null }];
  const people = [await server.addPerson(orgId, 'mia', admin), await server.addPerson(orgId, 'moe', admin)] as const;
  const { accessToken } = await server.signIn(await server.addPerson(orgId, 'ann', admin));
  const { transport } = server.line();
  const ask = async (path: string, body?: object): Promise<Readonly<Record<string, unknown>>> => {
    const method: HttpRequest['method'] = body === undefined ? 'GET' : 'POST';
    const headers = { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' };
    const request = { method, path, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
    const reply = await transport.request(request, new AbortController().signal);
    if (reply.status !== 200) throw new Error(`${path}: ${reply.body}`);
    return JSON.parse(reply.body) as Readonly<Record<string, unknown>>; // of the server under test
  };
  const sessions = async () => (await ask('/admin/sessions'))['sessions'] as readonly Listed[]; // as its route says
  const laptops = [people[0], people[0], people[1]].map(
    (person, place) => new LostLaptop({ name: `L${place}`, person, random, server }),
  );
  const made: string[] = [];
  try {
    for (const laptop of laptops) {
      await laptop.start();
      laptop.isLossy = false;
      await laptop.signIn();
      laptop.isLossy = true;
    }
    for (let step = 0; step < steps; step += 1) {
      const laptop = random.pick(laptops);
      const drawn = random.below(20);
      if (drawn < 9) {
        const name = `Record ${seed}-${step}`;
        if (await laptop.add(name)) made.push(name);
      } else if (drawn < 15) await laptop.sync();
      else if (drawn < 18) await laptop.powerCut();
      else {
        const lost = (await sessions()).find(({ name, wipe }) => name === laptop.name && wipe === null);
        if (lost) await ask(`/admin/sessions/${lost.id}/wipe`, {});
      }
    }
    for (const laptop of laptops) laptop.isLossy = false;
    for (const laptop of laptops) for (let round = 0; round < 4; round += 1) await laptop.sync();
    for (const wipe of new Set((await sessions()).flatMap((one) => (one.wipe ? [one.wipe.id] : [])))) {
      const acts = (await ask(`/admin/wipes/${wipe}/acts`, {}))['acts'] as readonly { readonly id: string }[]; // as its route says
      await ask(`/admin/wipes/${wipe}/apply`, { acts: acts.map(({ id }) => id) });
    }
    const rows = await server.rows(
      orgId,
      `select fields ->> 'name' as name from store.crm_account where org_id = $1 and life = 'alive'`,
      [orgId],
    );
    const there = rows.map(({ name }) => String(name));
    const lost = made.filter((name) => !there.includes(name));
    const twice = there.filter((name, place) => there.indexOf(name) !== place);
    if (lost.length + twice.length === 0) return undefined;
    return `Lost: ${lost.join(', ') || 'none'}. Twice: ${twice.join(', ') || 'none'}. Of ${made.length} made.`;
  } finally {
    for (const laptop of laptops) await laptop.end();
  }
}
