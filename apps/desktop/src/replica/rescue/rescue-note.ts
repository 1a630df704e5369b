import { z } from 'zod';
import { type RescueNote, rescueNoteKey } from '../../bridge/rescue-note.ts';
import type { RecordDatabase } from '../records/record-database.ts';

const rescueSchema = z.strictObject({
  /** Ids of the saved changes. While one of them waits, the damaged file is kept. */
  waitingFor: z.array(z.string()),
  /** Whether all data of the damaged file was saved or is on the server. */
  isWhole: z.boolean(),
});
/** The replica's notes about a rescue, kept until the damaged file is deleted. */
export type Rescue = z.infer<typeof rescueSchema>;

const rescueKey = 'outpost/rescue';
/** Screens read it by `local.get`, which adds this prefix. */
const noteKey = `screen/${rescueNoteKey}`;

/** Returns the rescue that this file came from; null where there was none, or it is finished. */
export async function readRescue(database: RecordDatabase): Promise<Rescue | null> {
  const kept = await database.getLocal(rescueKey);
  return kept === null ? null : rescueSchema.parse(kept);
}

/** Stores the rescue. Null: the rescue is finished. */
export async function writeRescue(database: RecordDatabase, rescue: Rescue | null): Promise<void> {
  await database.setLocal(rescueKey, rescue);
}

/** Shows the notice to the person. */
export async function tellRescue(database: RecordDatabase, note: RescueNote): Promise<void> {
  await database.setLocal(noteKey, note);
}
