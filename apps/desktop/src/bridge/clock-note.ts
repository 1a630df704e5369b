import { z } from 'zod';

/** The deviation of this device's clock from the server's, in ms; positive where it is ahead. */
export const clockNoteSchema = z.strictObject({ aheadMs: z.number() });
export type ClockNote = z.infer<typeof clockNoteSchema>;

/** The key of `local.get` for it; null while the clock is right. */
export const clockNoteKey = 'notice/clock';
