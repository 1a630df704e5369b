import { describe, expect, it } from 'vitest';
import { dana, givenShownRecord, me } from '../../../testing/given-record.ts';
import { taskEntry } from './task-entry.ts';

const names = {
  me,
  nameOf: (id: string) => (id === dana ? 'Dana' : 'Someone'),
  textOf: (field: string) => `(${field})`,
};
const task = (fields: Parameters<typeof givenShownRecord>[0]) => ({ ...givenShownRecord(fields), entity: 'crm/task' });

describe('a task in a timeline', () => {
  it('names its author, its day and whether it is done', () => {
    const open = task({ createdBy: dana, fields: { subject: 'Book a lift', dueAt: '2026-11-24T09:00:00.000Z' } });
    expect(taskEntry(open, names, String)).toMatchObject({
      icon: 'check-circle',
      at: open.createdAt,
      title: 'Dana added a task: Book a lift, due (dueAt)',
    });
    const done = task({ createdBy: me, fields: { subject: 'Send samples', done: true, body: 'By post' } });
    expect(taskEntry(done, names, String)).toMatchObject({
      icon: 'check-circle',
      title: 'You added a task: Send samples, done',
      body: 'By post',
    });
  });
});
