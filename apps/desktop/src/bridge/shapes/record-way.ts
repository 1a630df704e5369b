import { z } from 'zod';

/**
 * A state that the record is not in (T-14): the move to that state, the fields that the move requires, or the reason why it
 * cannot be made.
 */
export const waySchema = z.strictObject({
  to: z.string(),
  label: z.string(),
  move: z.strictObject({ name: z.string(), label: z.string() }).nullable(),
  asks: z.array(z.string()),
  why: z.string().nullable(),
});
