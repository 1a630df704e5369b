import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installedCatalogue } from '@outpost/domain/installed-packs';
import type { Result } from '@outpost/domain/kernel/refusal';
import type { Biometrics, KeyStore, Transport } from '../device/ports.ts';
import { openReplica, type Replica } from '../replica.ts';
import { givenPerson, givenPorts, noTransport } from './given-tenant.ts';
import { ScriptedServer } from './scripted-server.ts';
import { seededBytes } from './seeded-bytes.ts';
import { VirtualTime } from './virtual-time.ts';

/** A key store that does not wrap the key, so that the replica opens without a password after a restart. */
export const openKeyStore: KeyStore = {
  wrap: async (key) => Buffer.from(key).toString('hex'),
  unwrap: async (text) => Buffer.from(text, 'hex'),
};

export const givenCredentials = { server: 'https://server.test', email: givenPerson.email, password: 'correct horse' };

export type GivenMachineOptions = {
  readonly seed?: number;
  /** The folder into which `saveImage` copied a profile. */
  readonly image?: string;
  readonly keyStore?: KeyStore | null;
};

/** A machine with a profile, a scripted server and a connection that can be cut. A test opens and closes replicas on it. */
export class GivenMachine {
  readonly folder = mkdtempSync(join(tmpdir(), 'outpost-profile-'));
  readonly server = new ScriptedServer();
  readonly time = new VirtualTime();
  readonly line = { isCut: false };
  readonly faults: unknown[] = [];
  /** The key store that the next replica is started with. */
  keyStore: KeyStore | null;
  /** The biometrics of the system, for the next start. */
  biometrics: Biometrics | null = null;
  readonly #random;
  #replica: Replica | undefined;

  constructor({ seed = 1, image, keyStore = openKeyStore }: GivenMachineOptions = {}) {
    this.#random = seededBytes(seed);
    this.keyStore = keyStore;
    if (image !== undefined) cpSync(image, this.folder, { recursive: true });
  }

  /** Copies the profile as it is on the disk now. While a replica is open, this is the state that a crash would leave. */
  saveImage(): string {
    const image = mkdtempSync(join(tmpdir(), 'outpost-image-'));
    cpSync(this.folder, image, { recursive: true });
    return image;
  }

  /** Returns the file of the only replica. */
  get file(): string {
    return join(this.folder, readdirSync(this.folder).find((name) => name.endsWith('.sqlite')) ?? 'none');
  }

  /** Opens the profile, or returns the refusal. `syncsByItself`: whether the replica works without being asked. */
  async tryStart({ syncsByItself = false } = {}): Promise<Result<Replica>> {
    const transport: Transport = {
      request: (request, signal) => (this.line.isCut ? noTransport : this.server.transport).request(request, signal),
      openEvents: noTransport.openEvents,
    };
    const opened = await openReplica(
      {
        ...givenPorts({ time: this.time, random: this.#random, transport, faults: this.faults }),
        keyStore: this.keyStore,
        biometrics: this.biometrics,
      },
      {
        profile: this.folder,
        catalogue: installedCatalogue,
        deviceName: 'Test laptop',
        readers: 'same-thread',
        syncsByItself,
        passwordCost: { memoryKib: 64, passes: 1 },
      },
    );
    if (opened.ok) this.#replica = opened.value;
    return opened;
  }

  /** Opens the profile. Throws where it is refused. */
  async start(options?: Parameters<GivenMachine['tryStart']>[0]): Promise<Replica> {
    const opened = await this.tryStart(options);
    if (!opened.ok) throw new Error(opened.message);
    return opened.value;
  }

  async stop(): Promise<void> {
    await this.#replica?.close();
    this.#replica = undefined;
  }

  async restart(): Promise<Replica> {
    await this.stop();
    return this.start();
  }

  async end(): Promise<void> {
    await this.stop();
    rmSync(this.folder, { recursive: true });
  }
}
