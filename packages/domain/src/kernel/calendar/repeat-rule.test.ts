import { describe, expect, it } from 'vitest';
import { readRepeat, repeatWords, writeRepeat } from './repeat-rule.ts';

const dayText = (day: string) => `the ${day}`;

describe('the rule of a repeated record', () => {
  it.each([
    ['FREQ=DAILY', 'Every day'],
    ['FREQ=DAILY;INTERVAL=3;COUNT=4', 'Every 3 days, 4 more times'],
    ['FREQ=WEEKLY', 'Every week'],
    ['FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE,FR', 'Every 2 weeks on Monday, Wednesday and Friday'],
    ['FREQ=WEEKLY;BYDAY=TU;UNTIL=20261231', 'Every week on Tuesday, until the 2026-12-31'],
    ['FREQ=MONTHLY;BYMONTHDAY=15', 'Every month on day 15'],
    ['FREQ=MONTHLY;BYMONTHDAY=-1', 'Every month on the last day'],
    ['FREQ=MONTHLY;BYDAY=2TU', 'Every month on the second Tuesday'],
    ['FREQ=MONTHLY;INTERVAL=3;BYDAY=-1FR', 'Every 3 months on the last Friday'],
    ['FREQ=YEARLY;COUNT=1', 'Every year, this time for the last time'],
  ])('is read, written and put into words: %s', (text, words) => {
    const read = readRepeat(text);
    if (!read.ok) throw new Error(read.why);
    expect([writeRepeat(read.rule), repeatWords(read.rule, dayText)]).toEqual([text, words]);
  });

  it.each([
    ['every monday', '"EVERY MONDAY" is not part'],
    ['FREQ=HOURLY', 'by days, weeks, months or years'],
    ['FREQ=DAILY;INTERVAL=0', 'every 1 to 99 times'],
    ['FREQ=DAILY;INTERVAL=100', 'every 1 to 99 times'],
    ['FREQ=DAILY;COUNT=3;UNTIL=20261231', 'not both'],
    ['FREQ=DAILY;COUNT=5000', '1 to 999 times'],
    ['FREQ=WEEKLY;BYDAY=2MO', 'months have one day'],
    ['FREQ=MONTHLY;BYMONTHDAY=1,15', 'months have one day'],
    ['FREQ=MONTHLY;BYDAY=5TU', 'no such day'],
    ['FREQ=YEARLY;BYMONTH=2', '"BYMONTH" is not part'],
    ['FREQ=DAILY;BYSETPOS=1', '"BYSETPOS" is not part'],
    ['FREQ=', 'cannot be read'],
  ])('is refused with the reason: %s', (text, why) => {
    const read = readRepeat(text);
    expect(read.ok ? writeRepeat(read.rule) : read.why).toContain(why);
  });
});
