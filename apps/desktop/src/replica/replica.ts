import { join } from 'node:path';
import { assertNever } from '@outpost/domain/kernel/assert-never';
import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import type { DeviceKind } from '@outpost/domain/sync/device-kind';
import type { JsonValue } from '@outpost/domain/kernel/json';
import {
  type BridgeResult,
  type CallName,
  calls,
  type SubscriptionEvent,
  type SubscriptionName,
  type SyncStatus,
} from '../bridge/contract.ts';
import type { OwnDefinitions } from '../bridge/own-definitions.ts';
import { emptySyncStatus } from '../bridge/empty-sync-status.ts';
import { type DuplicateCounts, noDuplicateCounts } from '../bridge/shapes/duplicate-counts.ts';
import { parseCall } from '../bridge/parse-call.ts';
import type { CallHandler } from '../bridge/call-handler.ts';
import { callHandlers, type CallHandlers } from './call-handlers.ts';
import { diskFull } from './storage/files/disk-full.ts';
import { mapFiles, type MapPlaces } from './maps/map-files.ts';
import { duplicateSearches } from './duplicates/duplicate-searches.ts';
import { watchDuplicates } from './duplicates/duplicate-watch.ts';
import { duplicateHandlers } from './duplicates/duplicates.ts';
import { exportHandlers } from './exports/exports.ts';
import { fileHandlers } from './files/files.ts';
import { importHandlers } from './imports/imports.ts';
import type { OpenTenant } from './session/open-tenant.ts';
import type { ReplicaPorts } from './device/ports.ts';
import type { ReaderChoice } from './questions/file-reader.ts';
import type { PasswordCost } from './session/keys/file-key.ts';
import { finishKeyChanges } from './session/keys/key-change.ts';
import { noDefinitions, ownDefinitionsOf } from './questions/own-definitions.ts';
import { openProfile, type Profile } from './session/profile/profile.ts';
import type { CallGate } from './session/call-gate.ts';
import { lockProfile } from './session/profile/profile-lock.ts';
import { isSameServer } from './sync/line/same-server.ts';
import { accountRequests } from './session/signing-in/account-requests.ts';
import { browserSignIns } from './session/browser/browser-sign-in.ts';
import { PasskeyPages } from './session/browser/passkey-pages.ts';
import { IdleLock } from './session/unlocking/idle-lock.ts';
import { SessionKeeper } from './session/session-keeper.ts';
import { whyClosed } from './session/why-closed.ts';

export type ReplicaOptions = {
  /** The profile's folder, created where there is none. */
  readonly profile: string;
  /**
   * The server's address as the shell has it. Replicas of that server are moved to this address (its port may have changed).
   */
  readonly server?: string | null;
  readonly catalogue: Catalogue;
  readonly deviceName: string;
  /** The software of this device, for the list of sessions. Left out: the app on a computer. */
  readonly deviceKind?: DeviceKind;
  /** The folder of the maps of this device. Left out: the profile, which usually contains no map. */
  readonly maps?: MapPlaces;
  /** The place of the reader threads' worker: the source under Node, the built entry in the app. */
  readonly readers?: ReaderChoice;
  /** False: it contacts the server only on request (`sync.now`), for the command line and for tests. */
  readonly syncsByItself?: boolean;
  /** False: it never contacts the server. */
  readonly mayContact?: boolean;
  /** The cost of guessing a password; lower only in tests. */
  readonly passwordCost?: PasswordCost;
};

/** The replica for shells, screens and the command line: a function for each call, and subscriptions (D-6). */
export type Replica = {
  /** Makes one call: parses its input, returns a value, a refusal, or the id of a logged fault. Never rejects. */
  readonly call: (name: string, input: unknown) => Promise<BridgeResult<JsonValue>>;
  /** The same calls by name, for callers in this process: the input is already parsed, faults are thrown. */
  readonly handlers: CallHandlers;
  /** Sends the newest state at once, except for `changes` and `imports`. Returns the function that ends the subscription. */
  readonly subscribe: <N extends SubscriptionName>(
    name: N,
    onEvent: (event: SubscriptionEvent<N>) => void,
  ) => () => void;
  /** The open replica: for the command line, imports and tests. */
  readonly tenant: () => OpenTenant | undefined;
  /** Closes the open replica and releases the profile. */
  readonly close: () => Promise<void>;
};

/** Moves a replica to the present address of a server on this machine, whose port may have changed. */
function moveToServer(profile: Profile, server: string | null): void {
  if (server === null) return;
  for (const entry of profile.data.replicas) {
    if (entry.server !== server && isSameServer(entry.server, server)) profile.put({ ...entry, server });
  }
}

/**
 * Opens a profile and, if that needs no password, the replica that was in use. Refuses with replica/in-use; an unreadable profile
 * is a fault.
 */
