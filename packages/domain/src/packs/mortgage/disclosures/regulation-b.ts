import type { Cannot } from '../../../kernel/catalogue/calculations/calculation.ts';
import { addDays } from '../../../kernel/days.ts';
import type { BusinessCalendar, OfficeDays } from './business-calendar.ts';
import { businessDayAfter, businessDayBefore, type CountedDays } from './count-business-days.ts';
import { calendarDayFault } from './calendar-day-fault.ts';

/** 12 CFR 1002.9(a)(1): days to notify of action taken, and of a counteroffer that the applicant does not accept. */
const daysToNotify = 30;
const daysAfterCounteroffer = 90;
/** 12 CFR 1002.14(a)(1) and (2): business days before consummation, and after the application. */
const appraisalDays = 3;
const appraisalNoticeDays = 3;

/** The event that begins the time to notify an applicant. */
export type NotificationEvent =
  | { readonly kind: 'completed-application'; readonly on: string }
  | { readonly kind: 'adverse-action-on-incomplete-application'; readonly on: string }
  | { readonly kind: 'counteroffer'; readonly on: string };

/**
 * Returns the last day to notify the applicant of action taken: 30 days after a completed application or after adverse action on an
 * incomplete one, 90 days after a counteroffer that the applicant does not accept or use. Calendar days.
 * Source: Regulation B, 12 CFR 1002.9(a)(1)(i), (ii) and (iv). A completed application has all the information that the creditor
 * regularly obtains (1002.2(f)): it is later than the six items of Regulation Z.
 */
export function notificationDue({ kind, on }: NotificationEvent): string | Cannot<'on'> {
  const problem = calendarDayFault('on', on, 'The day');
  return problem ?? addDays(on, kind === 'counteroffer' ? daysAfterCounteroffer : daysToNotify);
}

/** The last days to give the applicant a copy of an appraisal. */
export type AppraisalCopyDue = {
  /** The last day of delivery. */
  readonly deliverBy: CountedDays;
  /** The last day to mail it: delivery is three business days after mailing, or at evidence of receipt. */
  readonly mailBy: CountedDays;
};

/**
 * Returns the last days for the copy of an appraisal or another written valuation on a first lien: three business days before consummation.
 * It is also due promptly upon completion, which no count of days expresses. Regulation B defines no business day; the Bureau’s guide to the
 * ECOA valuations rule allows a reasonable definition of the creditor’s own, with or without Saturdays. Office days give the earlier day.
 * Source: Regulation B, 12 CFR 1002.14(a)(1), comment 14(a)(1)-4.i.
 */
export function appraisalCopyDue(
  consummationOn: string,
  calendar: BusinessCalendar,
): AppraisalCopyDue | Cannot<'consummationOn'> {
  const problem = calendarDayFault('consummationOn', consummationOn, 'The day of consummation');
  if (problem) return problem;
  const deliverBy = businessDayBefore(consummationOn, appraisalDays, calendar);
  return { deliverBy, mailBy: businessDayBefore(deliverBy.day, appraisalDays, calendar) };
}

/**
 * Returns the last day to mail or deliver the notice of the right to receive copies of appraisals: the third business day after the
 * application. Source: Regulation B, 12 CFR 1002.14(a)(2).
 */
export const appraisalNoticeDue = (applicationOn: string, officeDays: OfficeDays): CountedDays =>
  businessDayAfter(applicationOn, appraisalNoticeDays, officeDays);
