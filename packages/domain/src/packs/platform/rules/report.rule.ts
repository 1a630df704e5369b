import { rule } from '../../../kernel/entities/rule.ts';
import { filterSchema } from '../../../kernel/questions/list-query.ts';
import {
  reportGroupsSchema,
  reportMeasuresSchema,
  reportOptionsSchema,
  reportPeriodSchema,
} from '../../../kernel/reports/report-definition.ts';
import { report } from '../entities/report.entity.ts';
import { plainIssue } from '../../../kernel/text/plain-issue.ts';

const parts = {
  where: { schema: filterSchema, called: 'filter' },
  measures: { schema: reportMeasuresSchema, called: 'measures' },
  groups: { schema: reportGroupsSchema, called: 'groups' },
  period: { schema: reportPeriodSchema, called: 'period' },
  options: { schema: reportOptionsSchema, called: 'options' },
} as const;
const names = Object.keys(parts) as (keyof typeof parts)[]; // the keys of a literal

/** PLT-2: all parts of a report can be read. A field that was deleted later does not break the rule: the screen names it. */
export const reportIsReadable = rule(report, {
  id: 'PLT-2',
  check: ({ record: { fields } }) => {
    for (const field of names) {
      if (fields[field] === undefined) continue;
      const read = parts[field].schema.safeParse(fields[field], { error: plainIssue });
      if (!read.success)
        return {
          message: `The ${parts[field].called} of this report cannot be read: ${read.error.issues[0]?.message ?? 'it has another form'}.`,
          field,
        };
    }
    return undefined;
  },
});
