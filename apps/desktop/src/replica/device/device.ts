import type { Membership, Principal } from '@outpost/domain/kernel/access/access';
import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { definingEntities, ownFields } from '@outpost/domain/kernel/catalogue/tenant-definitions';
import type { ReplicaPorts } from './ports.ts';
import type { DeviceMemory } from '../records/device-memory.ts';
import { DeviceWrite } from '../records/device-write.ts';
import { Lookups } from '../records/lookups.ts';
import { tenantCatalogue, type TenantKinds } from '../records/tenant-catalogue.ts';
import type { RecordDatabase } from '../records/record-database.ts';
import { WriteLane } from '../records/write-lane.ts';

/** One tenant's replica of one person, opened: its file, what memory holds of it, and the one way to change both. */
export class Device {
  readonly ports: ReplicaPorts;
  readonly database: RecordDatabase;
  readonly lookups: Lookups;
  readonly userId: string;
  readonly lane = new WriteLane();
  /** The build's kinds of record, without the tenant's own. */
  readonly installed: Catalogue;
  readonly #memory: DeviceMemory;
  #tenant: TenantKinds;
  #memberships: readonly Membership[];
  #ownFields: { readonly catalogue: Catalogue; readonly shapes: Readonly<Record<string, string>> } | undefined;
  readonly #onCatalogue = new Set<() => void>();

  constructor(input: {
    catalogue: Catalogue;
    ports: ReplicaPorts;
    database: RecordDatabase;
    memory: DeviceMemory;
    userId: string;
    memberships: readonly Membership[];
  }) {
    this.installed = input.catalogue;
    this.ports = input.ports;
    this.database = input.database;
    this.lookups = new Lookups(input.database.file);
    this.userId = input.userId;
    this.#memory = input.memory;
    this.#memberships = input.memberships;
    this.#tenant = tenantCatalogue(this.installed, this.lookups);
  }

  /** All kinds of record of this tenant, its own kinds and fields included (K-3). Another value when a definition has come or gone. */
  get catalogue(): Catalogue {
    return this.#tenant.catalogue;
  }
  /** The definitions that the catalogue has the tenant's own kinds and fields from, in order, and the retired ones. */
  get definitions(): Omit<TenantKinds, 'catalogue' | 'definedBy'> {
    return this.#tenant;
  }
  /** The definition records of the tenant's own kinds and fields; see TenantKinds. */
  get definedBy(): TenantKinds['definedBy'] {
    return this.#tenant.definedBy;
  }
  /** The tenant's own fields, by entity: what `recordFields` of the state is held against. */
  get ownFields(): Readonly<Record<string, string>> {
    if (this.#ownFields?.catalogue !== this.catalogue)
      this.#ownFields = { catalogue: this.catalogue, shapes: ownFields(this.installed, this.catalogue) };
    return this.#ownFields.shapes; // asked for each record of a page
  }

  /** What memory holds now. Readable at any time, between any two awaits one consistent state. */
  get memory(): Readonly<DeviceMemory> {
    return this.#memory;
  }

  /** Who the person is and what they may do, as the device last heard. */
  get principal(): Principal {
    return { userId: this.userId, memberships: this.#memberships };
  }
  /** `listener` is told when the catalogue is another one. */
  onCatalogue(listener: () => void): void {
    this.#onCatalogue.add(listener);
  }
  setMemberships(memberships: readonly Membership[]): void {
    this.#memberships = memberships;
  }

  /** Whether no record of this kind waits to be given the keys of what was declared since (K-3, K-5). */
  readonly #hasTodaysKeys = ({ name, schema }: Entity): boolean => {
    const { recordSchemas, recordFields } = this.#memory.state;
    return recordSchemas[name] === schema && recordFields[name] === this.ownFields[name];
  };

  /**
   * Called within the lane: no record is written by the new catalogue before it is noted which kinds have to be written anew, and
   * nobody is told of a new kind before it has its table: whoever is told asks for its records.
   */
  async #changeCatalogue(): Promise<void> {
    const before = this.ownFields;
    const next = tenantCatalogue(this.installed, this.lookups);
    await this.database.keepTablesOf(next.catalogue);
    this.#tenant = next;
    const after = this.ownFields;
    const known = this.#memory.state.recordFields;
    const write = this.#newWrite();
    write.setState({
      recordFields: Object.fromEntries(Object.entries(known).filter(([entity]) => before[entity] === after[entity])),
    });
    await write.commit();
    for (const listener of this.#onCatalogue) listener();
  }

  #newWrite(): DeviceWrite {
    return new DeviceWrite({
      catalogue: this.catalogue,
      database: this.database,
      memory: this.#memory,
      hasTodaysKeys: this.#hasTodaysKeys,
    });
  }

  /** Runs `work` alone and commits what it noted, all of it or nothing. Where `work` or the disk throws, nothing has happened. */
  transact<T>(work: (write: DeviceWrite) => Promise<T>): Promise<T> {
    return this.lane.run(async () => {
      const write = this.#newWrite();
      const value = await work(write);
      const entities = await write.commit();
      if (definingEntities(this.installed).some(({ name }) => entities.has(name))) await this.#changeCatalogue();
      return value;
    });
  }
}
