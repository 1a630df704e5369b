import { rule } from '../../../kernel/entities/rule.ts';
import { dashboardPeriodSchema, tilesSchema } from '../../../kernel/reports/dashboard-definition.ts';
import { plainIssue } from '../../../kernel/text/plain-issue.ts';
import { dashboard } from '../entities/dashboard.entity.ts';

/** PLT-3: the reports of a dashboard and its period can be read. A report that was deleted later does not break the rule. */
export const dashboardIsReadable = rule(dashboard, {
  id: 'PLT-3',
  check: ({
    record: {
      fields: { tiles, period },
    },
  }) => {
    const read = tiles === undefined ? undefined : tilesSchema.safeParse(tiles, { error: plainIssue });
    if (read && !read.success)
      return {
        message: `The reports of this dashboard cannot be read: ${read.error.issues[0]?.message ?? 'they have another form'}.`,
        field: 'tiles',
      };
    if (period !== undefined && !dashboardPeriodSchema.safeParse(period).success)
      return {
        message: 'The period of this dashboard cannot be read. A period is a span such as "this-quarter".',
        field: 'period',
      };
    return undefined;
  },
});
