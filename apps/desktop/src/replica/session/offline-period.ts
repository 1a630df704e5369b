import type { UnlockLimits } from '@outpost/domain/kernel/access/unlock-limits';
import type { RefusalOf } from '@outpost/domain/kernel/refusal';
import type { RecordDatabase } from '../records/record-database.ts';

/** The last contact of a device with the server, and the latest time that its clock has shown since; both by its own clock. */
export type ContactNote = { readonly contactMs: number; readonly seenMs: number };

/** Why only a sign-in at the server opens the data on a device. */
export type OnlineNeeded = RefusalOf<'replica/online-needed'>['details']['reason'];

const dayMs = 86_400_000;

/**
 * Chosen: a system that mixes up local time and UTC deviates by up to 14 hours, and its person is not locked out. A clock that was set back
 * further would lengthen the period.
 */
const tolerableBackMs = dayMs;

/** Returns the end of the period within which a device opens without contact; undefined where the organisation sets none. */
export const periodEndMs = (
  { offlineDays }: Pick<UnlockLimits, 'offlineDays'>,
  { contactMs }: Pick<ContactNote, 'contactMs'>,
): number | undefined => (offlineDays === null ? undefined : contactMs + offlineDays * dayMs);

/**
 * PLT-38: returns why a device must reach the server before its data opens. The latest time that its clock has shown counts, so a clock that was
 * set back does not lengthen the period.
 */
export function contactNeeded(
  limits: Pick<UnlockLimits, 'offlineDays'>,
  note: ContactNote,
  nowMs: number,
): Exclude<OnlineNeeded, 'tries'> | null {
  const endMs = periodEndMs(limits, note);
  if (endMs === undefined) return null;
  if (Math.max(nowMs, note.seenMs) >= endMs) return 'period';
  return nowMs < note.seenMs - tolerableBackMs ? 'clock' : null;
}

const noteKey = 'outpost/contact';

/** Reads the note from the file; null where its organisation has set no limit yet. */
export async function readContact(database: RecordDatabase): Promise<ContactNote | null> {
  return (await database.getLocal(noteKey)) as ContactNote | null; // written by this module
}

/** Stores the note in the file, where nobody without its key changes it. */
export async function writeContact(database: RecordDatabase, note: ContactNote): Promise<void> {
  await database.setLocal(noteKey, note);
}
