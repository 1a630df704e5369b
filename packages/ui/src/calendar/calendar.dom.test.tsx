import { act, fireEvent, screen, within } from '@testing-library/react';
import { useState } from 'react';
import { describe, expect, it } from 'vitest';
import { installDomLayout, renderInTheme } from '../testing/dom-layout.tsx';
import { givenEvent } from '../testing/given-event.ts';
import { Calendar } from './calendar.tsx';
import type { CalendarEvent, CalendarProps, EventTime } from './calendar-model.ts';

// Friday 20 November 2026, 4:00 in New York; weeks begin on Sunday.
installDomLayout();
const terms = givenEvent();
const task = givenEvent({
  id: 't1',
  title: 'Send contract',
  kind: 'Task',
  look: 'task',
  canResize: false,
  time: { isAllDay: false, start: '2026-11-20T14:15:00.000Z', minutes: null },
});
const theirs = givenEvent({ id: 'r1', title: 'Not mine', readOnlyReason: 'Only Dana may change it.', time: { isAllDay: false, start: '2026-11-19T15:00:00.000Z', minutes: 60 } }); // prettier-ignore

/** Draws a calendar whose moves are kept, and returns its reports. */
function draw(given: Partial<CalendarProps> & { readonly canAdd?: boolean } = {}) {
  const { canAdd = true, ...props } = given;
  const seen = {
    moved: [] as (EventTime | undefined)[],
    opened: [] as string[],
    added: [] as EventTime[],
    went: [] as unknown[],
  };
  function Held() {
    const [events, setEvents] = useState<readonly CalendarEvent[]>(props.events ?? [terms, task, theirs]);
    const [at, setAt] = useState({ day: props.day ?? '2026-11-20', span: props.span ?? ('week' as const) });
    return (
      <Calendar
        label="Tasks"
        openId={undefined}
        isWeekendOpen={false}
        onWeekend={() => {}}
        {...(canAdd ? { create: { noun: 'task', add: (time) => seen.added.push(time) } } : {})}
        {...props}
        {...at}
        events={events}
        onGo={(to) => {
          seen.went.push(to);
          setAt((before) => ({ ...before, ...to }));
        }}
        onOpen={({ id }) => seen.opened.push(id)}
        onMove={({ id }, time) => {
          seen.moved.push(time);
          setEvents((before) => before.map((event) => (event.id === id && time ? { ...event, time } : event)));
        }}
      />
    );
  }
  renderInTheme(<Held />);
  const calendar = screen.getByRole('application', { name: 'Tasks' });
  act(() => calendar.focus());
  const press = (...keys: readonly (string | readonly [key: string, shift: true])[]) => {
    for (const key of keys)
      fireEvent.keyDown(calendar, typeof key === 'string' ? { key } : { key: key[0], shiftKey: key[1] });
  };
  const active = () => document.getElementById(calendar.getAttribute('aria-activedescendant') ?? '')?.getAttribute('aria-label') ?? ''; // prettier-ignore
  const said = () => screen.getByRole('status').textContent;
  return { ...seen, calendar, press, active, said };
}

