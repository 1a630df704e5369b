import { describe, expect, it } from 'vitest';
import { createFormats } from '../formats/formats.ts';
import { givenEvent } from '../testing/given-event.ts';
import type { CalendarEvent } from './calendar-model.ts';
import { neighbourOf, neighbourText, overlapsOf } from './day-neighbours.ts';

const berlin = createFormats({ locale: 'en-GB', timeZone: 'Europe/Berlin' });
const at = (id: string, start: string, minutes: number | null = 60): CalendarEvent =>
  givenEvent({ id, title: id, time: { isAllDay: false, start: `2026-11-20T${start}:00.000Z`, minutes } });
const words = (text: string) => text.replaceAll('\u00a0', ' ').replaceAll('\u202f', ' ');
const textOf = (id: string, start: string, events: readonly CalendarEvent[], minutes: number | null = 30) => {
  const found = neighbourOf({ id, time: at(id, start, minutes).time }, events, 'Europe/Berlin');
  return found && words(neighbourText(found, berlin));
};

describe('events of a day', () => {
  it('that begin before an earlier one ends overlap with the one that ends last', () => {
    const events = [at('Terms', '10:00', 120), at('Call', '10:30', 15), at('Lunch', '11:30'), at('Walk', '13:00')];
    const found = overlapsOf(events);
    expect([...found].map(([id, { event, minutes }]) => [id, event.id, minutes])).toEqual([
      ['Call', 'Terms', 15],
      ['Lunch', 'Terms', 30],
    ]);
  });

  it('do not overlap where one begins when another ends; tasks and whole days take up no time', () => {
    const task = { ...at('Task', '10:15', null), canResize: false, look: 'task' } as const;
    const day = givenEvent({ id: 'Day', time: { isAllDay: true, day: '2026-11-20', days: 1 } });
    expect(overlapsOf([day, at('Terms', '10:00'), task, at('Lunch', '11:00')]).size).toBe(0);
  });
});

describe('a time', () => {
  const terms = at('Terms', '10:00');
  it('overlaps with an event that runs meanwhile', () => {
    expect(textOf('New', '10:45', [terms])).toBe('Overlaps Terms by 15 min');
    expect(textOf('New', '09:45', [terms])).toBe('Overlaps Terms by 15 min');
  });

  it('has free minutes before the next event of its day', () => {
    expect(textOf('New', '09:00', [at('Lunch', '12:00'), terms])).toBe('30 min left free before Terms, 11:00');
    expect(textOf('New', '09:30', [terms])).toBe('Followed by Terms, 11:00');
  });

  it('without a length overlaps with nothing', () => {
    expect(textOf('New', '10:15', [terms], null)).toBeUndefined();
    expect(textOf('New', '09:15', [terms], null)).toBe('45 min left free before Terms, 11:00');
  });

  it('has no neighbour after the last event, on another day, or in itself', () => {
    expect(textOf('New', '11:00', [terms])).toBeUndefined();
    expect(textOf('Terms', '10:15', [terms])).toBeUndefined();
    expect(neighbourOf({ id: 'New', time: { isAllDay: false, start: '2026-11-19T20:00:00.000Z', minutes: 30 } }, [terms], 'Europe/Berlin')).toBeUndefined(); // prettier-ignore
  });
});
