import { readRepeat } from '../../../kernel/calendar/repeat-rule.ts';
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
    if (!repeat) return undefined;
    const read = readRepeat(repeat);
    if (!read.ok) return { message: `This does not repeat: ${read.why}.`, field: 'repeat' };
    return dueAt ? undefined : { message: 'A repeated task needs the time when it is due.', field: 'dueAt' };
  },
});