describe('the keyboard in a calendar', () => {
  it('begins at the present, moves through slots and events, and opens them', () => {
    const { press, active, opened } = draw();
    expect(active()).toBe('Friday, November 20, 2026, 4:00 AM, free');
    press('ArrowDown');
    expect(active()).toContain('4:30 AM, free');
    press('j');
    expect(active()).toBe('Send contract, Task, Fri, Nov 20, 9:15 AM');
    press('ArrowDown', 'ArrowUp', 'Enter');
    expect(opened).toEqual(['t1']);
    press('ArrowLeft');
    expect(active()).toContain('Thursday, November 19, 2026, 9:');
  });

  it('moves an event by quarters of an hour and by days, announces each step, and drops it once', () => {
    const { press, moved, said, active } = draw();
    press('j', 'p');
    expect(said()).toContain('Picked up Send contract');
    press('ArrowDown', 'ArrowDown', 'ArrowLeft');
    expect(said()).toBe('Thu, Nov 19, 9:45 AM');
    press('Enter');
    expect(moved).toEqual([{ isAllDay: false, start: '2026-11-19T14:45:00.000Z', minutes: null }]);
    expect(said()).toBe('Moved Send contract to Thu, Nov 19, 9:45 AM');
    expect(active()).toContain('Send contract, Task, Thu, Nov 19');
  });

  it('changes the length with Shift, and only where there is one', () => {
    const { press, moved } = draw();
    press('j', 'j', ' ', ['ArrowDown', true], ['ArrowDown', true], 'Enter');
    expect(moved).toEqual([{ isAllDay: false, start: '2026-11-20T20:00:00.000Z', minutes: 90 }]);
    press('k', 'p', ['ArrowDown', true], 'Enter');
    expect(moved).toHaveLength(1);
  });

  it('cancels a move with Escape, and when the focus leaves', () => {
    const { press, moved, said, calendar } = draw();
    press('j', 'p', 'ArrowDown', 'Escape');
    expect(said()).toBe('Send contract is back at Fri, Nov 20, 9:15 AM');
    press('p', 'ArrowDown');
    act(() => calendar.blur());
    expect(moved).toEqual([]);
    expect(screen.getByRole('article', { name: 'Send contract, Task, Fri, Nov 20, 9:15 AM' })).toBeDefined();
  });

  it('does not pick up what the person may not change, and says why', () => {
    const { press, said, active } = draw();
    press('k');
    expect(active()).toContain('Not mine');
    press('p');
    expect(said()).toBe('Only Dana may change it.');
    expect(screen.getByRole('note').textContent).toBe('Only Dana may change it.');
  });

  it('adds at a slot, and nothing where the person may not', () => {
    const { press, added } = draw();
    press('ArrowDown', 'Enter', 'n');
    expect(added).toEqual(Array.from({ length: 2 }, () => ({ isAllDay: false, start: '2026-11-20T09:30:00.000Z', minutes: null }))); // prettier-ignore
  });

  it('adds nothing where the person may not', () => {
    const { press, added } = draw({ canAdd: false });
    press('ArrowDown', 'Enter', 'n');
    expect(added).toEqual([]);
  });

  it('leaves the shown week at its edge, over the folded weekend', () => {
    const { press, went, active } = draw();
    press('ArrowRight');
    expect(went).toEqual([{ day: '2026-11-23' }]);
    expect(active()).toContain('Monday, November 23, 2026');
    press('PageUp');
    expect(went.at(-1)).toEqual({ day: '2026-11-16' });
  });

  it('shows the moved event in the week to which it was moved', () => {
    const { press, moved, went } = draw();
    press('j', 'p', 'ArrowRight', 'ArrowRight', 'ArrowRight');
    expect(went).toEqual([{ day: '2026-11-22' }]);
    expect(screen.getByRole('article', { name: /Send contract, Task, Mon, Nov 23, 9:15 AM/ })).toBeDefined();
    press('Enter');
    expect(moved).toEqual([{ isAllDay: false, start: '2026-11-23T14:15:00.000Z', minutes: null }]);
  });
});

describe('a calendar', () => {
  it('marks past and done events, shows the booked time, and the present', () => {
    draw({ events: [terms, { ...theirs }, { ...task, look: 'done' }] });
    expect(screen.getByText(/1\sh to come/)).toBeDefined();
    expect(screen.getByText(/1\sh booked/)).toBeDefined();
    expect(screen.getByRole('article', { name: /Not mine/ }).dataset['past']).toBe('true');
    expect(screen.getByRole('article', { name: /Task, done/ }).dataset['look']).toBe('done');
    expect(screen.getByText('UTC−5')).toBeDefined();
  });

  it('folds the weekend to strips with counts, and unfolds with a press', () => {
    const opened: boolean[] = [];
    draw({ onWeekend: (isOpen) => opened.push(isOpen), events: [{ ...terms, time: { isAllDay: false, start: '2026-11-21T15:00:00.000Z', minutes: 30 } }] }); // prettier-ignore
    fireEvent.click(screen.getByRole('button', { name: /^Sat 21\s*1\s*event. Unfold the weekend$/ }));
    expect(opened).toEqual([true]);
  });

  it('gives the number of events of a month for which there is no room', () => {
    const many = Array.from({ length: 6 }, (_, place) => ({ ...task, id: `m${place}` }));
    const { press, active, went } = draw({ span: 'month', events: many, counts: new Map([['2026-11-20', 40]]) });
    expect(screen.getAllByRole('article')).toHaveLength(3);
    expect(active()).toBe('Friday, November 20, 2026, today, 40 events');
    press('End');
    expect(active()).toBe('+37 more on Friday, November 20, 2026');
    press('Enter');
    expect(went).toEqual([{ day: '2026-11-20', span: 'day' }]);
  });

  it('goes by weeks in a month, and moves by days', () => {
    const { press, active, moved } = draw({ span: 'month', events: [task] });
    press('ArrowDown', 'p', 'ArrowDown', 'ArrowLeft', 'Enter');
    expect(moved).toEqual([{ isAllDay: false, start: '2026-11-26T14:15:00.000Z', minutes: null }]);
    expect(active()).toContain('Send contract, Task, Thu, Nov 26');
  });

  it('lists an agenda by day, with the present between past and coming events', () => {
    const past = { ...task, id: 'p1', title: 'Stand-up', time: { isAllDay: false, start: '2026-11-20T08:00:00.000Z', minutes: null } } as const; // prettier-ignore
    draw({ span: 'agenda', events: [past, task, terms], empty: 'Nothing' });
    const today = screen.getByRole('region', { name: 'Friday, November 20, 2026' });
    expect(within(today).getAllByRole('article').map(({ textContent }) => textContent?.slice(0, 7).trim())).toEqual(['3:00 AM', '9:15 AM', '3:00 PM'].map((text) => expect.stringContaining(text.slice(0, 4)) as unknown)); // prettier-ignore
    expect(screen.queryByText('Nothing')).toBeNull();
  });

  it('says in an agenda with which event another one overlaps', () => {
    const lunch = { ...terms, id: 'e2', title: 'Lunch', time: { isAllDay: false, start: '2026-11-20T20:30:00.000Z', minutes: 60 } } as const; // prettier-ignore
    draw({ span: 'agenda', events: [terms, lunch] });
    expect(screen.getByRole('article', { name: /^Lunch, .*, Overlaps Terms by 30\smin$/ })).toBeDefined();
    expect(screen.getByRole('article', { name: /^Terms, / }).textContent).not.toContain('Overlaps'); // prettier-ignore
  });

  it('announces an event with which a moved one overlaps', () => {
    const { press, said } = draw({ events: [terms, { ...theirs, time: { isAllDay: false, start: '2026-11-20T21:30:00.000Z', minutes: 60 } }] }); // prettier-ignore
    press('j', 'p', 'ArrowDown');
    expect(said()).not.toContain('Overlaps');
    press('ArrowDown', 'ArrowDown');
    expect(said()).toMatch(/\. Overlaps Not mine by 15\smin$/);
  });

  it('says in an empty agenda that it is empty', () => {
    draw({ span: 'agenda', events: [], empty: 'Nothing' });
    expect(screen.getByText('Nothing')).toBeDefined();
  });

  it('puts whole days above the hours, and a change of clocks among them', () => {
    draw({
      day: '2026-03-08',
      span: 'day',
      events: [{ ...terms, time: { isAllDay: true, day: '2026-03-08', days: 1 } }],
    });
    expect(screen.getByRole('article', { name: 'Terms, Activity, Sun, Mar 8' })).toBeDefined();
    expect(screen.getByText('The clocks go forward: this time does not exist')).toBeDefined();
  });
});

