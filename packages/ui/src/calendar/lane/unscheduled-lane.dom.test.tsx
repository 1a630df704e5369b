import { act, fireEvent, screen, within } from '@testing-library/react';
import { useState } from 'react';
import { describe, expect, it, vi } from 'vitest';
import { installDomLayout, renderInTheme } from '../../testing/dom-layout.tsx';
import { givenEvent, givenUnscheduled } from '../../testing/given-event.ts';
import { Calendar } from '../calendar.tsx';
import type { CalendarEvent, CalendarLane, CalendarProps, EventTime, MovableEvent } from '../calendar-model.ts';

// Friday 20 November 2026, 4:00 in New York; weeks begin on Sunday.
installDomLayout();
const photos = givenUnscheduled({ detail: 'Millrace Offices' });
const walk = givenUnscheduled({ id: 'u2', title: 'Walk the site', look: 'event', canResize: true, form: { isAllDay: false, minutes: 45 } }); // prettier-ignore
const theirs = givenUnscheduled({ id: 'u3', title: 'Not mine', readOnlyReason: 'Only Dana may change it.' });
const late = givenEvent({ id: 'l1', title: 'Call about scope', kind: 'Task', look: 'task', canResize: false, time: { isAllDay: false, start: '2026-11-11T15:00:00.000Z', minutes: null } }); // prettier-ignore
const terms = givenEvent();

type Given = {
  readonly late?: readonly MovableEvent[];
  readonly without?: readonly MovableEvent[];
  readonly lane?: Partial<CalendarLane>;
  readonly props?: Partial<CalendarProps>;
};

/** Draws a week with a lane, in which moves are kept, and gives its days their places. */
function draw(given: Given = {}) {
  const seen = { moved: [] as [id: string, time: EventTime | undefined][], opened: [] as string[], toggled: [] as unknown[] }; // prettier-ignore
  function Held() {
    const [events, setEvents] = useState<readonly CalendarEvent[]>([terms]);
    const [without, setWithout] = useState(given.without ?? [photos, walk, theirs]);
    const lateOnes = given.late ?? [late];
    return (
      <Calendar
        label="Tasks"
        span="week"
        day="2026-11-20"
        events={events}
        openId={undefined}
        isWeekendOpen
        onWeekend={() => {}}
        onGo={() => {}}
        onOpen={({ id }) => seen.opened.push(id)}
        onMove={(event, time) => {
          seen.moved.push([event.id, time]);
          setWithout((before) => before.filter(({ id }) => id !== event.id));
          setEvents((before) => [...before.filter(({ id }) => id !== event.id), ...(time ? [{ ...event, time }] : [])]);
        }}
        lane={{
          noun: { one: 'task', many: 'tasks' },
          sections: [
            { id: 'late', title: 'Late', events: lateOnes, count: lateOnes.length },
            { id: 'without-time', title: 'Without a time', events: without, count: without.length },
          ],
          isLoaded: true,
          isOpen: { beside: true, below: false },
          onToggle: (...toggled) => seen.toggled.push(toggled),
          ...given.lane,
        }}
        {...given.props}
      />
    );
  }
  renderInTheme(<Held />);
  const calendar = screen.getByRole('application', { name: 'Tasks' });
  const lane = screen.getByRole('region', { name: 'Unscheduled tasks' });
  // Days are 100 px wide from x = 0, their hours begin at y = 50 with a pixel for each minute. The lane begins at x = 700.
  for (const [place, element] of [...calendar.querySelectorAll('[data-day][data-hours]')].entries())
    element.getBoundingClientRect = () => new DOMRect(place * 100, 50, 100, 1_440);
  lane.getBoundingClientRect = () => new DOMRect(700, 0, 280, 640);
  const row = (name: RegExp) => within(lane).getByRole('button', { name });
  const press = (...keys: readonly string[]) => {
    for (const key of keys) fireEvent.keyDown(document.activeElement ?? document.body, { key });
  };
  const said = () => screen.getByRole('status').textContent;
  return { ...seen, calendar, lane, row, press, said };
}
function drag(element: Element, to: readonly [x: number, y: number], end: 'drop' | 'hold' = 'drop') {
  const pointer = { button: 0, pointerId: 1, pointerType: 'mouse' };
  fireEvent.pointerDown(element, { ...pointer, clientX: 800, clientY: 20 });
  fireEvent.pointerMove(window, { pointerId: 1, clientX: to[0], clientY: to[1] });
  if (end === 'drop') fireEvent.pointerUp(window, { pointerId: 1, clientX: to[0], clientY: to[1] });
}

