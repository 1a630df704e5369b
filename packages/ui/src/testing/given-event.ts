import type { CalendarEvent, UnscheduledEvent } from '../calendar/calendar-model.ts';

/** Returns an event of a calendar: by default a meeting of an hour, on Friday 20 November 2026 at 15:00 in New York. */
export const givenEvent = (change: Partial<CalendarEvent> = {}): CalendarEvent => ({
  id: 'e1',
  source: 'test/meeting',
  title: 'Terms',
  kind: 'Activity',
  time: { isAllDay: false, start: '2026-11-20T20:00:00.000Z', minutes: 60 },
  look: 'event',
  canResize: true,
  ...change,
});

/** Returns a record without a time, for the lane beside a calendar: by default a task. */
export const givenUnscheduled = (change: Partial<UnscheduledEvent> = {}): UnscheduledEvent => ({
  id: 'u1',
  source: 'test/task',
  title: 'Site photos',
  kind: 'Task',
  time: undefined,
  form: { isAllDay: false, minutes: null },
  look: 'task',
  canResize: false,
  ...change,
});
