import { reminderChoices } from '../../../kernel/calendar/reminder.ts';
import { whatCarries } from '../../../kernel/entities/what-carries.ts';
import { entity } from '../../../kernel/entities/entity.ts';
import { choice, flag, instant, ref, text } from '../../../kernel/entities/fields.ts';
import { TaskId } from '../ids.ts';

/** A task, often about a record. Its owner is the person to whom it is assigned. */
export const task = entity(TaskId, {
  label: { one: 'Task', many: 'Tasks' },
  icon: 'check-circle',
  title: 'subject',
  byWildcard: true,
  carries: ['tasks'], // its subtasks
  parent: 'about',
  schedule: { at: 'dueAt', done: 'done', remind: 'remind', repeat: 'repeat' },
  dueBy: 'dueAt',
  fields: {
    subject: text({ required: true, searched: true, label: 'Task' }),
    about: ref(whatCarries('tasks'), { label: 'About' }),
    dueAt: instant({ label: 'Due' }),
    remind: choice(reminderChoices, { label: 'Remind me', help: 'The person to whom it is assigned is reminded.' }),
    /** A rule of RFC 5545, "FREQ=WEEKLY;BYDAY=MO" (CRM-9). */
    repeat: text({ maxChars: 120, label: 'Repeats' }),
    done: flag({ label: 'Done' }),
    priority: choice([
      { value: 'high', label: 'High' },
      { value: 'normal', label: 'Normal' },
      { value: 'low', label: 'Low' },
    ]),
    body: text({ multiline: true, markdown: true, searched: true, label: 'Notes', importAs: ['description'] }),
  },
  indexes: [
    ['about', 'dueAt'],
    ['ownerId', 'done', 'dueAt'],
    ['done', 'dueAt'],
    ['dueAt'],
    ['updatedAt'],
    ['createdAt'],
  ],
  listed: ['subject', 'about', 'dueAt', 'done', 'priority', 'ownerId'],
});
