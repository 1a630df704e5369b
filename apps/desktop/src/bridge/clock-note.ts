import { z } from 'zod';

/** That this device's clock is not the server's: by how much, in ms; above zero where it is ahead. */
export const clockNoteSchema = z.strictObject({ aheadMs: z.number() });
export type ClockNote = z.infer<typeof clockNoteSchema>;

/** Under which key of `local.get` it lies; null there while the clock is right. */
export const clockNoteKey = 'notice/clock';
