import { z } from 'zod';

const part = z.strictObject({
  saved: z.number().int(),
  /** The number of unreadable items; null where the damage hides it. */
  lost: z.number().int().nullable(),
});

/** The result of a rescue from a damaged file, shown until the person closes it (S-5). */
export const rescueNoteSchema = z.strictObject({
  at: z.string(),
  /** Changes that were not sent yet. */
  acts: part,
  /** Changes that were made again from records, because the originals were unreadable. */
  remade: z.number().int(),
  /** Refused changes that need the person. */
  tray: part,
  /** Drafts, views and similar values, which never leave the device. */
  local: part,
  /** Records that are shown immediately; the server sends the unreadable ones again. */
  records: part,
});
export type RescueNote = z.infer<typeof rescueNoteSchema>;

/** The key of `local.get` for it; null once it was closed. */
export const rescueNoteKey = 'notice/rescued';
