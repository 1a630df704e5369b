import { repeatFault } from '../../../kernel/calendar/repeat-fault.ts';
import { rule } from '../../../kernel/entities/rule.ts';
import { activity } from '../entities/activity.entity.ts';

/** CRM-10: the rule of a repeated activity can be read, the activity has a time, and nothing is sent more than once. */
export const repeatedActivity = rule(activity, {
  id: 'CRM-10',
  check: ({
    record: {
      fields: { repeat, happensAt, delivery },
    },
  }) => {
    const message = repeatFault(repeat);
    if (message !== undefined) return { message, field: 'repeat' };
    if (repeat && delivery === 'send') return { message: 'An e-mail that is sent does not repeat.', field: 'repeat' };
    return !repeat || happensAt
      ? undefined
      : { message: 'A repeated activity needs the time when it happens.', field: 'happensAt' };
  },
});
