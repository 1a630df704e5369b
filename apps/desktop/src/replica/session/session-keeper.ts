import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import { z } from 'zod';
import type { CallInput, CallOutput, Session } from '../../bridge/contract.ts';
import { nowOf } from '../device/now-of.ts';
import { WriteLane } from '../records/write-lane.ts';
import { askedValue } from '../sync/line/asked-value.ts';
import { makeProofKey, type ProofKey } from '../sync/line/proofs.ts';
import type { ServerAnswer } from '../sync/line/read-reply.ts';
import { CallGate } from './call-gate.ts';
import { CurrentReplica, type ReplicaOpening } from './current-replica.ts';
import { ReplicaDepartures } from './leaving/departures.ts';
import { deviceKeysFor } from './keys/device-keys-for.ts';
import { trustedKey, trustOffered } from './keys/trusted-key.ts';
import { entryOfSignIn, keyAfterSignIn } from './keys/entry-of-sign-in.ts';
import { fileKeyBytes, unwrapKey } from './keys/file-key.ts';
import { passwordHashOf, isTheirs, notTheirs } from './keys/whose-password.ts';
import { wipedUntold } from './leaving/leaving.ts';
import type { OpenTenant } from './open-tenant.ts';
import { replicaEntryFor } from './entries-of.ts';
import { openOther, organisationsHere } from './organisations-here.ts';
import type { ReplicaEntry } from './profile/profile.ts';
import { sessionShown } from './session-shown.ts';
import { askBeforeSession, type SigningInRequest } from './signing-in/ask-before-session.ts';
import { plainHttp } from './signing-in/plain-http.ts';
import { type SignInAnswer, signInAnswerSchema } from './tenant-session.ts';
import { wasUnused } from './unlocking/idle-lock.ts';
import { contactNeeded } from './offline-period.ts';
import { onlineNeeded } from './unlocking/online-needed.ts';
import { QuickUnlock } from './unlocking/quick-unlock.ts';
import { noteUnlocked, tryKey, tryPin } from './unlocking/unlock-tries.ts';
import { whyClosed } from './why-closed.ts';

export type KeeperOptions = ReplicaOpening & {
  /** The name of this device in the server's list of sessions. */
  readonly deviceName: string;
};
type SignIn = CallInput<'session.signIn'>;

/** Keeps the session of this device and its open replica; signs in and locks, also without a network (D-4). */
export class SessionKeeper {
  readonly #options: KeeperOptions;
  readonly #listeners = new Set<(session: Session) => void>();
  /** Opens and closes files one after the other, so that two simultaneous sign-ins open one file once. */
  readonly #line = new WriteLane();
  /** Calls pass this gate, so that they wait while a file is exchanged. */
  readonly calls = new CallGate();
  /** Sets the PIN and biometrics of this device (PLT-41). */
  readonly quick: QuickUnlock;
  readonly #departures: ReplicaDepartures;
  readonly #current: CurrentReplica;

