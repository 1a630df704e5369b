import { type UnlockLimits, usualUnlockLimits } from '@outpost/domain/kernel/access/unlock-limits';
import type { ReplicaPorts } from '../../device/ports.ts';
import type { OpenTenant } from '../open-tenant.ts';
import type { Profile } from '../profile/profile.ts';
import { type ContactNote, contactNeeded, writeContact } from '../offline-period.ts';

const everyMs = 60_000;
/** Chosen: a crash loses no more than these minutes of a period of days, and the disk is not written each minute. */
const writtenEveryMs = 10 * 60_000;

type Input = {
  readonly tenant: OpenTenant;
  readonly profile: Profile;
  readonly ports: Pick<ReplicaPorts, 'clock' | 'timers'>;
  /** Called when the period without contact has passed: the caller tries to reach the server, else locks. */
  readonly onPeriodOver: () => void;
};

/**
 * Watches an open replica for the limits of its organisation (PLT-38). It keeps the last contact and the latest time
 * in the file, copies both and the limits into the profile, and reports the end of the period. Each minute of use
 * counts, even while the clock is set back again and again. Without limits it has no timer and writes nothing.
 */
export class OfflineWatch {
  readonly #input: Input;
  #note: ContactNote;
  #written: ContactNote | undefined;
  #writing: Promise<void> = Promise.resolve();
  #cancel: (() => void) | undefined;
  #isStopped = false;

  constructor(input: Input) {
    this.#input = input;
    const { contact } = input.tenant;
    this.#note = { ...contact, seenMs: Math.max(contact.seenMs, input.ports.clock.nowMs()) };
    this.#look({ isFirst: true });
  }

  /** Reads the limits again: they have changed here, or on another device. */
  look(): void {
    this.#look({ isFirst: false });
  }

  #look({ isFirst }: { readonly isFirst: boolean }): void {
    if (this.#isStopped) return;
    const { tenant, profile } = this.#input;
    const { unlocking = usualUnlockLimits } = profile.entryOf(tenant.entry.id) ?? {};
    const { unlockLimits: limits } = tenant;
    if (!this.#hasTimes) this.#stopTimer();
    else if (!this.#cancel) {
      if (!isFirst) this.contact(); // the period begins when it is set
      this.#write();
      this.#wait();
    }
    const names = Object.keys(usualUnlockLimits) as (keyof UnlockLimits)[]; // the keys of the constant
    if (names.some((name) => unlocking[name] !== limits[name])) this.#write();
  }

  /** Notes a contact with the server. */
  contact(): void {
    const nowMs = this.#input.ports.clock.nowMs();
    this.#note = { contactMs: nowMs, seenMs: nowMs }; // replaces a later time of a clock that was wrong before
    this.#writeSometimes();
  }

  /** Returns whether the period without contact has passed. */
  get isOver(): boolean {
    const { tenant, ports } = this.#input;
    return contactNeeded(tenant.unlockLimits, this.#note, ports.clock.nowMs()) === 'period';
  }

  /** Ends the watching. The note is on disk when this resolves. */
  async stop(): Promise<void> {
    this.#stopTimer();
    if (this.#hasTimes && !this.#isStopped) {
      this.#see(0);
      this.#write();
    }
    this.#isStopped = true;
    await this.#writing;
  }

  get #hasTimes(): boolean {
    const { offlineDays, lockMinutes } = this.#input.tenant.unlockLimits;
    return offlineDays !== null || lockMinutes !== null;
  }

  #wait(): void {
    this.#cancel = this.#input.ports.timers.after(everyMs, () => {
      this.#see(everyMs);
      this.#writeSometimes();
      this.#wait();
      if (this.isOver) this.#input.onPeriodOver();
    });
  }

  #see(passedMs: number): void {
    const { contactMs, seenMs } = this.#note;
    this.#note = { contactMs, seenMs: Math.max(this.#input.ports.clock.nowMs(), seenMs + passedMs) };
  }

  #stopTimer(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #writeSometimes(): void {
    if (this.#isStopped || !this.#hasTimes) return;
    const { contactMs, seenMs } = this.#written ?? { contactMs: 0, seenMs: 0 };
    if (
      Math.abs(this.#note.contactMs - contactMs) < writtenEveryMs &&
      Math.abs(this.#note.seenMs - seenMs) < writtenEveryMs
    )
      return;
    this.#write();
  }

  #write(): void {
    const { tenant, profile } = this.#input;
    const note = this.#note;
    this.#written = note;
    const entry = profile.entryOf(tenant.entry.id);
    if (entry) profile.put({ ...entry, unlocking: { ...tenant.unlockLimits, ...note } });
    const { database } = tenant.device;
    this.#writing = this.#writing
      .then(() => writeContact(database, note))
      .catch((cause: unknown) => database.file.met(cause));
  }
}
