import { z } from 'zod';
import { idSchema } from '../ids.ts';

/** The number of past days whose activity of a person is shown (PLT-45). */
export const activityDays = 90;

export const activityCountSchema = z.strictObject({
  /** A day of the organisation's time zone, "2026-11-20". */
  day: z.string(),
  /** The kind of record that was changed; null for a sign-in. */
  entity: z.string().nullable(),
  what: z.enum(['created', 'changed', 'sign-in', 'sign-in/refused']),
  count: z.number().int(),
});
export type ActivityCount = z.output<typeof activityCountSchema>;

/**
 * The actions of a person, by day and kind. `next`: ask again with this as `before`, and add the counts; null at the
 * end. The counts of one day may come in two answers.
 */
export const activityAnswerSchema = z.object({
  person: idSchema,
  from: z.string(),
  counts: z.array(activityCountSchema),
  next: z.number().int().nullable(),
});
export type ActivityAnswer = z.output<typeof activityAnswerSchema>;

/** Adds up the counts of the same day, kind and action. The newest day comes first. */
export function addedUp(counts: readonly ActivityCount[]): readonly ActivityCount[] {
  const sums = new Map<string, ActivityCount>();
  for (const one of counts) {
    const key = `${one.day} ${one.entity ?? ''} ${one.what}`;
    sums.set(key, { ...one, count: one.count + (sums.get(key)?.count ?? 0) });
  }
  const order = ({ day, entity, what }: ActivityCount) => `${entity ?? ''} ${what} ${day}`;
  return [...sums.values()].sort((a, b) => (a.day === b.day ? (order(a) < order(b) ? -1 : 1) : a.day < b.day ? 1 : -1));
}