  /** `onTenant` is called with each replica that is opened, and with `undefined` when it is closed. */
  constructor(options: KeeperOptions, onTenant: (tenant: OpenTenant | undefined) => void) {
    this.#options = options;
    const [line, tell] = [this.#line, () => this.#tell()];
    this.#departures = new ReplicaDepartures({ ...options, line, tell });
    this.#current = new CurrentReplica({
      options,
      line,
      calls: this.calls,
      departures: this.#departures,
      onTenant,
      onPeriodOver: () => void this.#lockUnlessReached(),
      tell,
    });
    this.quick = new QuickUnlock({ ...options, line, tell, tenant: () => this.tenant, cost: () => this.#current.cost });
  }

  get tenant(): OpenTenant | undefined {
    return this.#current.tenant;
  }

  /** Returns the session for screens. */
  session(): Session {
    const { profile, ports } = this.#options;
    return sessionShown(this.tenant, profile, ports);
  }

  /** Opens the replica that was open when the process ended, if that needs no password. */
  async resume(): Promise<void> {
    const { profile, ports } = this.#options;
    this.#departures.resume();
    for (const entry of profile.data.replicas) {
      const isCurrent = entry.id === profile.data.current && !profile.data.isLocked;
      if ((!isCurrent && entry.wipe === undefined) || entry.key.kind !== 'os') continue; // an order is carried out behind a lock, too
      if (entry.wipe === undefined && wasUnused(entry, ports.clock.nowMs())) {
        profile.update({ isLocked: true, lockedAt: nowOf(ports.clock) });
        continue;
      }
      const key = await unwrapKey(entry.key, { keyStore: ports.keyStore, password: null });
      if (!key.ok) continue;
      const opened = await this.#openHere(entry, key.value);
      if (opened.ok) this.#current.begin(opened.value);
    }
  }

  /**
   * Opens a replica without the server. Refuses `replica/online-needed` where its organisation requires a contact first (PLT-38).
   * A replica that is to be wiped is opened nevertheless, to hand over its unsent acts.
   */
  async #openHere(entry: ReplicaEntry, key: Uint8Array): Promise<Result<OpenTenant>> {
    const opened = await this.#current.open({ entry, key });
    if (!opened.ok || entry.wipe !== undefined) return opened;
    const { unlockLimits, contact } = opened.value;
    const reason = contactNeeded(unlockLimits, contact, this.#options.ports.clock.nowMs());
    if (reason === null) return opened;
    await opened.value.close();
    return onlineNeeded(reason, unlockLimits);
  }

  /** Tries to reach the server at the end of the period without contact; locks where that fails. Nothing is lost (PLT-38). */
  async #lockUnlessReached(): Promise<void> {
    await this.tenant?.engine.now();
    if (this.#current.mustReachServer) void (await this.lock());
  }

  /**
   * Hands over the unsent acts of replicas under an order now. Resolves after one attempt; does nothing without an
   * order.
   */
  async handOverNow(): Promise<void> {
    await this.#line.run(() => Promise.resolve()); // an order that has just arrived is taken first
    await this.#departures.tryNow();
  }

  /** Signs in at the server. Without a connection, signs in on only this device if the person has signed in here before (D-5). */
  async signIn(input: SignIn): Promise<Result<Session>> {
    const plain = this.#options.mayContact ? plainHttp(input.server, input.allowPlainHttp ?? false) : undefined;
    if (plain) return plain;
    const { server, email, password: given, newPassword, organisation, second } = input;
    const { profile, ports } = this.#options;
    const proofKey = (await trustedKey(profile, input, ports.keyStore)) ?? makeProofKey(ports.random);
    const [key] = deviceKeysFor(profile, input);
    const request: SigningInRequest = second
      ? { server, proofKey, path: '/auth/challenge', body: ({ id }) => ({ ...second, device: { id } }) }
      : {
          server,
          proofKey,
          path: '/auth/sign-in',
          resetTicket: input.resetTicket,
          body: (device) => ({ email, password: given, newPassword, device: { key, ...device }, organisation }),
        };
    const answer = await this.#askServer(request, signInAnswerSchema);
    if (answer.kind === 'refused') return trustOffered(answer.refusal, ports.keyStore);
    if (answer.kind !== 'value') return this.#signInOffline(input, answer.problem);
    const { newPassword: password = given } = input; // the given password is no longer valid
    return this.#enter({ ...input, password, proofKey }, answer.value);
  }

  /** Signs in without the account's password. `password`: only for this device, and needed where it has no key store (D-4). */
  async signInBy(
    input: SigningInRequest & { readonly email: string; readonly password: string; readonly formerPassword?: string | undefined }, // prettier-ignore
  ): Promise<Result<Session>> {
    if (input.password === '' && !this.#options.ports.keyStore)
      return refuse('request/invalid', 'Choose a password for this device: it encrypts your records here.', { path: 'password' }); // prettier-ignore
    const deviceKeys = deviceKeysFor(this.#options.profile, input);
    const key = deviceKeys.length === 1 ? deviceKeys[0] : undefined;
    const answer = await this.askSigningIn(
      { ...input, deviceKeys, body: (device) => input.body({ ...device, key }) },
      signInAnswerSchema,
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
    signedIn: SignInAnswer,
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
    signedIn: SignInAnswer,
  ): Promise<Result<OpenTenant>> {
    const { profile, ports } = this.#options;
    const openNow = this.tenant && { id: this.tenant.entry.id, key: this.tenant.device.database.file.key };
    await this.#current.close();
    const known = profile.entryFor(input.server, signedIn);
    if (known) await this.#departures.stop(known.id); // its order is sent again, for this session
    // A person with an open replica needs no former password. After an administrator's reset the person may not remember it, and
    // unsent acts would be lost with it (S-5).
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
    const entry = await entryOfSignIn(
      { ...input, signedIn, known, key: key.value },
      { ...ports, cost: this.#current.cost },
    );
    profile.put(entry, { current: entry.id, isLocked: false, wiped: wipedUntold(profile.data) }); // the wrapped key is on disk before any data is encrypted with the key
    const passwordHash =
      ports.keyStore && input.password !== '' ? await passwordHashOf(input.password, this.#current.cost) : undefined;
    const opened = await this.#current.open({
      entry,
      key: key.value,
      signedIn,
      proofKey: input.proofKey,
      ...(passwordHash === undefined ? {} : { passwordHash }),
    });
    if (opened.ok) this.#current.show(opened.value);
    return opened;
  }

  async #signInOffline(input: SignIn, problem: string): Promise<Result<Session>> {
    const entry = replicaEntryFor(this.#options.profile, input);
    if (!entry)
      return refuse(
        'sync/offline',
        `The server can't be reached, and you have not signed in on this device before. ${problem}`,
        {},
      );
    return this.#line.run(() => this.#unlockEntry(this.#options.profile.entryOf(entry.id) ?? entry, input.password)); // it may have changed
  }

  /** Opens a locked replica. */
  unlock(password: string): Promise<Result<Session>> {
    return this.#unlock((entry) => this.#unlockEntry(entry, password));
  }

  /** Opens a locked replica by its PIN (PLT-41). */
  unlockByPin(pin: string): Promise<Result<Session>> {
    return this.#unlock(async (entry) => this.#unlockWith(entry, await tryPin(entry.id, pin, this.#trying)));
  }

  /** Opens a locked replica after the system has recognised its person (PLT-41). */
  async unlockByBiometrics(): Promise<Result<Session>> {
    const asked = this.#options.profile.current;
    const confirmed = this.tenant ? accept(null) : await this.quick.confirmed(asked);
    if (!confirmed.ok) return confirmed;
    return this.#unlock(async (entry) =>
      entry.id === asked?.id
        ? this.#unlockWith(entry, await this.quick.keyAfterConfirming(entry))
        : whyClosed(this.#options.profile),
    );
  }

  get #trying() {
    const { profile, ports } = this.#options;
    return { profile, keyStore: ports.keyStore, nowMs: ports.clock.nowMs() };
  }

  #unlock(open: (entry: ReplicaEntry) => Promise<Result<Session>>): Promise<Result<Session>> {
    return this.#line.run(async () => {
      const entry = this.#options.profile.current;
      if (this.tenant || (entry && this.#departures.has(entry.id))) return accept(this.session());
      return entry ? open(entry) : whyClosed(this.#options.profile);
    });
  }

  async #unlockEntry(entry: ReplicaEntry, password: string): Promise<Result<Session>> {
    const key = await tryKey(entry.id, password, this.#trying);
    return this.#unlockWith(entry, key, (tenant) => isTheirs(tenant, password));
  }

  /** Opens a replica with the key that a try gave. `entry`: as it was before the try. `isRight`: whether the person is proved, too. */
  async #unlockWith(
    entry: ReplicaEntry,
    key: Result<Uint8Array>,
    isRight: (tenant: OpenTenant) => Promise<boolean> = async () => true,
  ): Promise<Result<Session>> {
    if (!key.ok) {
      this.#tell(); // the number of remaining tries has changed
      return key;
    }
    await this.#current.close();
    await this.#departures.stop(entry.id);
    const opened = await this.#openHere(entry, key.value);
    if (!opened.ok) {
      this.#tell();
      return opened;
    }
    if (!(await isRight(opened.value))) {
      await opened.value.close();
      this.#tell();
      return notTheirs();
    }
    noteUnlocked(this.#options.profile, entry);
    this.#current.begin(opened.value);
    return accept(this.session());
  }

  /** Changes the key of the open replica's file (D-4). */
  changeKey(password: string): Promise<Result<null>> {
    return this.#current.changeKey(password);
  }

  organisations(): Result<CallOutput<'session.organisations'>> {
    const { profile } = this.#options;
    return this.tenant ? accept(organisationsHere(profile, this.tenant)) : whyClosed(profile);
  }

  /** PLT-26: opens another replica of the same account, if its session is open. Otherwise the present one stays open. */
  switchTo(replica: string): Promise<Result<Session>> {
    return this.#line.run(async () => {
      const { profile, ports } = this.#options;
      if (this.#departures.has(replica)) return whyClosed(profile); // it is being wiped
      const open = (entry: ReplicaEntry, key: Uint8Array) => this.#openHere(entry, key);
      const next = await openOther(replica, { profile, keyStore: ports.keyStore, present: this.tenant, open });
      if (!next.ok) return next;
      await this.#current.close();
      profile.update({ current: replica, isLocked: false });
      this.#current.show(next.value);
      next.value.engine.start();
      return accept(this.session());
    });
  }

  /** Closes the replica until the password is given. */
  lock(): Promise<Result<Session>> {
    return this.#line.run(async () => {
      if (this.tenant) {
        const { profile, ports } = this.#options;
        profile.update({ isLocked: true, lockedAt: nowOf(ports.clock) }); // first, so that a crash during closing leaves it locked
        await this.#current.close();
        this.#tell();
      }
      return accept(this.session());
    });
  }

  /**
   * Ends the session on this device, and on the server if it can be reached. The file, its unsent acts and its tray stay (S-5).
   */
  async signOut(): Promise<Result<Session>> {
    const tenant = this.tenant;
    if (tenant) {
      const { refreshToken } = tenant.session;
      if (refreshToken !== null && this.#options.mayContact)
        void (await tenant.link.ask('/auth/sign-out', { refreshToken }, z.unknown())); // without this request the session expires on the server
      await tenant.forgetTokens();
    }
    await this.#line.run(async () => {
      const { profile } = this.#options;
      await this.#current.close();
      if (profile.current) profile.forgetQuickWays(profile.current.id);
      profile.update({ current: null, isLocked: false });
    });
    this.#tell();
    return accept(this.session());
  }

  /** Closes everything without ending the session, because the process is about to stop. */
  async close(): Promise<void> {
    await this.#line.run(() => this.#current.close());
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
