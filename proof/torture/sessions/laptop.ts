import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HttpReply, HttpRequest, Transport } from '@outpost/desktop/replica/device/ports';
import { nodePorts } from '@outpost/desktop/replica/node-ports';
import { openReplica, type Replica } from '@outpost/desktop/replica/replica';
import { openKeyStore } from '@outpost/desktop/replica/testing/given-machine';
import { seededBytes } from '@outpost/desktop/replica/testing/seeded-bytes';
import { VirtualTime } from '@outpost/desktop/replica/testing/virtual-time';
import { testPassword } from '@outpost/sync-server/testing/test-server';
import { installedCatalogue } from '@outpost/domain/installed-packs';
import { uuidV7Source } from '@outpost/domain/kernel/ids';
import type { IdSource } from '@outpost/domain/kernel/ports';
import type { SeededRandom } from '@outpost/domain/testing/seeded-random';
import type { ProofPerson, ProofServer } from '../../stage/proof-server.ts';

type Wish = Parameters<Replica['handlers']['acts.perform']>[0];
/** An act that a laptop has acknowledged: its id, and those of its records. */
type Performed = { readonly act: string; readonly ids: readonly string[] };
/** An answer of the server. `isLost`: the line loses it, so the laptop never reads it. */
type Answered = { readonly request: HttpRequest; readonly reply: HttpReply; readonly isLost: boolean };

/** Chosen: many requests are lost, and most exchanges still come to an end within a few tries. */
const loss = 0.3;

/**
 * Returns the source of a laptop's ids: the same ids, in the same order, for the same seed. Its clock does not move, and ids
 * count up.
 */
export const laptopIds = (seed: number, place: number): IdSource =>
  uuidV7Source(new VirtualTime().clock, seededBytes(seed * 10 + place));

/** A laptop of one person: the whole replica with its profile on disk, on a line that loses messages. */
export class Laptop {
  readonly name: string;
  readonly person: ProofPerson;
  readonly profile = mkdtempSync(join(tmpdir(), 'outpost-laptop-'));
  /** Requests and answers are lost at random. */
  isLossy = true;
  /** No request reaches the server. */
  isCut = false;
  /** Called with each answer of the server, also with one that is then lost. */
  answered: (answer: Answered) => Promise<void> = () => Promise.resolve();
  readonly #random: SeededRandom;
  readonly #ids: IdSource;
  readonly #server: ProofServer;
  #replica: Replica | undefined;

  /** `random`: decides which messages are lost. */
  constructor(input: { name: string; person: ProofPerson; random: SeededRandom; ids: IdSource; server: ProofServer }) {
    this.name = input.name;
    this.person = input.person;
    this.#random = input.random;
    this.#ids = input.ids;
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
        if (this.isCut || isLost()) throw new Error('The request was lost.');
        const reply = await line.request(request, signal);
        const isReplyLost = isLost();
        await this.answered({ request, reply, isLost: isReplyLost });
        if (isReplyLost) throw new Error('The answer was lost.');
        return reply;
      },
      openEvents: () => () => undefined,
    };
    const fault = ({ cause }: { readonly cause: unknown }): never => {
      throw cause;
    };
    const ports = nodePorts({ keyStore: openKeyStore, log: { fault } }); // its keys are real: a server knows those of earlier plays
    const opened = await openReplica(
      { ...ports, clock: this.#server.clock, ids: this.#ids, transportTo: () => transport },
      { profile: this.profile, catalogue: installedCatalogue, deviceName: this.name, syncsByItself: false, passwordCost: { memoryKib: 64, passes: 1 } }, // prettier-ignore
    );
    if (!opened.ok) throw new Error(opened.message);
    this.#replica = opened.value;
  }

  /** The power fails: a new process finds the disk as it is now. */
  async powerCut(): Promise<void> {
    const image = mkdtempSync(join(tmpdir(), 'outpost-laptop-image-'));
    cpSync(this.profile, image, { recursive: true });
    await this.replica.close();
    rmSync(this.profile, { recursive: true });
    cpSync(image, this.profile, { recursive: true });
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

  async signOut(): Promise<void> {
    await this.replica.handlers['session.signOut'](null);
  }

  /** Performs an act. Returns undefined where the laptop refuses it, or nobody is signed in. */
  async perform(label: string, edits: Wish['edits']): Promise<Performed | undefined> {
    const made = await this.replica.handlers['acts.perform']({ shape: 'together', label, edits });
    return made.ok ? made.value : undefined;
  }

  /** Exchanges with the server once. Returns the laptop's report of the exchange. */
  async exchange(): Promise<string> {
    const answer = await this.replica.handlers['sync.now'](null);
    return answer.ok ? answer.value.state : 'none';
  }

  /** Exchanges with the server, and signs in again where the session has ended. */
  async sync(): Promise<void> {
    const said = await this.exchange();
    if ((said === 'session-ended' || said === 'signed-out') && (await this.state()) !== 'wiping') await this.signIn();
  }

  async end(): Promise<void> {
    await this.#replica?.close();
    rmSync(this.profile, { recursive: true, force: true });
  }
}
