import { usd } from '@outpost/domain/testing/usd';
import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import type { JsonValue } from '@outpost/domain/kernel/json';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import { type GivenTenant, givenMembership, givenTenant } from '@outpost/desktop/replica/testing/given-tenant';
import { VirtualTime } from '@outpost/desktop/replica/testing/virtual-time';
import type { Transport } from '@outpost/desktop/replica/device/ports';
import type { OpenStream, ProofLine, ProofMembership, ProofPerson, ProofServer } from './proof-server.ts';

type Fields = Readonly<Record<string, JsonValue>>;
type Wish = Parameters<GivenTenant['tenant']['acts']['perform']>[0];
export type StagedEdit = Wish['edits'][number];

/**
 * A replica with its connection to the server. The replica believes that its person has more rights than they have, so that the
 * server decides.
 */
export class StagedDevice {
  readonly person: ProofPerson;
  readonly line: ProofLine;
  #given: GivenTenant;

  constructor(person: ProofPerson, line: ProofLine, given: GivenTenant) {
    this.person = person;
    this.line = line;
    this.#given = given;
  }

  get tenant(): GivenTenant['tenant'] {
    return this.#given.tenant;
  }
  /** The faults that the replica wrote into its log. */
  get faults(): readonly unknown[] {
    return this.#given.faults;
  }

  /** Performs an act that the device accepts. Returns the act's id. */
  async act(edits: readonly StagedEdit[], more: Partial<Pick<Wish, 'group' | 'shape'>> = {}): Promise<string> {
    const made = await this.tenant.acts.perform({ label: 'test', shape: 'together', edits: [...edits], ...more });
    if (!made.ok) throw new Error(`${made.code}: ${made.message}`);
    return made.value.act;
  }

  async push({ replyArrives = true }: { readonly replyArrives?: boolean } = {}): Promise<string> {
    const { fate } = this.line;
    if (!replyArrives) this.line.fate = () => 'reply-lost';
    const done = await this.tenant.replicator.push();
    this.line.fate = fate;
    if (replyArrives && (done.kind === 'offline' || done.kind === 'unfit' || done.kind === 'refused'))
      throw new Error(JSON.stringify(done));
    return done.kind;
  }

  async pull(limit = 1_000): Promise<Awaited<ReturnType<GivenTenant['tenant']['replicator']['pull']>>> {
    const done = await this.tenant.replicator.pull(limit);
    if (done.kind === 'offline' || done.kind === 'unfit' || done.kind === 'refused')
      throw new Error(JSON.stringify(done));
    return done;
  }

  /** The record as the device shows it, or undefined. */
  async shown(id: string): Promise<StoredRecord | undefined> {
    const got = await this.tenant.questions.get({ id });
    return got.ok ? (got.value.record as unknown as StoredRecord) : undefined; // the bridge's own type of the record
  }

  /** The sorted ids of the deals and tasks alive on the device. Other records of the tenant are left out. */
  held(): readonly string[] {
    const { lookups, database } = this.tenant.device;
    const tables = lookups.recordTables().filter(({ entity }) => entity === 'crm/deal' || entity === 'crm/task');
    return tables
      .flatMap(({ table }) =>
        database.file.writer.prepare<[], string>(`select id from ${table} where deleted = 0`).pluck().all(),
      )
      .sort();
  }

  /** For each refused act, oldest first: the codes with which its edits were refused. */
  tray(): readonly (readonly string[])[] {
    const entries = [...this.tenant.device.memory.tray.values()].sort(
      (a, b) => (a.act.madeAt < b.act.madeAt ? -1 : 1) || a.act.number - b.act.number,
    );
    return entries.map((entry) => entry.act.edits.map((edit) => entry.why[edit.id]?.code ?? ''));
  }

  image(): Buffer {
    return this.#given.image();
  }
  async setBack(image: Buffer): Promise<void> {
    this.#given = await this.#given.setBack(image);
  }
  /** Opens the replica again, with another build where one is given (K-5). */
  async restart(catalogue?: Catalogue): Promise<void> {
    this.#given = await this.#given.reopen(catalogue);
  }
  end(): Promise<void> {
    return this.#given.end();
  }
}

export type PersonName = 'ann' | 'max' | 'mia' | 'moe' | 'vic';

/**
 * One tenant of the model's scenarios: an admin, a manager, a member and a viewer of team one, and a member of team
 * two. They work on deals and tasks.
 */
export class ProofStage {
  readonly server: ProofServer;
  readonly orgId: string;
  readonly people: Readonly<Record<PersonName, ProofPerson>>;
  readonly teams: { readonly one: string; readonly two: string };
  readonly time = new VirtualTime();
  readonly #devices: StagedDevice[] = [];
  #seed = 100;

  constructor(made: { server: ProofServer; orgId: string; people: ProofStage['people']; teams: ProofStage['teams'] }) {
    this.server = made.server;
    this.orgId = made.orgId;
    this.people = made.people;
    this.teams = made.teams;
  }

