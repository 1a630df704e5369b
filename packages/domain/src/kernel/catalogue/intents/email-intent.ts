import { z } from 'zod';
import { intent } from './intent.ts';

/** An e-mail to one address. */
export const emailOrderSchema = z.strictObject({
  to: z.string().max(1_000),
  subject: z.string().min(1).max(10_000),
  text: z.string().max(1_000_000),
});
export type EmailOrder = z.infer<typeof emailOrderSchema>;

/** Declares that records of a kind ask for an e-mail. */
export const emailIntent = intent<EmailOrder, null>('email', emailOrderSchema);