export async function openReplica(ports: ReplicaPorts, options: ReplicaOptions): Promise<Result<Replica>> {
  const lock = lockProfile(options.profile);
  if (!lock.ok) return lock;
  const profile = openProfile(options.profile, () => ports.ids.newId());
  finishKeyChanges(profile);
  moveToServer(profile, options.server ?? null);
  const hub = new SubscriptionHub();
  const byItself = options.syncsByItself ?? true;
  const searches = duplicateSearches(ports);
  const watch = watchDuplicates({
    searches,
    ports,
    uses: () => keeper.calls.started,
    tell: (counts) => hub.tellDuplicates(counts),
  });
  const keeper = new SessionKeeper(
    {
      profile,
      catalogue: options.catalogue,
      ports,
      deviceName: options.deviceName,
      deviceKind: options.deviceKind ?? 'computer',
      readers: options.readers ?? { workerFile: new URL('storage/reading/reader-worker.ts', import.meta.url) },
      byItself,
      mayContact: options.mayContact ?? true,
      ...(options.passwordCost === undefined ? {} : { passwordCost: options.passwordCost }),
    },
    (tenant) => {
      hub.use(tenant);
      if (byItself) watch(tenant);
    },
  );
  hub.keep(keeper);
  const tenant = (): Result<OpenTenant> => {
    const open = keeper.tenant;
    return open ? accept(open) : whyClosed(profile);
  };
  const imports = importHandlers({ tenant, ports, tell: (event) => hub.tellImports(event) });
  const exports = exportHandlers({ tenant, ports });
  const files = fileHandlers({ tenant, ports });
  const duplicates = duplicateHandlers({ tenant, searches });
  const maps = mapFiles(
    options.maps ?? { world: join(options.profile, 'world.pmtiles'), folder: join(options.profile, 'maps') },
  );
  const browser = browserSignIns({ ports, keeper });
  const passkeys = new PasskeyPages({ ports, profile, keeper, tenant });
  const idleLock = new IdleLock(
    ports,
    () => void keeper.lock(),
    () => keeper.tenant?.unlockLimits.lockMinutes ?? null,
  );
  keeper.subscribe(() => idleLock.look());
  const ungated = callHandlers({
    keeper,
    idleLock,
    browser,
    passkeys,
    tenant,
    syncStatus: () => hub.syncStatus(),
    imports,
    exports,
    files,
    duplicates,
    maps,
    accounts: accountRequests({
      ports,
      mayContact: options.mayContact ?? true,
      installation: profile.data.installation,
    }),
  });
  const handlers = behindGate(ungated, keeper.calls);
  try {
    await keeper.resume();
  } catch (cause) {
    lock.value.release();
    throw cause;
  }
  return accept({
    handlers,
    call: (name, input) => answerCall({ handlers, ports }, name, input),
    subscribe: (name, onEvent) => hub.subscribe(name, onEvent),
    tenant: () => keeper.tenant,
    close: async () => {
      idleLock.stop();
      browser.cancel();
      passkeys.close();
      await keeper.close();
      hub.close();
      lock.value.release();
    },
  });
}

const isCall = (name: string): name is CallName => Object.hasOwn(calls, name);

/** Calls that change data on the device without waiting for the server. */
const writingCalls: ReadonlySet<CallName> = new Set<CallName>([
  'acts.perform',
  'acts.changeMany',
  'acts.performEach',
  'acts.undo',
  'acts.undoGroup',
  'acts.undoLast',
  'acts.redoLast',
  'sync.mend',
  'sync.discard',
  'sync.undiscard',
  'sync.restoreReplaced',
  'sync.keepReplaced',
  'duplicates.tellApart',
  'files.piece',
  'files.add',
  'files.setPicture',
  'local.set',
]);

/**
 * Returns the same handlers behind the gate, so that no call meets a file that is being exchanged. Those of the session open
 * and close the file themselves.
 */
function behindGate(handlers: CallHandlers, gate: CallGate): CallHandlers {
  const gated = Object.entries(handlers).map(([name, handler]) => {
    if (name.startsWith('session.')) return [name, handler];
    const kind = writingCalls.has(name as CallName) ? 'writes' : 'reads';
    const ask = handler as (input: unknown) => Promise<unknown>; // each name has its own input
    return [name, (input: unknown) => gate.run(kind, () => ask(input))];
  });
  return Object.fromEntries(gated) as CallHandlers; // the same names
}

