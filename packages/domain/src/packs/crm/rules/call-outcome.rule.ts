import { rule } from '../../../kernel/entities/rule.ts';
import { activity } from '../entities/activity.entity.ts';

/**
 * CRM-11: only a call has an outcome, and only a meeting a meeting outcome. Both may be empty: earlier versions logged them
 * without it, and a meeting may lie ahead.
 */
export const callOutcome = rule(activity, {
  id: 'CRM-11',
  check: ({
    record: {
      fields: { kind, outcome, meetingOutcome },
    },
  }) => {
    if (outcome && kind !== 'call') return { message: 'Only a call has an outcome.', field: 'outcome' };
    return meetingOutcome && kind !== 'meeting'
      ? { message: 'Only a meeting has a meeting outcome.', field: 'meetingOutcome' }
      : undefined;
  },
});
