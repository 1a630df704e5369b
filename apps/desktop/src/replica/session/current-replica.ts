import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import { refuse, accept, type Result } from '@outpost/domain/kernel/refusal';
import type { DeviceKind } from '@outpost/domain/sync/device-kind';
import type { ReplicaPorts } from '../device/ports.ts';
import type { ReaderChoice } from '../questions/file-reader.ts';
import type { WriteLane } from '../records/write-lane.ts';
import { finishRebuilding } from '../rescue/put-in-place.ts';
import { rebuildReplica } from '../rescue/rebuild-replica.ts';
import { StorageFault } from '../storage/files/storage-fault.ts';
import type { CallGate } from './call-gate.ts';
import type { ReplicaDepartures } from './leaving/departures.ts';
import { fileKeyBytes, type PasswordCost, passwordCost, unwrapKey, wrapKey } from './keys/file-key.ts';
import {
  copyOpenFile,
  dropCopy,
  finishKeyChange,
  type KeyChange,
  mayChangeKey,
  takeCopy,
  type WrittenMeanwhile,
} from './keys/key-change.ts';
import { isTheirs, notTheirs } from './keys/whose-password.ts';
import { databaseName, openTenant, type OpenTenant, type TenantInput } from './open-tenant.ts';
import { type Profile, withoutQuickWays } from './profile/profile.ts';
import { countUnlockTry, noteUnlocked } from './unlocking/unlock-tries.ts';
import { OfflineWatch } from './unlocking/offline-watch.ts';
import { whyClosed } from './why-closed.ts';

export type ReplicaOpening = {
  readonly profile: Profile;
  readonly catalogue: Catalogue;
  readonly ports: ReplicaPorts;
  readonly deviceKind: DeviceKind;
  readonly readers: ReaderChoice;
  readonly byItself: boolean;
  readonly mayContact: boolean;
  readonly passwordCost?: PasswordCost;
};

/**
 * Chosen: the first screen's questions are answered before contact begins. Node loads its HTTP client with the first request, which
 * takes 0.1 to 0.2 s of this thread. So contact begins when the screens have asked nothing for this time, and after four times
 * it at the latest. A screen's first questions come up to 0.3 s after the first one (measured).
 */
const quietMs = 500;
const mostQuietTimes = 4;

type Parts = {
  readonly options: ReplicaOpening;
  /** Opens and closes files of the profile one after the other. */
  readonly line: WriteLane;
  readonly calls: CallGate;
  readonly departures: ReplicaDepartures;
  /** Called with each replica that is shown, and with `undefined` when it is closed. */
  readonly onTenant: (tenant: OpenTenant | undefined) => void;
  /** Called each minute while the open replica must reach the server (PLT-38). */
  readonly onPeriodOver: () => void;
  /** Called when the session for screens has changed. */
  readonly tell: () => void;
};

/**
 * The replica that is open on this device: opens and closes its file, repairs it, and changes its key (D-4). Callers run `open`, `show`
 * and `close` in the line.
 */
