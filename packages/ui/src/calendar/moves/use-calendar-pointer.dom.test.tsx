import { fireEvent, screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { installDomLayout, renderInTheme } from '../../testing/dom-layout.tsx';
import { givenEvent } from '../../testing/given-event.ts';
import { Calendar } from '../calendar.tsx';
import type { CalendarEvent, EventTime } from '../calendar-model.ts';

// Days are 100 px wide from x = 0. Whole days are at y = 0 to 50, and the hours from y = 50 with a pixel for each
// minute.
installDomLayout();

/** Draws a week in New York, which begins on Sunday, and gives its days their places. */
function draw(events: readonly CalendarEvent[], day = '2026-11-20') {
  const moved: (EventTime | undefined)[] = [];
  const added: EventTime[] = [];
  renderInTheme(
    <Calendar
      label="Tasks"
      span="week"
      day={day}
      events={events}
      onGo={() => {}}
      onOpen={() => {}}
      onMove={(_event, time) => moved.push(time)}
      create={{ noun: 'task', add: (time) => added.push(time) }}
      isWeekendOpen
      onWeekend={() => {}}
    />,
  );
  const calendar = screen.getByRole('application', { name: 'Tasks' });
  for (const isHours of [false, true]) {
    const selector = isHours ? '[data-day][data-hours]' : '[data-all-day] [data-day]';
    for (const [place, element] of [...calendar.querySelectorAll(selector)].entries())
      element.getBoundingClientRect = () => new DOMRect(place * 100, isHours ? 50 : 0, 100, isHours ? 1_440 : 50);
  }
  const drag = (element: Element, from: readonly [x: number, y: number], to: readonly [x: number, y: number]) => {
    const pointer = { button: 0, pointerId: 1, pointerType: 'mouse' };
    fireEvent.pointerDown(element, { ...pointer, clientX: from[0], clientY: from[1] });
    fireEvent.pointerMove(window, { pointerId: 1, clientX: to[0], clientY: to[1] });
    fireEvent.pointerUp(window, { pointerId: 1, clientX: to[0], clientY: to[1] });
  };
  return { moved, added, drag, hours: (place: number) => calendar.querySelectorAll('[data-day][data-hours]')[place] ?? calendar }; // prettier-ignore
}

describe('a dragged event', () => {
  it('of several days keeps its distance from the pointer', () => {
    const { moved, drag } = draw([givenEvent({ time: { isAllDay: true, day: '2026-11-16', days: 3 } })]);
    drag(screen.getByRole('article', { name: /Terms/ }), [310, 10], [410, 10]); // pressed on its last day, Wednesday
    expect(moved).toEqual([{ isAllDay: true, day: '2026-11-17', days: 3 }]);
  });

  it('does not jump where it is pressed on its second day', () => {
    const start = '2026-11-18T03:00:00.000Z'; // Tuesday, 22:00 in New York
    const { moved, drag } = draw([givenEvent({ time: { isAllDay: false, start, minutes: 300 } })]);
    const [, second] = screen.getAllByRole('article', { name: /Terms/ });
    drag(second ?? document.body, [310, 100], [410, 100]);
    expect(moved).toEqual([{ isAllDay: false, start: '2026-11-19T03:00:00.000Z', minutes: 300 }]);
  });

  it('among the hours moves by quarters of an hour from where it was pressed', () => {
    const { moved, drag } = draw([givenEvent()]); // Friday, 15:00 to 16:00
    drag(screen.getByRole('article', { name: /Terms/ }), [510, 50 + 930], [410, 50 + 992]);
    expect(moved).toEqual([{ isAllDay: false, start: '2026-11-19T21:00:00.000Z', minutes: 60 }]);
  });
});

describe('a slot that is drawn', () => {
  it.each([
    ['2026-11-20', 5, '2026-11-20T05:30:00.000Z', 150],
    ['2026-03-08', 0, '2026-03-08T05:30:00.000Z', 90],
    ['2026-11-01', 0, '2026-11-01T04:30:00.000Z', 210],
  ])('on %s from 0:30 to 3:00 has its real length', (day, place, start, minutes) => {
    const { added, drag, hours } = draw([], day);
    drag(hours(place), [place * 100 + 10, 50 + 30], [place * 100 + 10, 50 + 180]);
    expect(added).toEqual([{ isAllDay: false, start, minutes }]);
  });
});
