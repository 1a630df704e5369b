import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../../kernel/json.ts';
import { givenRecord } from '../../../testing/given-record.ts';
import { task } from '../entities/task.entity.ts';
import { repeatedTask } from './repeated-task.rule.ts';

const breach = (fields: Readonly<Record<string, JsonValue>>) =>
  repeatedTask.check({ record: givenRecord(task, { subject: 'Call', ...fields }) });
const dueAt = '2026-11-20T08:00:00.000Z';

describe('[CRM-9] a repeated task', () => {
  it('has a rule that can be read, and a time', () => {
    expect(breach({})).toBeUndefined();
    expect(breach({ repeat: 'FREQ=WEEKLY;BYDAY=MO', dueAt })).toBeUndefined();
    expect(breach({ repeat: 'FREQ=WEEKLY' })).toMatchObject({ field: 'dueAt' });
    expect(breach({ repeat: 'FREQ=HOURLY', dueAt })).toEqual({
      message: 'This does not repeat: it repeats by days, weeks, months or years.',
      field: 'repeat',
    });
  });
});
