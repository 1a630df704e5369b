import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../../kernel/json.ts';
import { givenRecord } from '../../../testing/given-record.ts';
import { activity } from '../entities/activity.entity.ts';
import { callOutcome } from './call-outcome.rule.ts';

const breach = (fields: Readonly<Record<string, JsonValue>>) =>
  callOutcome.check({ record: givenRecord(activity, fields) });

describe('[CRM-11] the outcome of a call', () => {
  it('belongs to calls alone, and may be missing', () => {
    expect(breach({ kind: 'call', outcome: 'no-answer' })).toBeUndefined();
    expect(breach({ kind: 'call' })).toBeUndefined(); // logged by an earlier version
    expect(breach({ kind: 'meeting' })).toBeUndefined();
    expect(breach({ kind: 'meeting', outcome: 'reached' })).toMatchObject({ field: 'outcome' });
  });

  it('is another one for a meeting, which belongs to meetings alone', () => {
    expect(breach({ kind: 'meeting', meetingOutcome: 'no-show' })).toBeUndefined();
    expect(breach({ kind: 'call', meetingOutcome: 'no-show' })).toMatchObject({ field: 'meetingOutcome' });
  });
});
