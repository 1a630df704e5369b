import { organisationEntity } from '../../bridge/organisation-entity.ts';
import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import { limitsSignedOut, type UnlockLimits } from '@outpost/domain/kernel/access/unlock-limits';
import { accept, type Result } from '@outpost/domain/kernel/refusal';
import type { DeviceKind } from '@outpost/domain/sync/device-kind';
import { PersonActs } from '../acts/person-acts.ts';
import type { ContentFile } from '../contents/content-file.ts';
import { ContentTransfer } from '../contents/content-transfer.ts';
import { heldFiles, kindsWithFiles } from '../contents/held-files.ts';
import { namingOfFile } from '../contents/naming-of-file.ts';
import { openContents } from '../contents/open-contents.ts';
import { ChangeFeed } from '../device/change-feed.ts';
import { Device } from '../device/device.ts';
import { nowOf } from '../device/now-of.ts';
import type { ReplicaPorts } from '../device/ports.ts';
import { Upkeep } from '../device/upkeep.ts';
import { FileReader, type ReaderChoice } from '../questions/file-reader.ts';
import { Notifications } from '../notifications/notifications.ts';
import { RecordQuestions } from '../questions/record-questions.ts';
import type { DeviceReport } from '@outpost/domain/sync/device-report';
import { readDeviceMemory, unsentCount } from '../records/memory/device-memory.ts';
import { openRecordDatabase, type RecordDatabase } from '../records/record-database.ts';
import { upgradeReplicaRecords } from '../device/schema-upgrades.ts';
import { WriteLane } from '../records/write-lane.ts';
import { clockAhead, tellClock } from './clock-check.ts';
import { shownOrganisationOf, readUnlockLimits, type ShownOrganisation } from './organisation-settings.ts';
import { type OwnProfile, readProfile } from './own-profile.ts';
import { type ContactNote, readContact } from './offline-period.ts';
import type { ReplicaEntry } from './profile/profile.ts';
import { JournalNotes } from './journal-notes.ts';
import { RightsReader } from './rights-reader.ts';
import {
  asMemberships,
  type Me,
  readTenantSession,
  type SignInAnswer,
  type TenantSession,
  writeTenantSession,
} from './tenant-session.ts';
import type { WrittenMembership } from '@outpost/domain/kernel/access/access';
import { Tokens } from './tokens.ts';
import { letGoOfDamaged } from '../rescue/let-go-of-damaged.ts';
import type { WipeOrder } from '@outpost/domain/sync/device-wipe';
import { readWipeOrder } from '../wiping/wipe-order.ts';
import { openReplicaFile, type ReplicaFile } from '../storage/files/replica-file.ts';
import { Replicator } from '../sync/replicator.ts';
import { type ProofKey, Proofs } from '../sync/line/proofs.ts';
import { ServerLink } from '../sync/line/server-link.ts';
import { SyncEngine } from '../sync/sync-engine.ts';

export type TenantInput = {
  readonly catalogue: Catalogue;
  readonly ports: ReplicaPorts;
  readonly entry: ReplicaEntry;
  readonly file: string;
  readonly key: Uint8Array;
  /** Present directly after a sign-in. */
  readonly signedIn?: SignInAnswer;
  /** The key with which the person signed in. */
  readonly proofKey?: ProofKey;
  readonly passwordHash?: string;
  readonly readers: ReaderChoice;
  readonly byItself: boolean;
  readonly mayContact: boolean;
  readonly deviceKind: DeviceKind;
  /** Called when the person or their rights have changed. */
  readonly onSession: () => void;
  /** Called when the server has answered a request of this session. */
  readonly onContact?: () => void;
  /** Called when the server says that the session has ended. */
  readonly onEnded?: () => void;
  /** Called once when a page of the file is found damaged. Its content is never used, and the file must be rebuilt (S-5). */
  readonly onDamage: () => void;
  /** Called with an order of the server to wipe this replica, after its signature was verified (D-5). */
  readonly onWipeOrder?: (order: string) => void;
  /** The id of this installation, as the server knows it. */
  readonly installation?: string;
};

/** Chosen: enough for many windows of a screen, and a fraction of a large page's time. */
const screenPatienceMs = 50;

