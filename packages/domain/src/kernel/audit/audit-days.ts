import { z } from 'zod';

/** A month of the organisation's calendar, "2026-11". */
export const monthSchema = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'must be a month such as "2026-11"');

const count = z.number().int().min(0);

/** The entries of the journal on one day of the organisation's time zone, by class. `refused`: those that were refused or failed. */
export const auditDaySchema = z.object({
  day: z.iso.date(),
  security: count,
  compliance: count,
  change: count,
  refused: count,
  /** The reads of sealed fields, which the class `security` contains too. Left out by an older server. */
  sealedReads: count.optional(),
});
export type AuditDay = z.output<typeof auditDaySchema>;

/**
 * The entries of one month by day, each day from the first one on. Days without an entry have zeros, and days that have not come are left
 * out. `countedFrom`: earlier days of the month have too many entries to be counted, and are left out.
 */
export const auditDaysSchema = z.object({
  month: monthSchema,
  days: z.array(auditDaySchema),
  countedFrom: z.iso.date().nullable(),
});
export type AuditDays = z.output<typeof auditDaysSchema>;
