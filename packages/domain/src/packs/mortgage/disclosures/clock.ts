import { addDays, daysBetween } from '../../../kernel/days.ts';
import type { CountedDays, SkippedDay } from './count-business-days.ts';
import type { LastDays } from './delivery.ts';

/**
 * `open`: there is time. `warn`: the last day of some way to send is near or past, or that of the deadline is near. `late`: the
 * deadline has passed, or was missed. `done`: met in time.
 */
export type ClockState = 'open' | 'warn' | 'late' | 'done';

/** A deadline of a loan, with how it was counted. */
export type DisclosureClock = {
  /** Stable within a file: "closing-disclosure", "revised-estimate:<id>". */
  readonly id: string;
  readonly what: string;
  /** Regulation and section. */
  readonly source: string;
  readonly dueOn: string;
  /** What must happen by the due day: the disclosure is sent or received, something is done, or a period ends. */
  readonly dueIs: 'sent' | 'received' | 'done' | 'period-ends';
  /** The last day to send by each way. Empty where nothing is sent. */
  readonly lastDays: Partial<LastDays>;
  readonly state: ClockState;
  /** Calendar days from today to the due day; negative after it. */
  readonly daysLeft: number;
  /** The day on which it was done: sent, received, or the end of the period. */
  readonly doneOn?: string;
  /** Why it is late, where the day alone does not tell. */
  readonly whyLate?: string;
  readonly counted: readonly string[];
  readonly skipped: readonly SkippedDay[];
};

/** What a clock is made of. */
export type ClockParts = {
  readonly id: string;
  readonly what: string;
  readonly source: string;
  readonly due: CountedDays;
  readonly dueIs: DisclosureClock['dueIs'];
  readonly lastDays?: Partial<LastDays>;
  readonly doneOn?: string | undefined;
  readonly whyLate?: string | undefined;
};

/** Calendar days before the first last day at which warnings begin; chosen: a weekend and a day. */
export const usualWarnDays = 3;

/** Returns a clock with its state on a day. A period that has ended is done. */
export function disclosureClockOf(
  { due, doneOn, whyLate, lastDays = {}, ...own }: ClockParts,
  { today, warnDays }: { readonly today: string; readonly warnDays: number },
): DisclosureClock {
  const first = Object.values(lastDays).reduce((least, day) => (day < least ? day : least), due.day);
  const hasEnded = own.dueIs === 'period-ends' && today > due.day;
  const isDone = hasEnded || (doneOn !== undefined && doneOn <= due.day && whyLate === undefined);
  const isLate = !isDone && (doneOn !== undefined || today > due.day);
  const state = isDone ? 'done' : isLate ? 'late' : today >= addDays(first, -warnDays) ? 'warn' : 'open';
  const ended = doneOn ?? (hasEnded ? due.day : undefined);
  return {
    ...own,
    dueOn: due.day,
    lastDays,
    state,
    daysLeft: daysBetween(today, due.day),
    ...(ended === undefined ? {} : { doneOn: ended }),
    ...(whyLate === undefined ? {} : { whyLate }),
    counted: due.counted,
    skipped: due.skipped,
  };
}