export class CurrentReplica {
  readonly #parts: Parts;
  #tenant: OpenTenant | undefined;
  #watch: OfflineWatch | undefined;
  #isChangingKey = false;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  get tenant(): OpenTenant | undefined {
    return this.#tenant;
  }

  /** Returns whether the open replica must reach the server, because the period without contact has passed (PLT-38). */
  get mustReachServer(): boolean {
    return this.#watch?.isOver === true;
  }

  get cost(): PasswordCost {
    return this.#parts.options.passwordCost ?? passwordCost;
  }

  /** Shows an opened replica and begins contact soon; one that is to be wiped is handed over instead. */
  begin(tenant: OpenTenant): void {
    const { options, departures } = this.#parts;
    if (options.profile.entryOf(tenant.entry.id)?.wipe !== undefined) return departures.begin(tenant);
    this.show(tenant);
    this.#startWhenQuiet(tenant);
  }

  #startWhenQuiet(tenant: OpenTenant, timesLeft = mostQuietTimes): void {
    const { options, calls } = this.#parts;
    const { started } = calls;
    options.ports.timers.after(quietMs, () => {
      const isQuiet = started > 0 && calls.started === started;
      if (isQuiet || timesLeft === 1)
        tenant.engine.start(); // a stopped engine does not start
      else this.#startWhenQuiet(tenant, timesLeft - 1);
    });
  }

  show(tenant: OpenTenant): void {
    const { options, onPeriodOver } = this.#parts;
    this.#tenant = tenant;
    this.#watch = new OfflineWatch({ tenant, profile: options.profile, ports: options.ports, onPeriodOver });
    this.#parts.onTenant(tenant);
    this.#parts.tell();
  }

  /** D-5: takes an order to wipe the open replica, which has verified. From here on screens see nothing of it. */
  async #takeOrder(replica: string, order: string): Promise<void> {
    const tenant = this.#tenant;
    const { options, calls, departures } = this.#parts;
    const entry = options.profile.entryOf(replica);
    if (tenant?.entry.id !== replica || !entry) return; // closed meanwhile: the next contact sends it again
    options.profile.put({ ...withoutQuickWays(entry), wipe: order });
    await calls.whileClosed(async () => {
      await this.#forget();
      await tenant.endContact();
    });
    departures.begin(tenant);
  }

  /** Opens a file; callers cannot use it before `show`. A damaged file is first rebuilt from its readable parts (S-5). */
  async open(
    input: Pick<TenantInput, 'entry' | 'key'> & Partial<Pick<TenantInput, 'signedIn' | 'passwordHash' | 'proofKey'>>,
  ): Promise<Result<OpenTenant>> {
    const { options, line, tell } = this.#parts;
    const { profile, catalogue, ports, readers, byItself, mayContact, deviceKind } = options;
    const file = profile.fileOf(input.entry);
    const isShown = () => this.#tenant?.entry.id === input.entry.id;
    const open = () =>
      openTenant({
        catalogue,
        ports,
        readers,
        byItself,
        mayContact,
        deviceKind,
        file,
        onSession: () => {
          if (isShown()) this.#watch?.look();
          tell();
        },
        onContact: () => {
          if (isShown()) this.#watch?.contact();
        },
        onEnded: () => {
          profile.forgetQuickWays(input.entry.id); // a thief who knows the PIN gets no further (PLT-41)
          tell();
        },
        onDamage: () => void line.run(() => this.#mend(input.entry.id)),
        onWipeOrder: (order) => void line.run(() => this.#takeOrder(input.entry.id, order)),
        installation: profile.data.installation,
        ...input,
      });
    finishRebuilding(file);
    try {
      return await open();
    } catch (cause) {
      if (!(cause instanceof StorageFault) || cause.kind !== 'damaged') throw cause;
      ports.log.fault({ id: ports.ids.newId(), doing: 'opening a replica, which is rebuilt', cause });
      await this.#rebuild(input);
      return open();
    }
  }

  async #rebuild({ entry, key }: Pick<TenantInput, 'entry' | 'key'>): Promise<void> {
    const { profile, catalogue, ports } = this.#parts.options;
    await rebuildReplica({
      file: profile.fileOf(entry),
      key,
      catalogue,
      ports,
      name: databaseName(entry),
      userId: entry.person.id,
    });
  }

  /**
   * Repairs an open replica after a damaged page was found: closes it, rebuilds it, and opens it again. If that fails, it stays
   * closed and complete.
   */
  async #mend(replica: string): Promise<void> {
    const { options, tell } = this.#parts;
    const { ports } = options;
    const tenant = this.#tenant;
    if (tenant?.entry.id !== replica) return; // closed meanwhile: the next opening finds the damage
    const { entry } = tenant;
    const { file } = tenant.device.database;
    const { key } = file;
    try {
      await this.close();
    } catch (cause) {
      ports.log.fault({ id: ports.ids.newId(), doing: 'closing a damaged replica', cause });
      if (file.isOpen) file.close();
    }
    tell();
    try {
      await this.#rebuild({ entry, key });
      const opened = await this.open({ entry, key });
      if (!opened.ok) throw new Error(opened.message); // the key is the one that opened it before
      this.show(opened.value);
      opened.value.engine.start();
    } catch (cause) {
      ports.log.fault({ id: ports.ids.newId(), doing: 'rebuilding a damaged replica', cause });
    }
  }

  /** Shows no replica any more. Resolves when no write for its limits is in progress. */
  async #forget(): Promise<void> {
    const watch = this.#watch;
    this.#tenant = undefined;
    this.#watch = undefined;
    this.#parts.onTenant(undefined);
    await watch?.stop();
  }

  /** Closes the file. The profile keeps the values that the locked page shows. */
  async close(): Promise<void> {
    const tenant = this.#tenant;
    if (!tenant) return;
    const { profile } = this.#parts.options;
    await this.#forget();
    const { unsent } = tenant;
    const { id, name } = tenant.session.organisation;
    await tenant.close();
    const entry = profile.entryOf(tenant.entry.id);
    if (entry && (entry.unsent !== unsent || entry.organisation.name !== name))
      profile.put({ ...entry, organisation: { id, name }, unsent });
  }

  /**
   * Changes the key of the open replica's file; the old key then opens nothing (D-4). Work continues, and calls wait only
   * while the new file replaces the old one. Refuses a wrong password. Also refuses while a damaged file is kept aside,
   * because only the old key opens that.
   */
  async changeKey(password: string): Promise<Result<null>> {
    const { profile, ports, readers, catalogue } = this.#parts.options;
    const tenant = this.#tenant;
    if (!tenant) return whyClosed(profile);
    const { entry } = tenant;
    const file = profile.fileOf(entry);
    const mayBegin = mayChangeKey(file, { isChanging: this.#isChangingKey });
    if (!mayBegin.ok) return mayBegin;
    this.#isChangingKey = true;
    try {
      const proved = await this.#parts.line.run(() => this.#provedBy(tenant, password));
      if (!proved.ok) return proved;
      const { database } = tenant.device;
      const { key } = database.file;
      const toKey = ports.random(fileKeyBytes);
      const wrapped = await wrapKey(toKey, { ...ports, password, cost: this.cost });
      const written = await copyOpenFile(database, { key, toKey, readers });
      const change = { profile, entry, key, toKey, wrapped, name: databaseName(entry), catalogue };
      return await this.#parts.line.run(() => this.#exchangeFile(tenant, change, written));
    } catch (cause) {
      tenant.device.database.file.met(cause);
      throw cause;
    } finally {
      this.#isChangingKey = false;
      dropCopy(file);
    }
  }

  /** Proves the person by their password, in the one count of tries on this device (PLT-41). */
  async #provedBy(tenant: OpenTenant, password: string): Promise<Result<null>> {
    const { options, tell } = this.#parts;
    const { profile, ports } = options;
    if (this.#tenant !== tenant) return lockedMeanwhile();
    const counted = countUnlockTry(tenant.entry.id, { profile, nowMs: ports.clock.nowMs() });
    if (!counted.ok) return counted;
    const known = await unwrapKey(counted.value.key, { keyStore: ports.keyStore, password });
    const isRight = known.ok && (await isTheirs(tenant, password));
    if (isRight) noteUnlocked(profile, counted.value);
    tell(); // also after a failed try: the number of remaining tries has changed
    return !known.ok ? known : isRight ? accept(null) : notTheirs();
  }

  /** Closes the file, puts its copy in its place, and opens the file that is valid then. */
  async #exchangeFile(tenant: OpenTenant, change: KeyChange, written: WrittenMeanwhile): Promise<Result<null>> {
    if (this.#tenant !== tenant) return lockedMeanwhile();
    await this.#parts.calls.whileClosed(async () => {
      let failed: { readonly cause: unknown } | undefined;
      try {
        await this.#watch?.stop();
        await tenant.close();
        await takeCopy(change, written);
      } catch (cause) {
        failed = { cause };
      }
      const { file } = tenant.device.database;
      if (file.isOpen) file.close();
      await this.#openEither(change);
      if (failed) throw failed.cause;
    });
    return accept(null);
  }

  /** Opens the valid file: the one before a change of its key, or the one after. */
  async #openEither({ profile, entry: before, key, toKey }: KeyChange): Promise<void> {
    try {
      const { entry, isNew } = finishKeyChange(profile, before);
      const opened = await this.open({ entry, key: isNew ? toKey : key });
      if (!opened.ok) throw new Error(opened.message); // both keys are our own
      this.show(opened.value);
      opened.value.engine.start();
    } catch (cause) {
      await this.#forget();
      this.#parts.tell();
      throw cause;
    }
  }
}

const lockedMeanwhile = () => refuse('replica/locked', 'This data was locked meanwhile. Its key is unchanged.', {});
