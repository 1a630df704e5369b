import type { Cannot } from '../../../kernel/catalogue/calculations/calculation.ts';
import { addDays } from '../../../kernel/days.ts';
import { businessDayAfter, type CountedDays } from './count-business-days.ts';
import { calendarDayFault } from './calendar-day-fault.ts';

/** § 1026.23(a)(3)(i): specific business days, and the years of the extended right. */
const rescissionDays = 3;
const extendedYears = 3;

/** The three events of § 1026.23(a)(3)(i). One that has not happened is left out. */
export type RescissionEvents = {
  readonly consummationOn: string;
  /** The day on which the notice of the right was delivered to each consumer who is entitled to rescind. */
  readonly noticeOn?: string;
  /** The day on which all material disclosures were delivered. */
  readonly disclosuresOn?: string;
};

/** The end of the right to rescind: midnight at the end of `period.day`. */
export type RescissionPeriod = {
  readonly period: CountedDays;
  /** Whether the right lasts three years, because the notice or the material disclosures were not delivered. */
  readonly isExtended: boolean;
  /** The first day to disburse; the creditor must also be satisfied that nobody rescinded (§ 1026.23(c)). */
  readonly disburseFrom: string;
};

/**
 * Returns the end of the right to rescind: midnight of the third specific business day after consummation, delivery of the notice, or
 * delivery of all material disclosures, whichever is last. Without notice or disclosures it ends three years after consummation, or earlier
 * with a transfer of all the consumer’s interest or a sale. Source: § 1026.23(a)(3)(i), (c). Not for loans that are exempt by § 1026.23(f),
 * such as those to buy or build a dwelling: the caller leaves them out.
 */
export function rescissionEnds(events: RescissionEvents): RescissionPeriod | Cannot<keyof RescissionEvents> {
  const { consummationOn, noticeOn, disclosuresOn } = events;
  const problem =
    calendarDayFault('consummationOn', consummationOn, 'The day of consummation') ??
    calendarDayFault('noticeOn', noticeOn, 'The day of the notice') ??
    calendarDayFault('disclosuresOn', disclosuresOn, 'The day of the disclosures');
  if (problem) return problem;
  if (noticeOn === undefined || disclosuresOn === undefined) {
    const day = yearsLater(consummationOn, extendedYears);
    return { period: { day, counted: [], skipped: [] }, isExtended: true, disburseFrom: addDays(day, 1) };
  }
  const last = [consummationOn, noticeOn, disclosuresOn].reduce((latest, day) => (day > latest ? day : latest));
  const period = businessDayAfter(last, rescissionDays, 'specific');
  return { period, isExtended: false, disburseFrom: addDays(period.day, 1) };
}

/** The same date some years later; 29 February becomes 1 March where the year has none, so that the right is not shortened. */
const yearsLater = (day: string, years: number): string => {
  const year = String(Number(day.slice(0, 4)) + years);
  return day.endsWith('-02-29') ? `${year}-03-01` : `${year}${day.slice(4)}`;
};