describe('a record of the lane by keys', () => {
  it('is picked up at the place of the keyboard, moved by arrows, and put down once', () => {
    const { row, press, moved, said, calendar } = draw();
    act(() => row(/^Site photos/).focus());
    press('p');
    expect(said()).toMatch(/^Picked up Site photos, now at Fri, Nov 20, 4:00 AM\. Arrow keys move it\. Enter/);
    expect(document.activeElement).toBe(calendar);
    press('ArrowDown', 'ArrowDown', 'ArrowLeft');
    expect(said()).toBe('Thu, Nov 19, 4:30 AM');
    press('Enter');
    expect(moved).toEqual([['u1', { isAllDay: false, start: '2026-11-19T09:30:00.000Z', minutes: null }]]);
    expect(said()).toBe('Moved Site photos to Thu, Nov 19, 4:30 AM');
    expect(screen.getByRole('article', { name: /^Site photos, Task, Thu, Nov 19/ })).toBeDefined();
  });

  it('keeps its length, which Shift changes', () => {
    const { row, press, moved, calendar } = draw();
    act(() => row(/^Walk the site/).focus());
    press(' ');
    fireEvent.keyDown(calendar, { key: 'ArrowDown', shiftKey: true });
    press('Enter');
    expect(moved).toEqual([['u2', { isAllDay: false, start: '2026-11-20T09:00:00.000Z', minutes: 60 }]]);
  });

  it('goes back with Escape or Delete, and has the focus again', () => {
    const { row, press, moved, said } = draw();
    act(() => row(/^Site photos/).focus());
    press('p', 'ArrowDown', 'Escape');
    expect(said()).toBe('Site photos is unscheduled again');
    expect(document.activeElement).toBe(row(/^Site photos/));
    press('p', 'Delete');
    expect(said()).toBe('Site photos stays unscheduled');
    expect(document.activeElement).toBe(row(/^Site photos/));
    expect(moved).toEqual([]);
  });

  it('goes back when the focus leaves the days', () => {
    const { row, press, moved, calendar } = draw();
    act(() => row(/^Site photos/).focus());
    press('p');
    act(() => calendar.blur());
    expect(moved).toEqual([]);
    expect(screen.queryByRole('article', { name: /^Site photos/ })).toBeNull();
  });

  it('is not picked up where the person may not change it; the reason is shown', () => {
    const { row, press, moved } = draw();
    act(() => row(/^Not mine/).focus());
    press('p', 'Enter');
    expect(screen.getByRole('note').textContent).toBe('Only Dana may change it.');
    expect(moved).toEqual([]);
  });

  it('is reached by U, and by arrows from record to record; Enter opens it', () => {
    const { row, press, opened, calendar } = draw();
    act(() => calendar.focus());
    fireEvent.keyDown(document.body, { key: 'u' });
    expect(document.activeElement).toBe(row(/^Call about scope.*, late,/));
    press('ArrowDown', 'j');
    expect(document.activeElement).toBe(row(/^Walk the site/));
    press('Home', 'End', 'k');
    expect(document.activeElement).toBe(row(/^Walk the site/));
    fireEvent.click(row(/^Walk the site/));
    expect(opened).toEqual(['u2']);
  });
});

describe('an event of the days by keys', () => {
  const pickUp = (calendar: HTMLElement, press: (...keys: readonly string[]) => void) => {
    act(() => calendar.focus());
    press('j', 'p');
  };
  it('loses its time with Delete', () => {
    const { calendar, press, moved, said } = draw();
    pickUp(calendar, press);
    expect(said()).toContain('Delete removes its time');
    press('Delete');
    expect(moved).toEqual([['e1', undefined]]);
    expect(said()).toBe('Terms is unscheduled');
    expect(screen.queryByRole('article', { name: /^Terms/ })).toBeNull();
  });

  it('keeps it where its kind needs one, and the reason is shown', () => {
    const { calendar, press, moved } = draw({ props: { events: [{ ...terms, timeNeededReason: 'Each meeting needs a time.' }] } }); // prettier-ignore
    pickUp(calendar, press);
    press('ArrowDown', 'Delete');
    expect(screen.getByRole('note').textContent).toBe('Each meeting needs a time.');
    press('Enter');
    expect(moved).toEqual([]);
  });
});

