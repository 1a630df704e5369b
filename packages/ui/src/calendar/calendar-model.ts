import type { CalendarSpan } from '@outpost/domain/kernel/calendar/calendar-days';
import type { ReactNode, Ref } from 'react';

/** The time of an event: whole days, or an instant with a length in minutes. `null`: it has no length, such as a task. */
export type EventTime =
  | { readonly isAllDay: true; readonly day: string; readonly days: number }
  | { readonly isAllDay: false; readonly start: string; readonly minutes: number | null };

/** An event that a calendar draws. All texts are already formatted. */
export type CalendarEvent = {
  readonly id: string;
  /** The caller's name for the kind of the event. The calendar passes it back with the event. */
  readonly source: string;
  readonly title: string;
  /** The kind of event in words, for screen readers: "Task". */
  readonly kind: string;
  /** The second line: the record that it is about. */
  readonly detail?: string | undefined;
  readonly time: EventTime;
  /** Tasks have a circle and an edge, other events a filled ground. Finished ones are struck through. */
  readonly look: 'event' | 'task' | 'done';
  /** Whether it has a length that can be changed. */
  readonly canResize: boolean;
  /** The waiting act in words: "Moved to Fri 20 Nov, to send". */
  readonly waiting?: string | undefined;
  /** The reason why this person can't move it. */
  readonly readOnlyReason?: string | undefined;
  /** The reason why its time can't be removed: its kind always has one. */
  readonly timeNeededReason?: string | undefined;
};

/** The form of a time that is not chosen yet: whole days, or an instant with a length in minutes. */
export type TimeForm = { readonly isAllDay: true } | { readonly isAllDay: false; readonly minutes: number | null };

/** A record without a time, in the lane beside a calendar. `form`: the form of the time that it gets. */
export type UnscheduledEvent = Omit<CalendarEvent, 'time'> & { readonly time: undefined; readonly form: TimeForm };
/** A record that a calendar gives another time, or its first one. */
export type MovableEvent = CalendarEvent | UnscheduledEvent;

/** A group of the lane beside a calendar. */
export type LaneSection = {
  /** `late`: its records are open, and their time is past. */
  readonly id: 'late' | 'without-time';
  readonly title: string;
  readonly events: readonly MovableEvent[];
  /** The number of all its records; `events` can be fewer. */
  readonly count: number;
};

/** The lane beside a calendar, with the records that have no time yet and those that are late. */
export type CalendarLane = {
  /** "tasks" in "10 unscheduled tasks". */
  readonly noun: { readonly one: string; readonly many: string };
  readonly sections: readonly LaneSection[];
  readonly isLoaded: boolean;
  /** Reads more records. Left out: all are read, or as many as the calendar can read. */
  readonly onMore?: (() => void) | undefined;
  /** The reason why the records can't be listed. */
  readonly problem?: string | undefined;
  /** Whether the lane is open: beside the days where there is room, or else as a bar below them. */
  readonly isOpen: Readonly<Record<'beside' | 'below', boolean>>;
  readonly onToggle: (place: 'beside' | 'below', isOpen: boolean) => void;
};

/** A drawn calendar, for the page around it. */
export type CalendarApi = { readonly focus: () => void };

/** The calendar. It draws the days around `day`, and the events that its caller has read for them. */
export type CalendarProps = {
  readonly label: string;
  readonly span: CalendarSpan;
  /** A day within the shown ones: "2026-11-20". */
  readonly day: string;
  readonly events: readonly CalendarEvent[];
  /** The number of events of each day, where not all of them are in `events`. Days that are not in the map have none. */
  readonly counts?: ReadonlyMap<string, number> | undefined;
  /** A sentence above the days: "Shows the first 1,000 of 2,345 tasks". */
  readonly note?: ReactNode;
  readonly onGo: (to: { readonly day: string; readonly span?: CalendarSpan }) => void;
  readonly onOpen: (event: MovableEvent) => void;
  /** `time` is undefined where the person has removed the time. */
  readonly onMove: (event: MovableEvent, time: EventTime | undefined) => void;
  readonly lane?: CalendarLane | undefined;
  /** Left out where the person may not add an event. `noun`: "task" in "Enter adds a task". */
  readonly create?: { readonly noun: string; readonly add: (time: EventTime) => void } | undefined;
  /** Whether new events are whole days. */
  readonly isByDay?: boolean | undefined;
  /** The event whose record is open beside the calendar. */
  readonly openId?: string | undefined;
  /** Undefined until the person chooses: the weekend is folded, unless this day is one of its days. */
  readonly isWeekendOpen: boolean | undefined;
  readonly onWeekend: (isOpen: boolean) => void;
  /** Drawn below the days of an agenda without events. */
  readonly empty?: ReactNode;
  readonly apiRef?: Ref<CalendarApi> | undefined;
};

/** Chosen: the height of an event without a length, in minutes, so that its title has room. */
export const minutesDrawn = 30;
/** Chosen: moves and lengths go in steps of this many minutes. */
export const stepMinutes = 15;
/** Chosen: the minutes between two places of the time grid that the keyboard reaches. */
export const slotMinutes = 30;

/** Returns the length of an event as it is drawn, in minutes. */
export const drawnMinutes = (time: Extract<EventTime, { readonly isAllDay: false }>): number =>
  time.minutes === null || time.minutes <= 0 ? minutesDrawn : time.minutes;

/** Whether an event is drawn as a bar over its days, and not among the hours. */
export const isBar = (time: EventTime): boolean => time.isAllDay || drawnMinutes(time) >= 1_440;
