import { pinProblem } from '@outpost/domain/kernel/access/pin-problem';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import type { CallInput } from '../../../bridge/contract.ts';
import type { KeyStore, ReplicaPorts } from '../../device/ports.ts';
import type { WriteLane } from '../../records/write-lane.ts';
import { proveOnline } from '../factors.ts';
import { type PasswordCost, unwrapKey } from '../keys/file-key.ts';
import { isTheirs, notTheirs } from '../keys/whose-password.ts';
import type { OpenTenant } from '../open-tenant.ts';
import { accountIn, entriesOf } from '../entries-of.ts';
import type { Profile, ReplicaEntry } from '../profile/profile.ts';
import { whyClosed } from '../why-closed.ts';
import { onlineNeeded, onlineNeededFor } from './online-needed.ts';
import { wrapWithPin } from './pin-key.ts';
import { countUnlockTry, noteUnlocked } from './unlock-tries.ts';

type Parts = {
  readonly profile: Profile;
  readonly ports: ReplicaPorts;
  readonly mayContact: boolean;
  /** Opens and closes files of the profile one after the other. */
  readonly line: WriteLane;
  readonly tenant: () => OpenTenant | undefined;
  readonly cost: () => PasswordCost;
  /** Called when the session for screens has changed. */
  readonly tell: () => void;
};

const notByBiometrics = () =>
  refuse('replica/locked', 'Touch ID did not unlock this device. Use your PIN or your password.', {});

/**
 * The PIN and the biometrics of this device (PLT-41). A person sets them after a proof: the password with which they last signed
 * in here; a wrong one counts as a try. Without such a password the server must confirm a sign-in of the last minutes. The PIN
 * and the biometrics end with the session.
 */
export class QuickUnlock {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async setPin({ pin, password }: CallInput<'session.setPin'>): Promise<Result<null>> {
    const problem = pinProblem(pin);
    if (problem !== undefined) return refuse('request/invalid', problem, { path: 'pin' });
    const { profile, ports, cost } = this.#parts;
    return this.#whenProved(password, async ({ entry, device }, keyStore) => {
      const { key } = device.database.file;
      const wrapped = await wrapWithPin(key, pin, { keyStore, random: ports.random, cost: cost() });
      const known = profile.entryOf(entry.id);
      if (known) profile.put({ ...known, pin: wrapped });
    });
  }

  /** Removes the PIN. The removal needs no proof, because it opens nothing. */
  removePin(): Promise<Result<null>> {
    return this.#change(({ pin: _, ...entry }) => entry);
  }

  async setBiometrics({ isOn, password }: CallInput<'session.setBiometrics'>): Promise<Result<null>> {
    if (!isOn) return this.#change(({ biometrics: _, ...entry }) => entry);
    const { profile, ports } = this.#parts;
    if (!ports.biometrics) return refuse('request/invalid', 'This device offers no Touch ID.', { path: 'isOn' });
    return this.#whenProved(password, async ({ entry }) => {
      const known = profile.entryOf(entry.id);
      if (known) profile.put({ ...known, biometrics: true });
    });
  }

  /** Removes the PINs and biometrics of the account that is open, in all its organisations: its password has changed. */
  forgetAccount(): void {
    const { profile, tenant, tell } = this.#parts;
    const open = tenant();
    if (!open) return;
    for (const { id } of entriesOf(profile, accountIn(open.entry))) profile.forgetQuickWays(id);
    tell();
  }

  /** Has the system ask for the person of a locked replica. Call it outside of the line: it lasts until the person answers. */
  async confirmed(entry: ReplicaEntry | undefined): Promise<Result<null>> {
    const { ports } = this.#parts;
    const may = this.#mayAsk(entry);
    if (!may.ok) return may;
    return (await ports.biometrics?.confirm('unlock your records')) === true ? accept(null) : notByBiometrics();
  }

  /** Returns the key of a replica whose person the system has recognised. */
  async keyAfterConfirming(entry: ReplicaEntry): Promise<Result<Uint8Array>> {
    const may = this.#mayAsk(entry);
    if (!may.ok) return may;
    return unwrapKey(entry.key, { keyStore: this.#parts.ports.keyStore, password: null });
  }

  /** Applies the same limits to biometrics: they do not unlock after the last try or the end of the period. */
  #mayAsk(entry: ReplicaEntry | undefined): Result<null> {
    const { ports } = this.#parts;
    if (!entry?.biometrics || !ports.biometrics) return notByBiometrics();
    const reason = onlineNeededFor(entry, ports.clock.nowMs());
    return reason === null ? accept(null) : onlineNeeded(reason, entry.unlocking);
  }

  #change(change: (entry: ReplicaEntry) => ReplicaEntry): Promise<Result<null>> {
    const { profile, line, tenant, tell } = this.#parts;
    return line.run(async () => {
      const entry = profile.entryOf(tenant()?.entry.id ?? '');
      if (!entry) return whyClosed(profile);
      profile.put(change(entry));
      tell();
      return accept(null);
    });
  }

  /** Does the work if the person proves themselves. The work runs in the line, and the replica is open. */
  async #whenProved(
    password: string,
    work: (tenant: OpenTenant, keyStore: KeyStore) => Promise<void>,
  ): Promise<Result<null>> {
    const { profile, ports, line, mayContact, tell } = this.#parts;
    const tenant = this.#parts.tenant();
    if (!tenant) return whyClosed(profile);
    const { keyStore } = ports;
    if (!keyStore || tenant.entry.key.kind !== 'os')
      return refuse('replica/no-key-store', 'This device has no key store of the system, so only the password unlocks it.', {}); // prettier-ignore
    const byPassword = tenant.session.passwordHash !== null;
    if (!byPassword) {
      if (!mayContact) return refuse('sync/offline', 'A sign-in online proves that it is you.', {});
      const proved = await proveOnline(tenant);
      if (!proved.ok) return proved;
    }
    return line.run(async () => {
      if (this.#parts.tenant() !== tenant) return refuse('replica/locked', 'This data was locked meanwhile.', {});
      const proved = byPassword ? await this.#provedByPassword(tenant, password) : accept(null);
      if (proved.ok) await work(tenant, keyStore);
      tell(); // also after a failed try
      return proved;
    });
  }

  async #provedByPassword(tenant: OpenTenant, password: string): Promise<Result<null>> {
    const { profile, ports } = this.#parts;
    const counted = countUnlockTry(tenant.entry.id, { profile, nowMs: ports.clock.nowMs() });
    if (!counted.ok) return counted;
    if (!(await isTheirs(tenant, password))) return notTheirs();
    noteUnlocked(profile, counted.value);
    return accept(null);
  }
}
