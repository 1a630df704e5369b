import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import type { DeviceKind } from '@outpost/domain/sync/device-kind';
import { z } from 'zod';
import type { CallInput, CallOutput, Session } from '../../bridge/contract.ts';
import { databaseName, openTenant, type OpenTenant, type TenantInput } from './open-tenant.ts';
import type { ReplicaPorts } from '../device/ports.ts';
import type { ReaderChoice } from '../questions/file-reader.ts';
import { finishRebuilding } from '../rescue/put-in-place.ts';
import { rebuildReplica } from '../rescue/rebuild-replica.ts';
import { StorageFault } from '../storage/files/storage-fault.ts';
import { plainHttp } from './plain-http.ts';
import { askBeforeSession, type SigningInRequest } from './ask-before-session.ts';
import { sessionShown } from './session-shown.ts';
import { entryOf, openOther, organisationsHere } from './organisations-here.ts';
import { makeProofKey, type ProofKey } from '../sync/line/proofs.ts';
import { askedValue } from '../sync/line/asked-value.ts';
import type { ServerAnswer } from '../sync/line/read-reply.ts';
import { CallGate } from './call-gate.ts';
import { type PasswordCost, passwordCost, unwrapKey, wrapKey } from './keys/file-key.ts';
import {
  copyOpenFile,
  dropCopy,
  finishKeyChange,
  type KeyChange,
  mayChangeKey,
  takeCopy,
  type Written,
} from './keys/key-change.ts';
import type { Profile, ReplicaEntry } from './profile.ts';
import { type SignedIn, signedInSchema } from './tenant-session.ts';
import { Departures } from './departures.ts';
import { entryOfSignIn, keyAfterSignIn } from './keys/entry-of-sign-in.ts';
import { wipedUntold } from './leaving.ts';
import { deviceKeyFor } from './keys/device-key-for.ts';
import { noteUnlocked, tryKey } from './keys/unlock-tries.ts';
import { hashOf, isTheirs, notTheirs } from './keys/whose-password.ts';
import { whyClosed } from './why-closed.ts';
import { WriteLane } from '../records/write-lane.ts';

export type KeeperOptions = {
  readonly profile: Profile;
  readonly catalogue: Catalogue;
  readonly ports: ReplicaPorts;
  /** The name of this device in the server's list of sessions. */
  readonly deviceName: string;
  readonly deviceKind: DeviceKind;
  readonly readers: ReaderChoice;
  readonly byItself: boolean;
  readonly mayContact: boolean;
  readonly passwordCost?: PasswordCost;
};
type SignIn = CallInput<'session.signIn'>;

const fileKeyBytes = 32;

/** Keeps the session of this device and its open replica; signs in and locks, also without a network (D-4). */
export class SessionKeeper {
  readonly #options: KeeperOptions;
  readonly #listeners = new Set<(session: Session) => void>();
  readonly #onTenant: (tenant: OpenTenant | undefined) => void;
  /** Opens and closes files one after the other, so that two simultaneous sign-ins open one file once. */
  readonly #line = new WriteLane();
  /** Calls pass this gate, so that they wait while a file is exchanged. */
  readonly calls = new CallGate();
  #isChangingKey = false;
  #tenant: OpenTenant | undefined;
  readonly #departures: Departures;

  /** `onTenant` is called with each replica that is opened, and with `undefined` when it is closed. */
  constructor(options: KeeperOptions, onTenant: (tenant: OpenTenant | undefined) => void) {
    this.#options = options;
    this.#onTenant = onTenant;
    this.#departures = new Departures({ ...options, line: this.#line, tell: () => this.#tell() });
  }

  get tenant(): OpenTenant | undefined {
    return this.#tenant;
  }

