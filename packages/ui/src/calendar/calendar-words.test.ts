import { describe, expect, it } from 'vitest';
import { createFormats } from '../formats/formats.ts';
import { weekOfLocale } from '../formats/week-of-locale.ts';
import { givenEvent } from '../testing/given-event.ts';
import { eventName, hourText, offsetText, spanTitle, timeText, weekTitle } from './calendar-words.ts';

const berlin = createFormats({ locale: 'en-GB', timeZone: 'Europe/Berlin' });

describe('the words of a calendar', () => {
  it('name an event by its title, kind, time and state', () => {
    const event = givenEvent({
      detail: 'Dunmere Estates',
      waiting: 'Moved, to send',
      readOnlyReason: 'Only Dana may change it.',
    });
    expect(eventName(event, berlin)).toBe(
      'Terms, Activity, Fri 20 Nov, 21:00 – 22:00, Dunmere Estates, Moved, to send, Only Dana may change it.',
    );
    expect(
      eventName(
        givenEvent({ look: 'done', kind: 'Task', time: { isAllDay: true, day: '2026-11-20', days: 2 } }),
        berlin,
      ),
    ).toBe('Terms, Task, done, Fri 20 Nov to Sat 21 Nov');
  });

  it('distinguish the two hours that a clock shows alike', () => {
    const at = (start: string) => timeText({ isAllDay: false, start, minutes: null }, berlin);
    expect(at('2026-10-25T00:30:00.000Z')).toBe('2:30');
    expect(at('2026-10-25T01:30:00.000Z')).toBe('2:30 (UTC+1)');
  });

  it('title the shown days and weeks', () => {
    const about = { locale: 'en-GB', weekStart: 1 } as const;
    expect(spanTitle('week', '2026-11-19', about).replaceAll(/\s/g, ' ')).toBe('16 – 22 Nov 2026');
    expect(spanTitle('month', '2026-11-19', about)).toBe('November 2026');
    expect(weekTitle('week', '2026-11-22', 7)).toBe('week 48');
    expect(weekTitle('month', '2026-11-22', 7)).toBeUndefined();
    expect(offsetText('2026-11-20T00:00:00.000Z', 'Asia/Kathmandu')).toBe('UTC+5:45');
    expect(offsetText('2026-11-20T00:00:00.000Z', 'America/New_York')).toBe('UTC−5');
    expect([hourText(480, 'en-US').replaceAll(/\s/g, ' '), hourText(780, 'en-GB')]).toEqual(['8 AM', '13:00']);
  });

  it('begin the week where the locale does', () => {
    expect(['en-US', 'de-DE', 'ar-EG', 'no such locale'].map((locale) => weekOfLocale(locale).start)).toEqual([
      7, 1, 6, 1,
    ]);
  });
});
