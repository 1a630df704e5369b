import { rule } from '../../../kernel/entities/rule.ts';
import { activity } from '../entities/activity.entity.ts';

/** CRM-11: only a call has an outcome. A call may have none: earlier versions logged calls without it. */
export const callOutcome = rule(activity, {
  id: 'CRM-11',
  check: ({
    record: {
      fields: { kind, outcome },
    },
  }) => (outcome && kind !== 'call' ? { message: 'Only a call has an outcome.', field: 'outcome' } : undefined),
});