  /** Returns the session for screens. */
  session(): Session {
    const { profile } = this.#options;
    return sessionShown(this.#tenant, profile);
  }

  /** Opens the replica that was open when the process ended, if that needs no password. */
  async resume(): Promise<void> {
    const { profile, ports } = this.#options;
    this.#departures.resume();
    for (const entry of profile.data.replicas) {
      const isCurrent = entry.id === profile.data.current && !profile.data.isLocked;
      if ((!isCurrent && entry.wipe === undefined) || entry.key.kind !== 'os') continue; // an order is carried out behind a lock, too
      const key = await unwrapKey(entry.key, { keyStore: ports.keyStore, password: null });
      if (!key.ok) continue;
      const opened = await this.#open({ entry, key: key.value });
      if (opened.ok) this.#begin(opened.value);
    }
  }

  /** Shows an opened replica and begins contact; one that is to be wiped is handed over instead. */
  #begin(tenant: OpenTenant): void {
    if (this.#options.profile.entryOf(tenant.entry.id)?.wipe !== undefined) return this.#departures.begin(tenant);
    this.#show(tenant);
    tenant.engine.start();
  }

  /** D-5: takes an order to wipe the open replica, which has verified. From here on screens see nothing of it. */
  async #takeOrder(replica: string, order: string): Promise<void> {
    const tenant = this.#tenant;
    const { profile } = this.#options;
    const entry = profile.entryOf(replica);
    if (tenant?.entry.id !== replica || !entry) return; // closed meanwhile: the next contact tells it again
    profile.put({ ...entry, wipe: order });
    await this.calls.whileClosed(async () => {
      this.#tenant = undefined;
      this.#onTenant(undefined);
      await tenant.endContact();
    });
    this.#departures.begin(tenant);
  }

  /** Hands over now what replicas under an order have not sent. Resolves after one attempt; does nothing without an order. */
  async handOverNow(): Promise<void> {
    await this.#line.run(() => Promise.resolve()); // an order that has just arrived is taken first
    await this.#departures.tryNow();
  }

