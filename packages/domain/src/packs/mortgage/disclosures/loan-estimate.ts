import { addDays } from '../../../kernel/days.ts';
import type { Cannot } from '../../../kernel/catalogue/calculations/calculation.ts';
import { type OfficeDays, officeDaysProblem } from './business-calendar.ts';
import { businessDayAfter, businessDayBefore, type CountedDays } from './count-business-days.ts';
import {
  lastDaysToSend,
  type LastDays,
  receiptOf,
  type SendingWay,
  sendingWays,
  type Sent,
  sentProblem,
} from './delivery.ts';
import { calendarDayFault } from './calendar-day-fault.ts';
import { orderFault } from '../inputs/input-faults.ts';

/** § 1026.19(e)(1)(iii)(A): business days from the application to the Loan Estimate, by the creditor's office days. */
const daysToLoanEstimate = 3;
/** § 1026.19(e)(1)(iii)(B): specific business days from the Loan Estimate to consummation. */
const waitAfterLoanEstimate = 7;
/** § 1026.19(e)(4)(i): business days from the information to the revised estimate, by the creditor's office days. */
const daysToRevise = 3;
/** § 1026.19(e)(4)(ii): specific business days from receipt of a revised Loan Estimate to consummation. */
const waitAfterRevision = 4;
/** § 1026.19(e)(3)(iv)(E): business days for which the estimate holds, by the creditor's office days. */
const daysEstimateHolds = 10;

/** Returns the last day to deliver or mail the Loan Estimate after an application. Source: § 1026.19(e)(1)(iii)(A). */
export const loanEstimateDue = (applicationOn: string, officeDays: OfficeDays): CountedDays =>
  businessDayAfter(applicationOn, daysToLoanEstimate, officeDays);

/**
 * Returns the last day to deliver or mail the Loan Estimate before a consummation. The wait begins with the sending, not the receipt
 * (comment 19(e)(1)(iii)-2). Source: § 1026.19(e)(1)(iii)(B).
 */
export const loanEstimateBefore = (consummationOn: string): CountedDays =>
  businessDayBefore(consummationOn, waitAfterLoanEstimate, 'specific');

/**
 * A consumer's signed statement that modifies or waives a waiting period for a bona fide personal financial emergency,
 * § 1026.19(e)(1)(v) and (f)(1)(iv): given after the disclosure, and not on a printed form.
 */
export type Waiver = { readonly signedOn: string };

/**
 * Returns the first day on which the loan may be consummated after a Loan Estimate. A waiver ends the wait on its day; it counts only
 * after the consumer has received the Loan Estimate. The wait after the Closing Disclosure stays. Source: § 1026.19(e)(1)(iii)(B),
 * (e)(1)(v), comments 19(e)(1)(iii)-2 and 19(e)(1)(v)-1 and -2.
 */
export function earliestAfterLoanEstimate(sent: Sent, waiver?: Waiver): CountedDays | Cannot<'sent' | 'waiver'> {
  const problem = sentProblem(sent, 'sent') ?? calendarDayFault('waiver', waiver?.signedOn, 'The day of the waiver');
  if (problem) return problem;
  if (!waiver) return businessDayAfter(sent.sentOn, waitAfterLoanEstimate, 'specific');
  const tooEarly = orderFault(receiptOf(sent).day, waiver.signedOn, {
    field: 'waiver' as const,
    sentence:
      'A waiver counts only after the consumer has received the Loan Estimate. Its day must be that day or later.',
  });
  if (tooEarly) return tooEarly;
  const wait = businessDayAfter(sent.sentOn, waitAfterLoanEstimate, 'specific');
  return wait.day < waiver.signedOn ? wait : { day: waiver.signedOn, counted: [], skipped: [] };
}

/**
 * Returns the last day on which the estimate of costs holds: an intent to proceed after it lets the creditor use revised amounts.
 * `longerUntil`: a later day that the creditor has told the consumer. Source: § 1026.19(e)(3)(iv)(E), comments 19(e)(3)(iv)(E)-1
 * and -2.
 */
export function estimateHoldsUntil(providedOn: string, officeDays: OfficeDays, longerUntil?: string): CountedDays {
  const usual = businessDayAfter(providedOn, daysEstimateHolds, officeDays);
  return longerUntil !== undefined && longerUntil > usual.day ? { day: longerUntil, counted: [], skipped: [] } : usual;
}

/**
 * Returns the first day on which the loan may be consummated after a revised Loan Estimate: the fourth specific business day after its
 * receipt. Source: § 1026.19(e)(4)(ii). Contract: `sentProblem` has found nothing.
 */
export const earliestAfterRevision = (sent: Sent): CountedDays =>
  businessDayAfter(receiptOf(sent).day, waitAfterRevision, 'specific');

