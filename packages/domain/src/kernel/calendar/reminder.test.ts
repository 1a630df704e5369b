import { describe, expect, it } from 'vitest';
import { choice, type Field, instant, text } from '../entities/fields.ts';
import { untypedEntity } from '../entities/entity.ts';
import { instantOfSchedule, isReminderTime, reminderAt, reminderChoices } from './reminder.ts';

const zone = 'Europe/Vienna';

describe('a reminder', () => {
  it.each([
    ['PT0M', '2026-11-20T09:00:00.000Z', '2026-11-20T09:00:00.000Z'],
    ['PT15M', '2026-11-20T09:00:00.000Z', '2026-11-20T08:45:00.000Z'],
    ['P1D', '2026-11-20T09:00:00.000Z', '2026-11-19T09:00:00.000Z'],
    // The clocks go forward on 29 March 2026 at 02:00 in Vienna, and back on 25 October at 03:00.
    ['P1D', '2026-03-29T07:00:00.000Z', '2026-03-28T08:00:00.000Z'], // 09:00 on both days
    ['PT2H', '2026-03-29T02:00:00.000Z', '2026-03-29T00:00:00.000Z'], // 04:00 and 01:00: two real hours
    ['P1W', '2026-10-28T08:00:00.000Z', '2026-10-21T07:00:00.000Z'], // 09:00 on both days
    ['P1D', '2026-03-30T00:30:00.000Z', '2026-03-29T01:30:00.000Z'], // 02:30 does not exist on the 29th: 03:30
  ])('of %s before %s comes at %s', (before, at, expected) => {
    expect(reminderAt({ at, before }, zone)).toBe(expected);
  });

  it('of a day counts from 08:00 of the day in the zone', () => {
    expect(instantOfSchedule('2026-11-20', zone)).toBe('2026-11-20T07:00:00.000Z');
    expect(instantOfSchedule('2026-11-20T09:00:00.000Z', zone)).toBe('2026-11-20T09:00:00.000Z');
    expect([instantOfSchedule(null, zone), instantOfSchedule('', zone)]).toEqual([undefined, undefined]);
  });

  it('is chosen among durations, and a kind can declare no other ones', () => {
    expect(reminderChoices.every(({ value }) => isReminderTime(value))).toBe(true);
    expect(['soon', '-PT5M', ''].map(isReminderTime)).toEqual([false, false, false]);
    const declare = (remind: Field) =>
      untypedEntity('office/visit', {
        label: { one: 'Visit', many: 'Visits' },
        title: 'name',
        schedule: { at: 'at', remind: 'remind' },
        fields: { name: text(), at: instant(), remind },
      });
    expect(declare(choice(reminderChoices)).schedule).toEqual({ at: 'at', remind: 'remind' });
    expect(() => declare(text())).toThrow('remind "remind" must be a choice of durations');
    expect(() => declare(choice([{ value: 'soon', label: 'Soon' }]))).toThrow('must be a choice of durations');
  });
});
