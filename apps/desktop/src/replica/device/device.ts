import type { Membership, Principal } from '@outpost/domain/kernel/access/access';
import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { titleWordsVersion } from '@outpost/domain/kernel/text/title-words';
import { ownFields, shapesCatalogue } from '@outpost/domain/kernel/definitions/tenant-definitions';
import type { ReplicaPorts } from './ports.ts';
import type { DeviceMemory } from '../records/memory/device-memory.ts';
import { schemaIn } from '../records/documents.ts';
import { DeviceWrite } from '../records/device-write.ts';
import { ReplicaLookups } from '../records/replica-lookups.ts';
import { goneFormulas } from '../records/gone-formulas.ts';
import { tenantCatalogue, type DeviceCatalogue } from '../records/tenant-catalogue.ts';
import type { RecordDatabase } from '../records/record-database.ts';
import { WriteLane } from '../records/write-lane.ts';

/** The open replica of one person in one tenant: its file, the state in memory, and the only way to change both. */
export class Device {
  readonly ports: ReplicaPorts;
  readonly database: RecordDatabase;
  readonly lookups: ReplicaLookups;
  readonly userId: string;
  readonly lane = new WriteLane();
  /** The build's kinds of record, without the tenant's own. */
  readonly installed: Catalogue;
  readonly #memory: DeviceMemory;
  #tenant: DeviceCatalogue;
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
    this.lookups = new ReplicaLookups(input.database.file);
    this.userId = input.userId;
    this.#memory = input.memory;
    this.#memberships = input.memberships;
    this.#tenant = tenantCatalogue(this.installed, this.lookups);
  }

  /**
   * Returns all kinds of record of this tenant, with its own kinds and fields (K-3). The value is a new object whenever a
   * definition is added or removed.
   */
  get catalogue(): Catalogue {
    return this.#tenant.catalogue;
  }
  /** Returns the definitions of the tenant's own kinds and fields in order, including the retired ones. */
  get definitions(): Omit<DeviceCatalogue, 'catalogue' | 'definedBy'> {
    return this.#tenant;
  }
  /** Returns the definition records of the tenant's own kinds and fields; see DeviceCatalogue. */
  get definedBy(): DeviceCatalogue['definedBy'] {
    return this.#tenant.definedBy;
  }
  /** Returns the tenant's own fields by entity; compared with `recordFields` of the state. */
  get ownFields(): Readonly<Record<string, string>> {
    if (this.#ownFields?.catalogue !== this.catalogue)
      this.#ownFields = { catalogue: this.catalogue, shapes: ownFields(this.installed, this.catalogue) };
    return this.#ownFields.shapes; // cached, because it is read for each record of a page
  }

  /** Returns the present state in memory. It can be read at any time and is consistent between two awaits. */
  get memory(): Readonly<DeviceMemory> {
    return this.#memory;
  }

  /** Returns the person and their rights, as last received. */
  get principal(): Principal {
    return { userId: this.userId, memberships: this.#memberships };
  }
  /** Calls `listener` when the catalogue changes. */
  onCatalogue(listener: () => void): void {
    this.#onCatalogue.add(listener);
  }
  setMemberships(memberships: readonly Membership[]): void {
    this.#memberships = memberships;
  }

  /** Whether the keys and words of all records of this kind follow its present declaration (K-3, K-5, Q-4). */
  readonly #hasTodaysKeys = (entity: Entity): boolean => {
    const { recordSchemas, recordFields, titleWords } = this.#memory.state;
    const { name } = entity;
    return (
      titleWords === titleWordsVersion &&
      schemaIn(recordSchemas, entity) === entity.schema &&
      recordFields[name] === this.ownFields[name]
    );
  };

  /**
   * Takes over the tenant's changed definitions; runs within the lane. It gives new kinds their tables. It stores which kinds have
   * outdated keys, before any record is written with the new catalogue. Records with waiting changes are shown by the new moves of
   * their kind. Last it calls the listeners, which query the new tables.
   */
  async #changeCatalogue(): Promise<void> {
    const before = this.ownFields;
    const { catalogue } = this;
    const next = tenantCatalogue(this.installed, this.lookups);
    await this.database.keepTablesOf(next.catalogue);
    this.#tenant = next;
    const after = this.ownFields;
    const known = this.#memory.state.recordFields;
    const write = this.#newWrite();
    write.setState({
      recordFields: Object.fromEntries(Object.entries(known).filter(([entity]) => before[entity] === after[entity])),
      goneFormulas: goneFormulas(this.#memory.state.goneFormulas, { before: catalogue, after: next.catalogue }),
    });
    const moveOtherwise = withOtherMoves(catalogue, next.catalogue);
    for (const { act } of this.#memory.acts.values())
      for (const { entity, id } of act.edits) if (moveOtherwise.has(entity)) write.records.touch(id);
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

  /** Runs `work` alone and commits its changes, all or nothing. If `work` or the disk throws, nothing is changed. */
  transact<T>(work: (write: DeviceWrite) => Promise<T>): Promise<T> {
    return this.lane.run(async () => {
      const write = this.#newWrite();
      const value = await work(write);
      const entities = await write.commit();
      if ([...entities].some((name) => shapesCatalogue(this.installed, name))) await this.#changeCatalogue();
      return value;
    });
  }
}

/** Returns the kinds of record whose moves between stages are others now (PLT-9). Their functions come with the moves' names. */
function withOtherMoves(before: Catalogue, after: Catalogue): ReadonlySet<string> {
  const moves = ({ workflows }: Catalogue, entity: string) => JSON.stringify(workflows.get(entity));
  const entities = new Set([...before.workflows.keys(), ...after.workflows.keys()]);
  return new Set([...entities].filter((entity) => moves(before, entity) !== moves(after, entity)));
}