/** Makes one call at the border of the bridge: parses its input, and turns thrown errors into a fault's id (E-1). */
async function answerCall<N extends CallName>(
  { handlers, ports }: { readonly handlers: CallHandlers; readonly ports: ReplicaPorts },
  name: string,
  input: unknown,
): Promise<BridgeResult<JsonValue>> {
  if (!isCall(name)) return asBridge(refuse('request/not-found', `There is no call "${name}".`, { path: name }));
  const parsed = parseCall(name, input);
  if (!parsed.ok) return asBridge(parsed);
  const handler = handlers[name] as CallHandler<N>; // the table pairs each name with its own input
  try {
    return asBridge(await handler(parsed.value as Parameters<CallHandler<N>>[0])); // parsed by this name's schema
  } catch (cause) {
    const id = ports.ids.newId();
    ports.log.fault({ id, doing: `answering ${name}`, cause });
    const full = diskFull(cause);
    return full ? asBridge(full) : { ok: false, fault: id };
  }
}

function asBridge(result: Result<unknown>): BridgeResult<JsonValue> {
  if (result.ok) return { ok: true, value: result.value as JsonValue }; // handlers return the contract's JSON
  return { ok: false, code: result.code, message: result.message, details: result.details, retry: result.retry };
}

type Listener<N extends SubscriptionName> = (event: SubscriptionEvent<N>) => void;

/** Subscriptions that outlive their replica: they continue with the next signed-in person. */
class SubscriptionHub {
  #keeper: SessionKeeper | undefined;
  #tenant: OpenTenant | undefined;
  readonly #sync = new Set<Listener<'sync'>>();
  readonly #definitions = new Set<Listener<'ownDefinitions'>>();
  readonly #changes = new Set<Listener<'changes'>>();
  readonly #imports = new Set<Listener<'imports'>>();
  readonly #duplicates = new Set<Listener<'duplicates'>>();
  #duplicatesNow: DuplicateCounts = noDuplicateCounts;

  keep(keeper: SessionKeeper): void {
    this.#keeper = keeper;
  }

  /** Changes to another replica, or to none. */
  use(tenant: OpenTenant | undefined): void {
    this.#tenant = tenant;
    tenant?.device.onCatalogue(() => this.#tellDefinitions());
    this.#tellDefinitions();
    this.tellDuplicates(noDuplicateCounts); // those of the replica before
    tenant?.changes.subscribe((changes) => {
      for (const listener of this.#changes) listener(changes);
    });
    if (tenant) tenant.engine.subscribe((status) => this.#tellSync(status));
    else this.#tellSync(this.syncStatus());
  }

  syncStatus(): SyncStatus {
    if (this.#tenant) return this.#tenant.engine.status();
    return { ...emptySyncStatus, state: this.#keeper?.session().state === 'locked' ? 'locked' : 'signed-out' };
  }

  #definitionsNow(): OwnDefinitions {
    return this.#tenant ? ownDefinitionsOf(this.#tenant.device) : noDefinitions;
  }

  #tellDefinitions(): void {
    for (const listener of this.#definitions) listener(this.#definitionsNow());
  }

  #tellSync(status: SyncStatus): void {
    for (const listener of this.#sync) listener(status);
  }

  tellImports(event: SubscriptionEvent<'imports'>): void {
    for (const listener of this.#imports) listener(event);
  }

  tellDuplicates(counts: DuplicateCounts): void {
    this.#duplicatesNow = counts;
    for (const listener of this.#duplicates) listener(counts);
  }

  subscribe<N extends SubscriptionName>(name: N, onEvent: Listener<N>): () => void {
    switch (name) {
      case 'session':
        return this.#keeper?.subscribe(onEvent as Listener<'session'>) ?? (() => undefined); // the case determines the name
      case 'sync': {
        const listener = onEvent as Listener<'sync'>; // as above
        this.#sync.add(listener);
        listener(this.syncStatus());
        return () => void this.#sync.delete(listener);
      }
      case 'ownDefinitions': {
        const listener = onEvent as Listener<'ownDefinitions'>; // as above
        this.#definitions.add(listener);
        listener(this.#definitionsNow());
        return () => void this.#definitions.delete(listener);
      }
      case 'changes': {
        const listener = onEvent as Listener<'changes'>; // as above
        this.#changes.add(listener);
        return () => void this.#changes.delete(listener);
      }
      case 'imports': {
        const listener = onEvent as Listener<'imports'>; // as above
        this.#imports.add(listener);
        return () => void this.#imports.delete(listener);
      }
      case 'duplicates': {
        const listener = onEvent as Listener<'duplicates'>; // as above
        this.#duplicates.add(listener);
        listener(this.#duplicatesNow);
        return () => void this.#duplicates.delete(listener);
      }
      default:
        return assertNever(name);
    }
  }

  close(): void {
    this.#sync.clear();
    this.#definitions.clear();
    this.#changes.clear();
    this.#imports.clear();
    this.#duplicates.clear();
  }
}
