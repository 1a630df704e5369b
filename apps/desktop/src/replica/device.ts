import type { Membership, Principal } from '@outpost/domain/kernel/access';
import type { Catalogue } from '@outpost/domain/kernel/catalogue';
import type { ReplicaPorts } from './ports.ts';
import type { DeviceMemory } from './records/device-memory.ts';
import { DeviceWrite } from './records/device-write.ts';
import { Lookups } from './records/lookups.ts';
import type { RecordDatabase } from './records/record-database.ts';
import { WriteLane } from './records/write-lane.ts';

/** One tenant's replica of one person, opened: its file, what memory holds of it, and the one way to change both. */
export class Device {
  readonly catalogue: Catalogue;
  readonly ports: ReplicaPorts;
  readonly database: RecordDatabase;
  readonly lookups: Lookups;
  readonly userId: string;
  readonly lane = new WriteLane();
  readonly #memory: DeviceMemory;
  #memberships: readonly Membership[];

  constructor(input: { catalogue: Catalogue; ports: ReplicaPorts; database: RecordDatabase; memory: DeviceMemory; userId: string; memberships: readonly Membership[] }) {
    this.catalogue = input.catalogue;
    this.ports = input.ports;
    this.database = input.database;
    this.lookups = new Lookups(input.database.file);
    this.userId = input.userId;
    this.#memory = input.memory;
    this.#memberships = input.memberships;
  }

  /** What memory holds now. Readable at any time, between any two awaits one consistent state. */
  get memory(): Readonly<DeviceMemory> {
    return this.#memory;
  }

  /** Who the person is and what they may do, as the device last heard. */
  get principal(): Principal {
    return { userId: this.userId, memberships: this.#memberships };
  }
  setMemberships(memberships: readonly Membership[]): void {
    this.#memberships = memberships;
  }

  /** Runs `work` alone and commits what it noted, all of it or nothing. Where `work` or the disk throws, nothing has happened. */
  transact<T>(work: (write: DeviceWrite) => Promise<T>): Promise<T> {
    return this.lane.run(async () => {
      const write = new DeviceWrite({ catalogue: this.catalogue, database: this.database, memory: this.#memory });
      const value = await work(write);
      await write.commit();
      return value;
    });
  }
}