/** One tenant's open replica: all parts that work on its file, and its session. */
export class OpenTenant {
  readonly device: Device;
  readonly acts: PersonActs;
  readonly questions: RecordQuestions;
  readonly notifications: Notifications;
  readonly replicator: Replicator;
  readonly engine: SyncEngine;
  readonly link: ServerLink;
  readonly changes: ChangeFeed;
  /** The bytes of files on this device. */
  readonly contents: ContentFile;
  readonly transfer: ContentTransfer;
  readonly revealed: JournalNotes<'revealed'>;
  readonly exported: JournalNotes<'exported'>;
  readonly entry: ReplicaEntry;
  /** False where a command runs with `--offline`. */
  readonly mayContact: boolean;
  /** The last contact with the server before the file was opened. */
  readonly contact: ContactNote;
  readonly #onContact: (() => void) | undefined;
  readonly #reader: FileReader;
  /** The numbers of records and files on this device when they were last counted. */
  #held: DeviceReport['held'] = null;
  readonly #upkeep: Upkeep;
  readonly #rights: RightsReader;
  readonly #onSession: () => void;
  readonly #sessionWrites = new WriteLane();
  readonly #installation: string | undefined;
  #isClosed = false;
  #session: TenantSession;
  #organisation: ShownOrganisation;
  #profile: OwnProfile;

  constructor(
    input: TenantInput & {
      readonly device: Device;
      readonly session: TenantSession;
      readonly contents: ContentFile;
      readonly contact: ContactNote;
    },
  ) {
    const { device, ports, entry } = input;
    this.device = device;
    this.entry = entry;
    this.mayContact = input.mayContact;
    this.#session = input.session;
    this.#installation = input.installation;
    this.contact = input.contact;
    this.#onContact = input.onContact;
    this.#organisation = shownOrganisationOf(device, input.session.organisation);
    this.#profile = readProfile(device, input.session.person);
    this.#onSession = input.onSession;
    const transport = ports.transportTo(entry.server);
    const { proofKey } = input.session;
    const proofs = proofKey === undefined ? undefined : new Proofs({ key: proofKey, server: entry.server, ports });
    const tokens = new Tokens(
      {
        transport,
        timers: ports.timers,
        deviceKind: input.deviceKind,
        report: () => this.#report(),
        proofs,
        refreshToken: () => this.#session.refreshToken,
        keep: (signedIn) => this.#keep(signedIn),
        onOrder: (order) => {
          if (this.orderIn(order)) input.onWipeOrder?.(order);
        },
        onEnded: () => input.onEnded?.(),
      },
      input.signedIn?.accessToken,
    );
    this.link = new ServerLink({ transport, timers: ports.timers, tokens, proofs });
    this.#reader = new FileReader(device.database.file, input.readers);
    this.replicator = new Replicator({
      device,
      link: this.link,
      organisation: entry.organisation.id,
      beforeLargePage: () => this.#screensFirst(),
    });
    const byItself = input.byItself && input.mayContact;
    this.#rights = new RightsReader({ device, link: this.link, keep: (me) => this.#keepRights(me), byItself });
    this.engine = new SyncEngine({
      device,
      replicator: this.replicator,
      link: this.link,
      byItself,
      onPage: (page) => {
        if (page.done) void this.#afterRescue();
        this.#upkeep.look();
        this.#rights.look();
      },
      settled: () => this.#rights.idle(),
    });
    const notes = { database: device.database, link: this.link, mayContact: input.mayContact };
    this.revealed = new JournalNotes('revealed', notes);
    this.exported = new JournalNotes('exported', notes);
    this.contents = input.contents;
    this.transfer = new ContentTransfer({
      contents: input.contents,
      link: this.link,
      ports,
      byItself,
      held: () => heldFiles(device.catalogue, (question) => this.questions.list(question)),
      namingOf: (waiting) => namingOfFile(device, waiting),
    });
    device.database.onChange((changes) => {
      const kinds = kindsWithFiles(device.catalogue);
      if (changes.some(({ entity }) => kinds.has(entity))) this.transfer.recordsChanged();
      const [me, people] = [this.#session.person.id, device.catalogue.people?.person];
      if (changes.some(({ entity, id }) => entity === organisationEntity || (entity === people && id === me)))
        this.#readShown();
    }); // the listener ends with the database
    let contactAt: string | null = null;
    this.engine.subscribe(({ state, lastContactAt }) => {
      if (lastContactAt !== contactAt) this.#onContact?.();
      contactAt = lastContactAt;
      if (state === 'up-to-date') this.transfer.wake();
      if (state !== 'up-to-date') return;
      void this.revealed.send();
      void this.exported.send();
    });
    this.acts = new PersonActs(
      device,
      () => this.engine.wake(),
      () => this.#organisation.timeZone,
    );
    this.changes = new ChangeFeed(device, ports.timers);
    this.#upkeep = new Upkeep(device);
    const { file } = device.database;
    file.onDamage(input.onDamage);
    device.lane.onFailure((cause) => file.met(cause));
    this.questions = new RecordQuestions({
      device,
      reader: this.#reader,
      link: this.link,
      place: () => this.#organisation,
      sendingActs: () => this.engine.sendingActs,
      mayContact: input.mayContact,
    });
    this.notifications = new Notifications({
      device,
      reader: this.#reader,
      rows: (query) => this.questions.rows(query),
      person: () => this.#session.person,
      place: () => this.#organisation,
    });
  }

  /** Lets waiting screens be answered before the next large page is written, unless that takes long (D-3). */
  #screensFirst(): Promise<void> {
    return new Promise((resolve, reject) => {
      const cancel = this.device.ports.timers.after(screenPatienceMs, resolve);
      void this.#reader.windowsAnswered().then(() => (cancel(), resolve()), reject);
    });
  }

