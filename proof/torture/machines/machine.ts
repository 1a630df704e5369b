import { schemaIn } from '@outpost/desktop/replica/records/documents';
import type { Transport } from '@outpost/desktop/replica/device/ports';
import { StorageFault } from '@outpost/desktop/replica/storage/files/storage-fault';
import { VirtualTime } from '@outpost/desktop/replica/testing/virtual-time';
import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import type { SeededRandom } from '@outpost/domain/testing/seeded-random';
import type { OpenStream } from '../../stage/proof-server.ts';
import type { PersonName, ProofStage, StagedDevice } from '../../stage/proof-stage.ts';
import { builds } from '../../builds/builds.ts';
import { FaultyLine } from './faulty-line.ts';

/** The process of a replica ended here. */
export class MachineDied extends Error {}

/** Where a machine can die: before or after a call to its disk or to the network returns. */
type Port = 'storage' | 'network';
type Death = { readonly port: Port; readonly side: 'before' | 'after'; left: number };

/** One laptop: a replica with its file, its own clock and line, and all its possible faults. */
export class Machine {
  readonly name: string;
  readonly person: PersonName;
  readonly time: VirtualTime;
  readonly line: FaultyLine;
  /** Called when its replica was opened, before any other use. */
  opened: () => void = () => undefined;
  readonly #seen = new Map<string, number>();
  #round = 0;
  #build = 0;
  /** The build that it runs instead of one of `builds.ts`. */
  #catalogue: Catalogue | undefined;
  image: Buffer | undefined;
  /** Its lid is shut: its clock continues, but its timers do not run. */
  isAsleep = false;
  /** Its clock was once set to another year. */
  hasJumped = false;
  #staged: StagedDevice | undefined;
  #death: Death | undefined;
  #isDead = false;
  #diskFails = false;

  private constructor(name: string, person: PersonName, time: VirtualTime) {
    this.name = name;
    this.person = person;
    this.time = time;
    this.line = new FaultyLine({ time, at: (side) => this.#at('network', side) });
  }

  /** `byItself`: its engine keeps in touch, once it is started. */
  static async start(
    stage: ProofStage,
    {
      name,
      person,
      byItself = false,
      catalogue,
    }: { name: string; person: PersonName; byItself?: boolean; catalogue?: Catalogue | undefined },
  ): Promise<Machine> {
    const time = new VirtualTime();
    const machine = new Machine(name, person, time);
    const through = (line: Transport, openStream: OpenStream) => machine.line.over(line, openStream);
    machine.#catalogue = catalogue;
    machine.#staged = await stage.device(person, { time, through, byItself, catalogue });
    machine.#mount();
    return machine;
  }

  get staged(): StagedDevice {
    if (!this.#staged) throw new Error(`${this.name} has not been started`);
    return this.#staged;
  }
  get tenant(): StagedDevice['tenant'] {
    return this.staged.tenant;
  }
  get isDead(): boolean {
    return this.#isDead;
  }
  get diskFails(): boolean {
    return this.#diskFails;
  }

  /**
   * The version of each confirmed record at the last check. It never goes back, unless the replica starts over because the server
   * lost its tail or its horizon has passed.
   */
  get seen(): Map<string, number> {
    const { round, sweeping } = this.tenant.device.memory.state;
    if (sweeping || round !== this.#round) this.#seen.clear();
    this.#round = round;
    return this.#seen;
  }

  /** Injects faults between the replica and its disk, into the replica's own object, so that product code contains no hook. */
  #mount(): void {
    const { device, contents } = this.tenant;
    const { database } = device;
    const write = database.write.bind(database);
    const before = (): void => {
      this.#at('storage', 'before');
      if (this.#diskFails) throw new StorageFault('disk-failed', 'The disk failed, says the simulation');
    };
    database.write = async (rows) => {
      before();
      const written = await write(rows);
      this.#at('storage', 'after');
      return written;
    };
    const guarded = <A extends readonly unknown[]>(writeFile: (...given: A) => void) => {
      return (...given: A): void => {
        before();
        writeFile(...given);
        this.#at('storage', 'after');
      };
    };
    contents.writePiece = guarded(contents.writePiece.bind(contents));
    contents.keep = guarded(contents.keep.bind(contents));
    contents.recordsMade = guarded(contents.recordsMade.bind(contents));
    contents.note = guarded(contents.note.bind(contents));
    contents.arrived = guarded(contents.arrived.bind(contents));
    contents.keepOnly = guarded(contents.keepOnly.bind(contents));
    contents.evict = guarded(contents.evict.bind(contents));
  }

  #at(port: Port, side: 'before' | 'after'): void {
    if (this.#isDead) throw new MachineDied(`${this.name} is dead`);
    const death = this.#death;
    if (!death || death.port !== port || death.side !== side) return;
    death.left -= 1;
    if (death.left > 0) return;
    this.#isDead = true;
    throw new MachineDied(`${this.name} dies`);
  }

  /** Makes the machine die at one of its next calls, if it makes that many. */
  dieSoon(random: SeededRandom, ports: readonly Port[] = ['storage', 'network']): void {
    const [port, side] = [random.pick(ports), random.pick(['before', 'after'] as const)];
    this.#death = { port, side, left: 1 + random.below(2) };
  }

  /** The build of the product that it runs (`builds.ts`). */
  get build(): number {
    return this.#build;
  }

  /** Ends its process at any point and starts it again, optionally with another build. */
  async restart(build = this.#build): Promise<void> {
    this.#isDead = true; // the work still in progress in it has no effect
    await this.#leave();
    this.#build = build;
    await this.staged.restart(this.#catalogue ?? builds[build]);
    this.#comeBack();
  }

  /** K-5: resolves when the records on its disk are upgraded to its build's schemas, which happens after its start. */
  async broughtUp(): Promise<void> {
    const { device } = this.tenant;
    const isBehind = () => {
      const { recordSchemas } = device.memory.state;
      const kinds = [...device.installed.entities.values()];
      return recordSchemas === undefined || kinds.some((kind) => schemaIn(recordSchemas, kind) !== kind.schema);
    };
    for (let turn = 0; isBehind(); turn += 1) {
      if (turn > 10_000) throw new Error(`${this.name} does not bring its records up to its schemas`);
      await device.lane.idle();
      await new Promise((resolve) => void setImmediate(resolve));
    }
  }

  /** Restores its disk from an image. */
  async setBack(image: Buffer): Promise<void> {
    await this.#leave();
    await this.staged.setBack(image);
    this.#comeBack();
    this.#seen.clear();
  }

  async #leave(): Promise<void> {
    this.line.drop();
    await this.line.settled();
  }
  #comeBack(): void {
    this.#death = undefined;
    this.#isDead = false;
    this.#mount();
    this.opened();
  }
  /** Cancels a planned death. */
  live(): void {
    this.#death = undefined;
  }

  /** Runs work while the disk accepts no writes: SQLite itself reports that it is full, or the disk fails. */
  async withBadDisk<T>(how: 'full' | 'fails', work: () => Promise<T>): Promise<T> {
    if (how === 'fails') {
      this.#diskFails = true;
      try {
        return await work();
      } finally {
        this.#diskFails = false;
      }
    }
    const { writer } = this.tenant.device.database.file;
    const most = Number(writer.pragma('max_page_count', { simple: true }));
    writer.pragma(`max_page_count = ${Number(writer.pragma('page_count', { simple: true }))}`);
    try {
      return await work();
    } finally {
      writer.pragma(`max_page_count = ${most}`);
    }
  }
}
