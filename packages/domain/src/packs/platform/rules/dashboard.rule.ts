import { rule } from '../../../kernel/entities/rule.ts';
import { dashboardPeriodSchema, tilesSchema } from '../../../kernel/reports/dashboard-definition.ts';
import { dashboard } from '../entities/dashboard.entity.ts';
import { firstIssue } from './first-issue.ts';

/** PLT-3: the reports of a dashboard and its period can be read. A report that was deleted later does not break the rule. */
export const dashboardIsReadable = rule(dashboard, {
  id: 'PLT-3',
  check: ({
    record: {
      fields: { tiles, period },
    },
  }) => {
    const read = tiles === undefined ? undefined : tilesSchema.safeParse(tiles);
    if (read && !read.success)
      return { message: `The reports of this dashboard cannot be read: ${firstIssue(read.error)}.`, field: 'tiles' };
    if (period !== undefined && !dashboardPeriodSchema.safeParse(period).success)
      return {
        message: 'The period of this dashboard cannot be read. A period is a span such as "this-quarter".',
        field: 'period',
      };
    return undefined;
  },
});