  /** The session, with the organisation and the person's profile as this device shows them. */
  get session(): TenantSession & { readonly organisation: ShownOrganisation; readonly profile: OwnProfile } {
    return { ...this.#session, organisation: this.#organisation, profile: this.#profile };
  }

  /**
   * Returns the limits of the organisation for unlocking this device (PLT-38). After signing out the period always ends (PLT-46).
   */
  get unlockLimits(): UnlockLimits {
    const limits = readUnlockLimits(this.device, this.#session.organisation.id);
    return this.#session.refreshToken === null ? limitsSignedOut(limits) : limits;
  }

  /** Returns the order to wipe this replica that a text contains; undefined for every other text. */
  orderIn(text: string): WipeOrder | undefined {
    const { proofKey, wipeKey: key, organisation, person } = this.#session;
    const device = this.#installation;
    if (proofKey === undefined || key === undefined || device === undefined) return undefined;
    const { ports } = this.device;
    const jkt = new Proofs({ key: proofKey, server: this.entry.server, ports }).thumbprint;
    return readWipeOrder(text, { key, org: organisation.id, person: person.id, device, jkt });
  }

  /** Ends contact with the server. The file stays open. */
  async endContact(): Promise<void> {
    this.#upkeep.stop();
    this.#rights.stop();
    this.revealed.stop();
    this.exported.stop();
    await this.engine.stop();
    await this.transfer.stop();
  }

  /** Reads the settings of the organisation and the person's profile again: they have changed here, or another device's change has arrived. */
  #readShown(): void {
    this.#organisation = shownOrganisationOf(this.device, this.#session.organisation);
    this.#profile = readProfile(this.device, this.#session.person);
    this.#onSession();
  }

  /**
   * Applies one change after the other, without losing any. Changes after closing are dropped: the next session receives them
   * again.
   */
  #write(change: Partial<TenantSession>): Promise<void> {
    return this.#sessionWrites.run(async () => {
      if (this.#isClosed) return;
      const next = { ...this.#session, ...change };
      await writeTenantSession(this.device.database, next);
      this.#session = next;
      this.#readShown();
    });
  }

