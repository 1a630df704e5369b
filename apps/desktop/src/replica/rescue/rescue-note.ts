import { z } from 'zod';
import { type RescueNote, rescueNoteKey } from '../../bridge/rescue-note.ts';
import type { RecordDatabase } from '../records/record-database.ts';

const rescueSchema = z.strictObject({
  /** Ids of the saved changes: while one of them waits, the damaged file stays. */
  waitingFor: z.array(z.string()),
  /** Whether nothing is in the damaged file that was not saved from it, but for what the server has. */
  isWhole: z.boolean(),
});
/** What the replica has to remember of a rescue, until it lets go of the damaged file. */
export type Rescue = z.infer<typeof rescueSchema>;

const rescueKey = 'outpost/rescue';
/** Screens ask for it by `local.get`, which puts this in front. */
const noteKey = `screen/${rescueNoteKey}`;

/** The rescue that this file came from; null where there was none, or all is done. */
export async function readRescue(database: RecordDatabase): Promise<Rescue | null> {
  const kept = await database.getLocal(rescueKey);
  return kept === null ? null : rescueSchema.parse(kept);
}

/** Null: all is done. */
export async function writeRescue(database: RecordDatabase, rescue: Rescue | null): Promise<void> {
  await database.setLocal(rescueKey, rescue);
}

/** Puts up the notice that the person reads. */
export async function tellRescue(database: RecordDatabase, note: RescueNote): Promise<void> {
  await database.setLocal(noteKey, note);
}
