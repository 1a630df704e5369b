import { describe, expect, it } from 'vitest';
import { snoozeTimes } from './snooze-times.ts';

describe('the ends of a snooze', () => {
  it('are in the morning by the clock of the person, also over a change of clocks', () => {
    // Thursday, 6:41 in Denver
    expect(snoozeTimes(Date.parse('2026-11-19T13:41:00.000Z'), 'America/Denver')).toEqual([
      { label: 'For three hours', until: '2026-11-19T16:41:00.000Z' },
      { label: 'Until tomorrow morning', until: '2026-11-20T15:00:00.000Z' },
      { label: 'Until Monday morning', until: '2026-11-23T15:00:00.000Z' },
      { label: 'For a week', until: '2026-11-26T15:00:00.000Z' },
    ]);
    // Sunday, 25 October 2026 in Vienna: the clocks went back in the night. Tomorrow is Monday.
    expect(snoozeTimes(Date.parse('2026-10-24T10:00:00.000Z'), 'Europe/Vienna')[1]?.until).toBe('2026-10-25T07:00:00.000Z'); // prettier-ignore
    expect(snoozeTimes(Date.parse('2026-10-25T10:00:00.000Z'), 'Europe/Vienna').map(({ label }) => label)).toEqual(['For three hours', 'Until tomorrow morning', 'For a week']); // prettier-ignore
  });
});