  async #keep(signedIn: SignInAnswer): Promise<void> {
    this.#onContact?.();
    await tellClock(this.device.database, clockAhead(signedIn.accessToken, this.device.ports.clock.nowMs()));
    const wipeKey = this.#session.wipeKey ?? signedIn.wipeKey; // only a sign-in replaces it
    await this.#write({
      refreshToken: signedIn.refreshToken,
      person: signedIn.person,
      organisation: signedIn.organisation,
      ...(wipeKey === undefined ? {} : { wipeKey }),
    });
  }

  /** Reads the person's present rights from the server. The earlier ones stay valid while it cannot be reached. */
  async hearRights(): Promise<void> {
    await this.#rights.read();
  }

  async #keepRights({ memberships, person, organisation }: Me): Promise<void> {
    await this.hold(memberships);
    await this.#write({ person: { ...person, email: person.email ?? this.#session.person.email }, organisation });
  }

  /** Deletes the damaged file when every act saved from it was answered, unless it contains unreadable data. */
  async #afterRescue(): Promise<void> {
    try {
      await letGoOfDamaged(this.device);
    } catch (cause) {
      if (!this.device.database.file.isOpen) return; // the next session checks again
      this.device.ports.log.fault({ id: this.device.ports.ids.newId(), doing: 'letting go of a damaged file', cause });
    }
  }

  /** Stores the person's rights from now on. */
  async hold(memberships: readonly WrittenMembership[]): Promise<void> {
    this.device.setMemberships(asMemberships(memberships));
    await this.#write({ memberships });
  }

  /** Deletes the tokens: nothing is sent until the next sign-in. */
  async forgetTokens(): Promise<void> {
    await this.#write({ refreshToken: null });
  }

  /**
   * Returns the data that this device reports to the server about itself. What it holds is counted for the next report: a count of a
   * million records must not keep a session waiting.
   */
  #report(): DeviceReport {
    const { memory } = this.device;
    const [n, hash] = memory.state.heads.at(-1) ?? [];
    void this.#countHeld().catch(() => undefined); // the file may be closed or damaged, and the next question says so
    return {
      unsent: unsentCount(memory),
      held: this.#held,
      head: n === undefined || hash === undefined || n === 0 ? null : [n, hash],
    };
  }

  async #countHeld(): Promise<void> {
    const records = await this.#reader.ask('scans', this.device.lookups.countOfAll());
    if (records.ok) this.#held = { records: records.value, files: this.contents.count() };
  }

  /** Returns the number of acts that the server has not decided. */
  get unsent(): number {
    return this.device.memory.waiting;
  }

  /** Ends contact and closes the file; acknowledged changes are already on disk. */
  async close(): Promise<void> {
    await this.endContact();
    this.contents.close();
    this.changes.close();
    await this.#reader.close();
    this.#isClosed = true;
    await this.#sessionWrites.idle();
    await this.device.database.close();
  }
}

/** Returns RxDB's permanent name of the database in a replica's file. */
export const databaseName = (entry: Pick<ReplicaEntry, 'id'>): string => `outpost-${entry.id}`;

/** Opens a replica's file with its key. Refuses with replica/wrong-key and replica/newer-file; a damaged file is a fault. */
export async function openTenant(input: TenantInput): Promise<Result<OpenTenant>> {
  const { catalogue, ports, entry, signedIn } = input;
  const file = openReplicaFile({ file: input.file, key: input.key });
  if (!file.ok) return file;
  const database = await openOrClose(file.value, { name: databaseName(entry), catalogue });
  try {
    const kept = await readTenantSession(database);
    const proofKey = signedIn ? input.proofKey : kept?.proofKey; // each session has its own
    const wipeKey = signedIn?.wipeKey ?? kept?.wipeKey;
    const session: TenantSession = {
      person: signedIn?.person ?? kept?.person ?? entry.person,
      organisation: signedIn?.organisation ??
        kept?.organisation ?? { ...entry.organisation, currency: 'USD', timeZone: 'UTC' },
      memberships: kept?.memberships ?? [],
      refreshToken: signedIn?.refreshToken ?? kept?.refreshToken ?? null,
      passwordHash: input.passwordHash ?? kept?.passwordHash ?? null,
      ...(proofKey === undefined ? {} : { proofKey }),
      ...(wipeKey === undefined ? {} : { wipeKey }),
    };
    if (signedIn) {
      await writeTenantSession(database, session);
      await tellClock(database, clockAhead(signedIn.accessToken, ports.clock.nowMs()));
    }
    const nowMs = ports.clock.nowMs();
    const contact = (signedIn ? null : await readContact(database)) ?? { contactMs: nowMs, seenMs: nowMs };
    const memory = await readDeviceMemory(database, ports.ids.newId(), ports);
    const device = new Device({
      catalogue,
      ports,
      database,
      memory,
      userId: session.person.id,
      memberships: asMemberships(session.memberships),
    });
    await upgradeReplicaRecords(device, nowOf(ports.clock));
    const contents = await openContents(database, ports);
    contents.dropUnmade(
      (waiting) =>
        device.lookups.shown(waiting.entity, waiting.record) !== undefined &&
        namingOfFile(device, waiting) !== 'nowhere',
    );
    return accept(new OpenTenant({ ...input, device, session, contents, contact }));
  } catch (cause) {
    await database.close();
    throw cause;
  }
}

async function openOrClose(
  file: ReplicaFile,
  input: { readonly name: string; readonly catalogue: Catalogue },
): Promise<RecordDatabase> {
  try {
    return await openRecordDatabase({ file, ...input });
  } catch (cause) {
    file.close();
    throw cause;
  }
}