/** The days that limit a revised estimate. */
export type RevisionLimits = {
  readonly officeDays: OfficeDays;
  readonly consummationOn?: string;
  /** The day on which the creditor sent the Closing Disclosure. */
  readonly closingDisclosureOn?: string;
};

/** When and how a revised estimate is due. */
export type RevisionDue = {
  /** The last day to provide it, by a Loan Estimate or a Closing Disclosure. */
  readonly provideBy: CountedDays;
  /** The last day of receipt of a revised Loan Estimate. Left out: consummation is not scheduled. */
  readonly receiveBy?: CountedDays;
  /** The last day to send a revised Loan Estimate, by each way that is still possible. Left out where none is. */
  readonly lastDays?: Partial<LastDays>;
  /** Whether a revised Loan Estimate can still meet both limits; else the Closing Disclosure carries the revised amounts. */
  readonly carriedBy: 'loan-estimate' | 'closing-disclosure';
};

const earliestOf = (first: string, ...others: readonly (string | undefined)[]): string =>
  others.reduce<string>((least, day) => (day !== undefined && day < least ? day : least), first);

/**
 * Returns when a revised estimate is due: provided within three business days of the information that establishes the reason, received
 * four specific business days before consummation, and not on or after the day of the Closing Disclosure. Where that is impossible, the
 * Closing Disclosure carries the revised amounts within the three days. A rate lock is such information: § 1026.19(e)(3)(iv)(D).
 * Source: § 1026.19(e)(4)(i) and (ii) as amended by 83 FR 19159 (2 May 2018), comment 19(e)(4)(ii)-1.
 */
export function revisionDue(
  informationOn: string,
  { officeDays, consummationOn, closingDisclosureOn }: RevisionLimits,
): RevisionDue | Cannot<'informationOn' | 'consummationOn' | 'closingDisclosureOn' | 'officeDays'> {
  const problem =
    calendarDayFault('informationOn', informationOn, 'The day of the information') ??
    calendarDayFault('consummationOn', consummationOn, 'The day of consummation') ??
    calendarDayFault('closingDisclosureOn', closingDisclosureOn, 'The day of the Closing Disclosure') ??
    officeDaysProblem(officeDays) ??
    orderFault(informationOn, consummationOn, {
      field: 'informationOn',
      sentence: 'After consummation no estimate can be revised. The information must be from before it.',
    });
  if (problem) return problem;
  const provideBy = businessDayAfter(informationOn, daysToRevise, officeDays);
  const receiveBy =
    consummationOn === undefined ? undefined : businessDayBefore(consummationOn, waitAfterRevision, 'specific');
  const byClosingDisclosure = {
    provideBy,
    ...(receiveBy ? { receiveBy } : {}),
    carriedBy: 'closing-disclosure' as const,
  };
  const ways = receiveBy ? lastDaysToSend(receiveBy.day).byWay : undefined;
  const before = closingDisclosureOn === undefined ? undefined : addDays(closingDisclosureOn, -1);
  const lastDays: { [W in SendingWay]?: string } = {};
  for (const { value } of sendingWays) {
    const last = earliestOf(provideBy.day, ways?.[value], before);
    if (last >= informationOn) lastDays[value] = last;
  }
  if (lastDays['in-person'] === undefined) return byClosingDisclosure;
  return { provideBy, ...(receiveBy ? { receiveBy } : {}), lastDays, carriedBy: 'loan-estimate' };
}

/** A disclosure that carries revised amounts. */
export type RevisionSent = {
  readonly informationOn: string;
  readonly by: 'loan-estimate' | 'closing-disclosure';
  readonly sent: Sent;
};

/**
 * Returns why a revision was not in time, in a sentence, or `undefined` where it was: then its amounts may replace the first estimate.
 * Source: § 1026.19(e)(4)(i) and (ii). Contract: valid days (`sentProblem`, `revisionDue`).
 */
export function whyRevisionIsLate(
  { informationOn, by, sent }: RevisionSent,
  { officeDays, consummationOn, closingDisclosureOn }: RevisionLimits,
): string | undefined {
  const provideBy = businessDayAfter(informationOn, daysToRevise, officeDays).day;
  if (sent.sentOn > provideBy) return `It was due on ${provideBy}, three business days after the information.`;
  if (by === 'closing-disclosure') {
    const late = consummationOn !== undefined && receiptOf(sent).day > consummationOn;
    return late ? 'The consumer received the Closing Disclosure after consummation.' : undefined;
  }
  if (closingDisclosureOn !== undefined && sent.sentOn >= closingDisclosureOn)
    return 'A revised Loan Estimate must not be provided on or after the day of the Closing Disclosure.';
  if (consummationOn === undefined) return undefined;
  const receiveBy = businessDayBefore(consummationOn, waitAfterRevision, 'specific').day;
  return receiptOf(sent).day > receiveBy
    ? `The consumer had to receive it by ${receiveBy}, four business days before consummation.`
    : undefined;
}