describe('an event that changes', () => {
  /** Draws a calendar, and returns the function that draws it with other properties. */
  function given(first: Partial<CalendarProps>) {
    const whole = (props: Partial<CalendarProps>): CalendarProps => ({
      label: 'Tasks',
      span: 'week',
      day: '2026-11-20',
      events: [terms, task],
      openId: undefined,
      isWeekendOpen: false,
      onWeekend: () => {},
      onGo: () => {},
      onOpen: () => {},
      onMove: () => {},
      ...props,
    });
    const { rerender } = renderInTheme(<Calendar {...whole(first)} />);
    return (props: Partial<CalendarProps>) => rerender(<Calendar {...whole(props)} />);
  }
  const names = () => screen.getAllByRole('article').map((one) => one.getAttribute('aria-label'));

  it('shows its new title, time, mark and waiting change', () => {
    const drawAgain = given({});
    expect(names()).toContain('Send contract, Task, Fri, Nov 20, 9:15 AM');
    const time: EventTime = { isAllDay: false, start: '2026-11-20T16:15:00.000Z', minutes: null };
    drawAgain({ events: [terms, { ...task, title: 'Send the contract', look: 'done', time, waiting: 'Renamed' }] });
    const box = screen.getByRole('article', { name: /^Send the contract/ });
    expect(box.getAttribute('aria-label')).toContain('11:15 AM');
    expect(box.dataset['look']).toBe('done');
    expect(within(box).getByRole('img', { name: 'Renamed' })).toBeDefined();
    expect(names()).toHaveLength(2);
  });

  it('leaves the others with the present handlers: they open their record in the present way', () => {
    const opened: string[] = [];
    const openBy = (way: string) => ({ onOpen: ({ id }: { readonly id: string }) => void opened.push(`${way} ${id}`) });
    const drawAgain = given(openBy('first'));
    drawAgain({ ...openBy('second'), events: [{ ...terms }, { ...task, title: 'Send the contract' }] });
    fireEvent.click(screen.getByRole('article', { name: /^Terms/ }));
    expect(opened).toEqual(['second e1']);
  });

  it('is marked as open while its record is open, and not afterwards', () => {
    const drawAgain = given({ openId: 'e1' });
    const box = screen.getByRole('article', { name: /^Terms/ });
    expect(box.dataset['open']).toBe('true');
    drawAgain({ openId: 't1' });
    expect(box.dataset['open']).toBeUndefined();
  });
});