  /** Opens a file; callers cannot use it before `#show`. A damaged file is first rebuilt from its readable parts (S-5). */
  async #open(
    input: Pick<TenantInput, 'entry' | 'key'> & Partial<Pick<TenantInput, 'signedIn' | 'passwordHash' | 'proofKey'>>,
  ): Promise<Result<OpenTenant>> {
    const { profile, catalogue, ports, readers, byItself, mayContact, deviceKind } = this.#options;
    const file = profile.fileOf(input.entry);
    const open = () =>
      openTenant({
        catalogue,
        ports,
        readers,
        byItself,
        mayContact,
        deviceKind,
        file,
        onSession: () => this.#tell(),
        onDamage: () => void this.#line.run(() => this.#mend(input.entry.id)),
        onWipeOrder: (order) => void this.#line.run(() => this.#takeOrder(input.entry.id, order)),
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
    const { profile, catalogue, ports } = this.#options;
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
    const { ports } = this.#options;
    const tenant = this.#tenant;
    if (tenant?.entry.id !== replica) return; // closed meanwhile: the next opening finds the damage
    const { entry } = tenant;
    const { file } = tenant.device.database;
    const { key } = file;
    try {
      await this.#close();
    } catch (cause) {
      ports.log.fault({ id: ports.ids.newId(), doing: 'closing a damaged replica', cause });
      if (file.isOpen) file.close();
    }
    this.#tell();
    try {
      await this.#rebuild({ entry, key });
      const opened = await this.#open({ entry, key });
      if (!opened.ok) throw new Error(opened.message); // the key is the one that opened it before
      this.#show(opened.value);
      opened.value.engine.start();
    } catch (cause) {
      ports.log.fault({ id: ports.ids.newId(), doing: 'rebuilding a damaged replica', cause });
    }
  }

  #show(tenant: OpenTenant): void {
    this.#tenant = tenant;
    this.#onTenant(tenant);
    this.#tell();
  }

  async #close(): Promise<void> {
    const tenant = this.#tenant;
    if (!tenant) return;
    this.#tenant = undefined;
    this.#onTenant(undefined);
    const { unsent } = tenant;
    const { id, name } = tenant.session.organisation;
    await tenant.close();
    const entry = this.#options.profile.data.replicas.find((known) => known.id === tenant.entry.id);
    if (entry && (entry.unsent !== unsent || entry.organisation.name !== name))
      this.#options.profile.put({ ...entry, organisation: { id, name }, unsent }); // shown while it is locked
  }

  /**
   * Signs in at the server. Without a connection, signs in on this device alone if the person has signed in here before (D-5).
   */
  async signIn(input: SignIn): Promise<Result<Session>> {
    const plain = this.#options.mayContact ? plainHttp(input.server, input.allowPlainHttp ?? false) : undefined;
    if (plain) return plain;
    const { server, email, password: given, newPassword, organisation, second } = input;
    const proofKey = makeProofKey(this.#options.ports.random);
    const key = deviceKeyFor(this.#options.profile, input);
    const request: SigningInRequest = second
      ? { server, proofKey, path: '/auth/challenge', body: ({ id }) => ({ ...second, device: { id } }) }
      : {
          server,
          proofKey,
          path: '/auth/sign-in',
          resetTicket: input.resetTicket,
          body: (device) => ({ email, password: given, newPassword, device: { key, ...device }, organisation }),
        };
    const answer = await this.#askServer(request, signedInSchema);
    if (answer.kind === 'refused') return answer.refusal;
    if (answer.kind !== 'value') return this.#signInOffline(input, answer.problem);
    const { newPassword: password = given } = input; // the given password is no longer valid
    return this.#enter({ ...input, password, proofKey }, answer.value);
  }

  /** Signs in without the account's password. `password`: for this device alone, and wanted where it has no key store (D-4). */
  async signInBy(
    input: SigningInRequest & { readonly email: string; readonly password: string; readonly formerPassword?: string | undefined }, // prettier-ignore
  ): Promise<Result<Session>> {
    if (input.password === '' && !this.#options.ports.keyStore)
      return refuse('request/invalid', 'Choose a password for this device: it encrypts your records here.', { path: 'password' }); // prettier-ignore
    const key = deviceKeyFor(this.#options.profile, input);
    const answer = await this.askSigningIn(
      { ...input, body: (device) => input.body({ ...device, key }) },
      signedInSchema,
    );
    return answer.ok ? this.#enter(input, answer.value) : answer;
  }

  /** Asks the server for something before anybody is signed in, with a proof of the key of the session that is about to begin. */
  async askSigningIn<T>(request: SigningInRequest, schema: z.ZodType<T>): Promise<Result<T>> {
    const plain = this.#options.mayContact ? plainHttp(request.server, false) : undefined;
    return plain ?? askedValue(await this.#askServer(request, schema));
  }

  async #enter(
    input: Omit<Parameters<SessionKeeper['signInBy']>[0], 'path' | 'body'>,
    signedIn: SignedIn,
  ): Promise<Result<Session>> {
    const opened = await this.#line.run(() => this.#openSignedIn(input, signedIn));
    if (!opened.ok) return opened;
    await opened.value.hearRights();
    opened.value.engine.start();
    return accept(this.session());
  }

  #askServer<T>(request: SigningInRequest, schema: z.ZodType<T>): Promise<ServerAnswer<T>> {
    const { profile, deviceName } = this.#options;
    return askBeforeSession({ request, schema, device: { id: profile.data.installation, name: deviceName } }, this.#options); // prettier-ignore
  }

  async #openSignedIn(
    input: Pick<SignIn, 'server' | 'password' | 'formerPassword'> & { readonly proofKey: ProofKey },
    signedIn: SignedIn,
  ): Promise<Result<OpenTenant>> {
    const { profile, ports } = this.#options;
    const openNow = this.#tenant && { id: this.#tenant.entry.id, key: this.#tenant.device.database.file.key };
    await this.#close();
    const known = profile.entryFor(input.server, signedIn);
    if (known) await this.#departures.stop(known.id); // its order is told anew, for this session
    // A person with an open replica needs no former password: after an administrator's reset it may be forgotten, and unsent acts
    // would be lost with it (S-5).
    const key =
      known === undefined
        ? accept(ports.random(fileKeyBytes))
        : known.id === openNow?.id
          ? accept(openNow.key)
          : await keyAfterSignIn(known.key, input, ports.keyStore);
    if (!key.ok) {
      this.#tell(); // the replica that was open before is closed
      return key;
    }
    const entry = await entryOfSignIn({ ...input, signedIn, known, key: key.value }, { ...ports, cost: this.#cost });
    profile.put(entry, { current: entry.id, isLocked: false, wiped: wipedUntold(profile.data) }); // the wrapped key is on disk before any data is encrypted with the key
    const passwordHash = ports.keyStore && input.password !== '' ? await hashOf(input.password, this.#cost) : undefined;
    const opened = await this.#open({
      entry,
      key: key.value,
      signedIn,
      proofKey: input.proofKey,
      ...(passwordHash === undefined ? {} : { passwordHash }),
    });
    if (opened.ok) this.#show(opened.value);
    return opened;
  }

  get #cost(): PasswordCost {
    return this.#options.passwordCost ?? passwordCost;
  }

  async #signInOffline(input: SignIn, problem: string): Promise<Result<Session>> {
    const entry = entryOf(this.#options.profile, input);
    if (!entry)
      return refuse(
        'sync/offline',
        `The server can't be reached, and you have not signed in on this device before. ${problem}`,
        {},
      );
    return this.#line.run(() => this.#unlockEntry(entry, input.password));
  }

  /** Opens a locked replica. */
  unlock(password: string): Promise<Result<Session>> {
    return this.#line.run(() => this.#unlock(password));
  }

  async #unlock(password: string): Promise<Result<Session>> {
    const entry = this.#options.profile.current;
    if (this.#tenant || (entry && this.#departures.has(entry.id))) return accept(this.session());
    if (!entry) return whyClosed(this.#options.profile);
    return this.#unlockEntry(entry, password);
  }

  async #unlockEntry(entry: ReplicaEntry, password: string): Promise<Result<Session>> {
    const { profile, ports } = this.#options;
    const key = await tryKey(entry.id, password, { profile, keyStore: ports.keyStore });
    if (!key.ok) return key;
    await this.#close();
    await this.#departures.stop(entry.id);
    const opened = await this.#open({ entry, key: key.value });
    if (!opened.ok) return opened;
    if (!(await isTheirs(opened.value, password))) {
      await opened.value.close();
      this.#tell();
      return notTheirs();
    }
    noteUnlocked(profile, entry.id);
    this.#begin(opened.value);
    return accept(this.session());
  }

  /**
   * Changes the key of the open replica's file; the old key then opens nothing (D-4). Work continues, and calls wait only
   * while the new file replaces the old one. Refuses a wrong password. Also refuses while a damaged file is kept aside,
   * because only the old key opens that.
   */
  async changeKey(password: string): Promise<Result<null>> {
    const { profile, ports, readers, catalogue } = this.#options;
    const tenant = this.#tenant;
    if (!tenant) return whyClosed(profile);
    const { entry } = tenant;
    const file = profile.fileOf(entry);
    const mayBegin = mayChangeKey(file, { isChanging: this.#isChangingKey });
    if (!mayBegin.ok) return mayBegin;
    const known = await unwrapKey(entry.key, { keyStore: ports.keyStore, password });
    if (!known.ok) return known;
    if (!(await isTheirs(tenant, password))) return notTheirs();
    this.#isChangingKey = true;
    try {
      const { database } = tenant.device;
      const { key } = database.file;
      const toKey = ports.random(fileKeyBytes);
      const wrapped = await wrapKey(toKey, { ...ports, password, cost: this.#cost });
      const written = await copyOpenFile(database, { key, toKey, readers });
      const change = { profile, entry, key, toKey, wrapped, name: databaseName(entry), catalogue };
      return await this.#line.run(() => this.#exchangeFile(tenant, change, written));
    } catch (cause) {
      tenant.device.database.file.met(cause);
      throw cause;
    } finally {
      this.#isChangingKey = false;
      dropCopy(file);
    }
  }

  /** Closes the file, puts its copy in its place, and opens whichever file is valid then. */
  async #exchangeFile(tenant: OpenTenant, change: KeyChange, written: Written): Promise<Result<null>> {
    if (this.#tenant !== tenant)
      return refuse('replica/locked', 'This data was locked meanwhile. Its key is the one it had.', {});
    await this.calls.whileClosed(async () => {
      let failed: { readonly cause: unknown } | undefined;
      try {
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
      const opened = await this.#open({ entry, key: isNew ? toKey : key });
      if (!opened.ok) throw new Error(opened.message); // both keys are our own
      this.#show(opened.value);
      opened.value.engine.start();
    } catch (cause) {
      this.#tenant = undefined;
      this.#onTenant(undefined);
      this.#tell();
      throw cause;
    }
  }

  organisations(): Result<CallOutput<'session.organisations'>> {
    const { profile } = this.#options;
    return this.#tenant ? accept(organisationsHere(profile, this.#tenant)) : whyClosed(profile);
  }

  /** PLT-26: opens another replica of the same account, if its session lives. Otherwise the present one stays open. */
  switchTo(replica: string): Promise<Result<Session>> {
    return this.#line.run(async () => {
      const { profile, ports } = this.#options;
      if (this.#departures.has(replica)) return whyClosed(profile); // it is being wiped
      const open = (entry: ReplicaEntry, key: Uint8Array) => this.#open({ entry, key });
      const next = await openOther(replica, { profile, keyStore: ports.keyStore, present: this.#tenant, open });
      if (!next.ok) return next;
      await this.#close();
      profile.update({ current: replica, isLocked: false });
      this.#show(next.value);
      next.value.engine.start();
      return accept(this.session());
    });
  }

  /** Closes the replica until the password is given. */
  lock(): Promise<Result<Session>> {
    return this.#line.run(async () => {
      if (this.#tenant) {
        this.#options.profile.update({ isLocked: true }); // first, so that a crash during closing leaves it locked
        await this.#close();
        this.#tell();
      }
      return accept(this.session());
    });
  }

  /**
   * Ends the session on this device, and on the server if it can be reached. The file, its unsent acts and its tray stay (S-5).
   */
  async signOut(): Promise<Result<Session>> {
    const tenant = this.#tenant;
    if (tenant) {
      const { refreshToken } = tenant.session;
      if (refreshToken !== null && this.#options.mayContact)
        void (await tenant.link.ask('/auth/sign-out', { refreshToken }, z.unknown())); // without this request the session expires on the server
      await tenant.forgetTokens();
    }
    await this.#line.run(() => this.#close());
    this.#options.profile.update({ current: null, isLocked: false });
    this.#tell();
    return accept(this.session());
  }

  /** Closes everything without ending the session, because the process is about to stop. */
  async close(): Promise<void> {
    await this.#line.run(() => this.#close());
    await this.#departures.stop();
    this.#listeners.clear();
  }

  /** Calls back with the present session, and then with each new one. Returns the function that stops it. */
  subscribe(listener: (session: Session) => void): () => void {
    this.#listeners.add(listener);
    listener(this.session());
    return () => void this.#listeners.delete(listener);
  }

  #tell(): void {
    const session = this.session();
    for (const listener of this.#listeners) listener(session);
  }
}