  /** `newId` makes the ids of the stage's teams and people; give it where a history must repeat exactly. */
  static async set(server: ProofServer, newId = () => server.newId()): Promise<ProofStage> {
    const orgId = await server.addTenant('Scenario Ltd');
    const teams = {
      one: await server.addTeam(orgId, 'One', newId()),
      two: await server.addTeam(orgId, 'Two', newId()),
    };
    const add = (name: PersonName, role: string, teamId: string | null) =>
      server.addPerson(orgId, name, [{ role, teamId }], newId());
    const people = {
      ann: await add('ann', 'admin', null),
      max: await add('max', 'manager', teams.one),
      mia: await add('mia', 'member', teams.one),
      moe: await add('moe', 'member', teams.two),
      vic: await add('vic', 'viewer', teams.one),
    };
    return new ProofStage({ server, orgId, people, teams });
  }

  /**
   * `time`: the device's own clock. `through`: the relay of its connection to the server. `byItself`: its engine synchronizes by
   * itself once it is started.
   */
  async device(
    name: PersonName,
    {
      time = this.time,
      through = (line) => line,
      byItself = false,
      catalogue,
    }: {
      /** The catalogue of its build, if it differs from the installed one. */
      catalogue?: Catalogue | undefined;
      time?: VirtualTime;
      through?: (line: Transport, openStream: OpenStream) => Transport;
      byItself?: boolean;
    } = {},
  ): Promise<StagedDevice> {
    const person = this.people[name];
    const line = this.server.line();
    this.#seed += 1;
    const given = await givenTenant({
      person,
      organisation: { id: this.orgId, name: 'Scenario Ltd', currency: 'USD', timeZone: 'UTC' },
      transport: through(line.transport, line.openStream),
      byItself,
      ...(catalogue === undefined ? {} : { catalogue }),
      signIn: () => this.server.signIn(person),
      seed: Number.parseInt(person.id.slice(-6), 16) + this.#seed,
      time,
      membership: givenMembership('admin'),
    });
    const device = new StagedDevice(person, line, given);
    this.#devices.push(device);
    return device;
  }

  newId(): string {
    return this.server.newId();
  }

  /** An edit that makes a deal, worth 5, of Mia in team one. */
  deal(
    id: string,
    {
      ownerId = this.people.mia.id,
      sharedWith = [],
      ...fields
    }: Fields & { readonly ownerId?: string; readonly sharedWith?: readonly string[] } = {},
  ): StagedEdit {
    return {
      id,
      entity: 'crm/deal',
      create: {
        ownerId,
        teamId: this.teams.one,
        sharedWith: [...sharedWith],
        fields: { name: 'Deal', stage: 'prospecting', value: usd(5), ...fields },
      },
    };
  }
  /** An edit that makes a task under a deal. */
  task(
    id: string,
    deal: string,
    { ownerId = null, ...fields }: Fields & { readonly ownerId?: string | null } = {},
  ): StagedEdit {
    return {
      id,
      entity: 'crm/task',
      create: { ownerId, fields: { subject: 'Task', about: `crm/deal:${deal}`, ...fields } },
    };
  }
  set(id: string, fields: Fields, entity = 'crm/deal'): StagedEdit {
    return { id, entity, fields: { ...fields } };
  }

  /** Exchanges until every device has everything. */
  async settle(...devices: readonly StagedDevice[]): Promise<void> {
    for (let round = 0; round < 6; round += 1) {
      for (const device of devices) {
        await device.push();
        await device.pull();
      }
    }
  }

  backup() {
    return this.server.backup(this.orgId);
  }
  restore(saved: ReadonlyMap<string, string>) {
    return this.server.restore(this.orgId, saved);
  }
  head() {
    return this.server.head(this.orgId);
  }
  markDurable(upTo: Awaited<ReturnType<ProofServer['head']>>) {
    return this.server.markDurable(this.orgId, upTo);
  }
  async passHorizon(): Promise<void> {
    const [row] = await this.server.rows(this.orgId, 'select head from store.clock');
    await this.server.passHorizon(this.orgId, row?.['head'] as number); // a tenant has a clock row
  }
  setRoles(name: PersonName, roles: readonly ProofMembership[]) {
    return this.server.setRoles(this.orgId, this.people[name].id, roles);
  }

  /** The fields and envelope of a deal or task on the server, or undefined. */
  async onServer(
    id: string,
  ): Promise<(Fields & { readonly life: string; readonly ownerId: string | null }) | undefined> {
    for (const table of ['crm_deal', 'crm_task']) {
      const [row] = await this.server.rows(
        this.orgId,
        `select fields, life, owner_id from store.${table} where id = $1`,
        [id],
      );
      if (row)
        return { ...(row['fields'] as Fields), life: row['life'] as string, ownerId: row['owner_id'] as string | null }; // as selected
    }
    return undefined;
  }

  /** The values that gave way according to the journal, oldest first: field → value. */
  async superseded(): Promise<readonly Fields[]> {
    const rows = await this.server.rows(this.orgId, `select payload from store.journal order by n`);
    return rows.flatMap((row) => {
      const { superseded } = JSON.parse(row['payload'] as string) as {
        superseded: Readonly<Record<string, { value: JsonValue }>>;
      }; // the server wrote this JSON
      return Object.keys(superseded).length === 0
        ? []
        : [Object.fromEntries(Object.entries(superseded).map(([field, { value }]) => [field, value]))];
    });
  }

  async end(): Promise<void> {
    for (const device of this.#devices) await device.end();
  }
}
