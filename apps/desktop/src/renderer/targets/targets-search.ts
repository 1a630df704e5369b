import { targetUnits } from '@outpost/domain/kernel/reports/targets';
import { z } from 'zod';

/** The address of the page of targets: the report that measures, the year, and the unit of the columns. */
export const targetsSearchSchema = z.object({
  of: z.string().max(240).optional().catch(undefined),
  year: z
    .string()
    .regex(/^\d{4}$/)
    .optional()
    .catch(undefined),
  unit: z.enum(targetUnits).optional().catch(undefined),
});
export type TargetsSearch = z.output<typeof targetsSearchSchema>;
