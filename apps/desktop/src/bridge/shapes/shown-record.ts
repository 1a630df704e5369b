import { wireRecordSchema } from '@outpost/domain/sync/protocol';
import { z } from 'zod';

/** A record as a screen shows it: derived from the confirmed state and the waiting acts (D-2a). */
export const shownRecordSchema = wireRecordSchema.extend({
  /** The number of waiting acts on it; `records.get` returns their labels. */
  waiting: z.number().int(),
  /** Names of fields with a replaced value here, by this person or another, that is not settled yet. */
  replaced: z.array(z.string()),
});
