import { filterSchema } from '@outpost/domain/kernel/questions/list-query';
import { periodSpanSchema } from '@outpost/domain/kernel/reports/report-definition';
import { z } from 'zod';

/** The state of a dashboard in its address: the filters over all its reports, and its form. */
export const dashboardSearchSchema = z.object({
  /** "own": each report has its own period. Left out: the period of the dashboard. */
  period: z
    .union([periodSpanSchema, z.literal('own')])
    .optional()
    .catch(undefined),
  where: filterSchema.optional().catch(undefined),
  edit: z.boolean().optional().catch(undefined),
  wall: z.boolean().optional().catch(undefined),
});
export type DashboardSearch = z.infer<typeof dashboardSearchSchema>;

/** The state of the page of a report: the kind of record of a new one. */
export const reportSearchSchema = z.object({ of: z.string().max(120).optional().catch(undefined) });
