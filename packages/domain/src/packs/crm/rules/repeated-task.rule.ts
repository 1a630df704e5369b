import { repeatFault } from '../../../kernel/calendar/repeat-fault.ts';
import { rule } from '../../../kernel/entities/rule.ts';
import { task } from '../entities/task.entity.ts';

/** CRM-9: the rule of a repeated task can be read, and the task has the time from which it repeats. */
export const repeatedTask = rule(task, {
  id: 'CRM-9',
  check: ({
    record: {
      fields: { repeat, dueAt },
    },
  }) => {
    const message = repeatFault(repeat);
    if (message !== undefined) return { message, field: 'repeat' };
    return !repeat || dueAt ? undefined : { message: 'A repeated task needs a due time.', field: 'dueAt' };
  },
});
