import { backOffMs } from '../../sync/line/back-off.ts';
import { Proofs } from '../../sync/line/proofs.ts';
import { handOver, tellWiped } from '../../wiping/hand-over.ts';
import { makeParcel } from '../../wiping/make-parcel.ts';
import { keepParcel, keptParcel, removeReplica } from '../../wiping/remove-replica.ts';
import type { ReplicaPorts } from '../../device/ports.ts';
import type { OpenTenant } from '../open-tenant.ts';
import type { Profile, ProfileData, WipedReplica } from '../profile/profile.ts';

type Ports = Pick<ReplicaPorts, 'clock' | 'random' | 'timers' | 'transportTo' | 'log' | 'ids'>;

/**
 * A replica that is being wiped (D-5): it hands over its unsent acts, waits for the receipt, and is wiped then. It is closed to
 * screens from the beginning. Each attempt goes on where the one before broke off, also after a power cut.
 */
export class Leaving {
  readonly tenant: OpenTenant;
  readonly #profile: Profile;
  readonly #ports: Ports;
  readonly #byItself: boolean;
  readonly #onReceipt: (receipt: string, acts: number) => Promise<void>;
  #trying: Promise<void> | undefined;
  #sending: Promise<unknown> = Promise.resolve();
  #cancelTry: (() => void) | undefined;
  #failures = 0;
  #isOver = false;
  /** Why the last attempt did not succeed; null before the first. */
  problem: string | null = null;

  constructor(input: {
    readonly tenant: OpenTenant;
    readonly profile: Profile;
    readonly ports: Ports;
    /** False: it tries only when it is asked to. */
    readonly byItself: boolean;
    /** Called once with the receipt: the caller wipes the replica. */
    readonly onReceipt: (receipt: string, acts: number) => Promise<void>;
  }) {
    this.tenant = input.tenant;
    this.#profile = input.profile;
    this.#ports = input.ports;
    this.#byItself = input.byItself;
    this.#onReceipt = input.onReceipt;
  }

  /** Tries to hand over now. Simultaneous calls share one attempt. */
  try(): Promise<void> {
    this.#cancelTry?.();
    this.#trying ??= this.#attempt().finally(() => {
      this.#trying = undefined;
    });
    return this.#trying;
  }

  /** Ends the attempts and closes the files. The replica stays as it is. */
  async stop(): Promise<void> {
    this.#isOver = true;
    this.#cancelTry?.();
    await this.#sending.catch(() => undefined); // the attempt reports it
    await this.tenant.close();
  }

  async #attempt(): Promise<void> {
    if (this.#isOver) return;
    const { timers, random, log, ids } = this.#ports;
    let waitMs = 0;
    try {
      const sending = this.#handOver();
      this.#sending = sending;
      const outcome = await sending;
      if (this.#isOver) return;
      if (outcome.kind === 'receipt') {
        this.#isOver = true;
        await this.#onReceipt(outcome.receipt, outcome.acts);
        return;
      }
      this.problem = outcome.problem;
      waitMs = outcome.waitMs ?? 0;
    } catch (cause) {
      log.fault({ id: ids.newId(), doing: 'handing over the unsent changes of this device', cause });
      this.problem = 'This device could not prepare its unsent changes for the hand-over. Nothing is wiped.';
    }
    this.#failures += 1;
    if (this.#byItself && !this.#isOver)
      this.#cancelTry = timers.after(Math.max(waitMs, backOffMs(this.#failures, random)), () => void this.try());
  }

  async #handOver() {
    const { entry, device, contents, session } = this.tenant;
    const { proofKey, wipeKey: key } = session;
    const order = this.tenant.orderIn(this.#profile.entryOf(entry.id)?.wipe ?? '');
    if (!order || proofKey === undefined || key === undefined)
      return { kind: 'later' as const, problem: 'The order to wipe this device belongs to another session.', acts: 0 };
    const file = this.#profile.fileOf(entry);
    let parcel = keptParcel(file, order.jkt + order.id);
    if (!parcel) {
      parcel = await makeParcel(device, { contents, order });
      keepParcel(file, order.jkt + order.id, parcel);
    }
    const { timers } = this.#ports;
    const line = { transport: this.#ports.transportTo(entry.server), timers };
    const proofs = new Proofs({ key: proofKey, server: entry.server, ports: this.#ports });
    return { acts: parcel.acts, ...(await handOver(parcel, { line, proofs, order, key })) };
  }
}

/**
 * Wipes a replica whose receipt is here. First its key is removed from the profile, in one step with the receipt. From then on
 * nobody can read the files, and `finishWipes` removes them also after a power cut. The caller has closed the files.
 */
export function wipeReplica(
  profile: Profile,
  {
    id,
    receipt,
    acts,
    at,
  }: { readonly id: string; readonly receipt: string; readonly acts: number; readonly at: string },
): void {
  const entry = profile.entryOf(id);
  if (!entry) return;
  const { server, organisation } = entry;
  profile.update({
    current: profile.data.current === id ? null : profile.data.current,
    isLocked: false,
    replicas: profile.data.replicas.filter((other) => other.id !== id),
    wiped: [
      ...(profile.data.wiped ?? []),
      { id, server, organisation, receipt, acts, at, isRemoved: false, isTold: false },
    ],
  });
  removeWiped(profile);
}

/** Removes the files of wiped replicas that are still there. */
export function removeWiped(profile: Profile): void {
  for (const wiped of profile.data.wiped ?? []) {
    if (wiped.isRemoved) continue;
    removeReplica(profile.fileOf(wiped));
    profile.noteWiped(wiped.id, { isRemoved: true });
  }
}

/**
 * Returns the wiped replicas that the profile still needs after a sign-in. The server does not know their wipe yet, or their
 * files are not removed yet.
 */
export const wipedUntold = ({ wiped = [] }: ProfileData): WipedReplica[] =>
  wiped.filter(({ isTold, isRemoved }) => !isTold || !isRemoved);

/** Tells the server about wiped replicas that are not in its list. Failed messages are sent at the next start. */
export async function tellOfWiped(profile: Profile, { transportTo, timers }: Ports): Promise<void> {
  for (const { id, server, organisation, receipt, isTold } of profile.data.wiped ?? []) {
    if (isTold) continue;
    const told = await tellWiped({ org: organisation.id, receipt }, { transport: transportTo(server), timers });
    if (told) profile.noteWiped(id, { isTold: true });
  }
}