describe('a drag', () => {
  it('from the lane to the hours of a day gives the time below the pointer, and leaves a hole meanwhile', () => {
    const { row, moved } = draw();
    drag(row(/^Site photos/), [410, 50 + 603], 'hold');
    expect(row(/^Site photos/).dataset['hole']).toBe('true');
    expect(screen.getByText('Drop to plan Thu, Nov 19, 10:00 AM')).toBeDefined();
    fireEvent.pointerUp(window, { pointerId: 1, clientX: 410, clientY: 653 });
    expect(moved).toEqual([['u1', { isAllDay: false, start: '2026-11-19T15:00:00.000Z', minutes: null }]]);
  });

  it('of a late record gives it another time', () => {
    const { row, moved } = draw();
    drag(row(/^Call about scope/), [510, 50 + 600]);
    expect(moved).toEqual([['l1', { isAllDay: false, start: '2026-11-20T15:00:00.000Z', minutes: null }]]);
  });

  it('that ends beside the days changes nothing, and opens nothing', () => {
    const { row, moved, opened } = draw();
    drag(row(/^Site photos/), [300, 2_000]);
    fireEvent.click(row(/^Site photos/));
    expect([moved, opened]).toEqual([[], []]);
  });

  it('from the days into the lane removes the time', () => {
    const { lane, moved } = draw();
    drag(screen.getByRole('article', { name: /^Terms/ }), [800, 300], 'hold');
    expect(lane.dataset['over']).toBe('true');
    expect(screen.getByText('Drop to remove its time')).toBeDefined();
    fireEvent.pointerUp(window, { pointerId: 1, clientX: 800, clientY: 300 });
    expect(moved).toEqual([['e1', undefined]]);
  });

  it('onto a day of a month gives the morning of that day', () => {
    const { row, moved, calendar } = draw({ props: { span: 'month' } });
    const day = calendar.querySelector('[data-day="2026-11-25"]');
    if (day) day.getBoundingClientRect = () => new DOMRect(0, 2_000, 100, 100);
    drag(row(/^Walk the site/), [50, 2_050]);
    expect(moved).toEqual([['u2', { isAllDay: false, start: '2026-11-25T14:00:00.000Z', minutes: 45 }]]);
  });
});

describe('the lane', () => {
  it('gives the number of its records, their length, and the late ones', () => {
    const { lane } = draw();
    expect(within(lane).getByText(/^3, about 45\smin$/)).toBeDefined();
    expect(within(lane).getByText('1 late')).toBeDefined();
    expect(within(lane).getByRole('region', { name: 'Late' })).toBeDefined();
  });

  it('says that nothing is unscheduled', () => {
    const { lane } = draw({ late: [], without: [] });
    expect(within(lane).getByText('All tasks have a time')).toBeDefined();
    expect(within(lane).queryByText(/press/)).toBeNull();
  });

  it('offers more records, and says why none can be listed', () => {
    const onMore = vi.fn();
    const { lane } = draw({ lane: { onMore, problem: 'These records could not be listed.' } });
    fireEvent.click(within(lane).getByRole('button', { name: 'Show more' }));
    expect(onMore).toHaveBeenCalledOnce();
    expect(within(lane).getByText('These records could not be listed.')).toBeDefined();
  });

  it('is folded and unfolded', () => {
    const { lane, toggled } = draw();
    fireEvent.click(within(lane).getByRole('button', { name: 'Fold this lane' }));
    expect(toggled).toEqual([['beside', false]]);
  });

  it('that is folded still takes a dropped event', () => {
    const { lane, moved, toggled } = draw({ lane: { isOpen: { beside: false, below: false } } });
    expect(within(lane).queryByRole('button', { name: /^Site photos/ })).toBeNull();
    drag(screen.getByRole('article', { name: /^Terms/ }), [800, 300]);
    expect(moved).toEqual([['e1', undefined]]);
    fireEvent.click(within(lane).getByRole('button', { name: /^Unscheduled/ }));
    expect(toggled).toEqual([['beside', true]]);
  });

  it('is a bar below the days of a narrow window, which opens upwards', () => {
    const usual = window.matchMedia;
    window.matchMedia = (query) => ({ ...usual(query), matches: true });
    const { lane, toggled } = draw();
    const bar = within(lane).getByRole('button', { name: /^3 unscheduled tasks\s*1 late$/ });
    expect(bar.getAttribute('aria-expanded')).toBe('false');
    expect(within(lane).queryByRole('button', { name: /^Site photos/ })).toBeNull();
    fireEvent.click(bar);
    expect(toggled).toEqual([['below', true]]);
  });
});
