import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../../kernel/json.ts';
import { givenRecord } from '../../../testing/given-record.ts';
import { activity } from '../entities/activity.entity.ts';
import { repeatedActivity } from './repeated-activity.rule.ts';

const breach = (fields: Readonly<Record<string, JsonValue>>) =>
  repeatedActivity.check({ record: givenRecord(activity, { kind: 'meeting', ...fields }) });
const happensAt = '2026-11-20T08:00:00.000Z';

describe('[CRM-10] a repeated activity', () => {
  it('has a rule that can be read, and a time, and is not sent', () => {
    expect(breach({})).toBeUndefined();
    expect(breach({ repeat: 'FREQ=WEEKLY;BYDAY=MO', happensAt })).toBeUndefined();
    expect(breach({ repeat: 'FREQ=WEEKLY' })).toMatchObject({ field: 'happensAt' });
    expect(breach({ repeat: 'FREQ=WEEKLY', happensAt, delivery: 'send' })).toMatchObject({ field: 'repeat' });
    expect(breach({ repeat: 'FREQ=HOURLY', happensAt })).toMatchObject({ field: 'repeat' });
  });
});
