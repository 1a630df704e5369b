import { z } from 'zod';

const part = z.strictObject({
  saved: z.number().int(),
  /** That could not be read; null where the damage hides how many there were. */
  lost: z.number().int().nullable(),
});

/** S-5: what came of a damaged file, told to the person until they put it away. */
export const rescueNoteSchema = z.strictObject({
  at: z.string(),
  /** Changes that were not sent yet. */
  acts: part,
  /** Changes that were made anew out of records, because those that they showed could not be read. */
  remade: z.number().int(),
  /** Refused changes that need the person. */
  tray: part,
  /** Drafts, views and the like, which never leave the device. */
  local: part,
  /** Records that are shown at once; those that could not be read come from the server. */
  records: part,
});
export type RescueNote = z.infer<typeof rescueNoteSchema>;

/** Under which key of `local.get` it lies; null there once it was put away. */
export const rescueNoteKey = 'notice/rescued';
