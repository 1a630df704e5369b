import type { Cannot } from '../../../kernel/catalogue/calculations/calculation.ts';
import { addDays } from '../../../kernel/days.ts';
import { type AprCompared, aprAccuracy } from './apr-accuracy.ts';
import { businessDayAfter, businessDayBefore, type CountedDays } from './count-business-days.ts';
import { lastDaysToSend, type LastDays, receiptOf, type Sent, sentProblem } from './delivery.ts';
import type { Waiver } from './loan-estimate.ts';
import { calendarDayFault } from './calendar-day-fault.ts';
import { isCannot, orderFault } from '../inputs/input-faults.ts';

/** § 1026.19(f)(1)(ii)(A): specific business days from receipt of the Closing Disclosure to consummation. */
const waitAfterClosingDisclosure = 3;
/** § 1026.19(f)(2)(iii): days in which an event after consummation counts, and days from its information to the correction. */
const daysOfLaterEvents = 30;
const daysToCorrectEvent = 30;
/** § 1026.19(f)(2)(iv) and (v): days from consummation to the correction of a clerical error, and to a refund. */
const daysToCure = 60;

/** The days of a Closing Disclosure, counted back from a consummation. */
export type ClosingDisclosureDue = {
  /** The last day of receipt. */
  readonly receiveBy: CountedDays;
  /** The last day to send, by each way. Mail and electronic: without evidence of an earlier receipt. */
  readonly lastDays: LastDays;
  /** The days of the mailbox rule before the last day of receipt. */
  readonly mailbox: CountedDays;
};

/**
 * Returns by when the consumer must receive the Closing Disclosure for a consummation on this day, and the last day to send it by each way.
 * With evidence of receipt, every way has until the last day of receipt. Source: § 1026.19(f)(1)(ii)(A) and (f)(1)(iii), comments
 * 19(f)(1)(ii)-1 and -2.
 */
export function closingDisclosureDue(consummationOn: string): ClosingDisclosureDue | Cannot<'consummationOn'> {
  const problem = calendarDayFault('consummationOn', consummationOn, 'The day of consummation');
  if (problem) return problem;
  const receiveBy = businessDayBefore(consummationOn, waitAfterClosingDisclosure, 'specific');
  const { byWay, mailbox } = lastDaysToSend(receiveBy.day);
  return { receiveBy, lastDays: byWay, mailbox };
}

/** The first day of consummation after a sending, and the counts that lead to it. */
export type EarliestConsummation = {
  readonly day: string;
  readonly received: CountedDays;
  readonly wait: CountedDays;
};

/**
 * Returns the first day on which the loan may be consummated after a Closing Disclosure, or after a corrected one that begins a new wait:
 * the third specific business day after receipt. A waiver ends the wait on its day; it counts only after the receipt.
 * Source: § 1026.19(f)(1)(ii)(A), (f)(1)(iii) and (f)(1)(iv), comments 19(f)(1)(iii)-1 and 19(f)(1)(iv)-1.
 */
export function earliestConsummation(sent: Sent, waiver?: Waiver): EarliestConsummation | Cannot<'sent' | 'waiver'> {
  const problem = sentProblem(sent, 'sent') ?? calendarDayFault('waiver', waiver?.signedOn, 'The day of the waiver');
  if (problem) return problem;
  const received = receiptOf(sent);
  const tooEarly = orderFault(received.day, waiver?.signedOn, {
    field: 'waiver' as const,
    sentence:
      'A waiver counts only after the consumer has received the Closing Disclosure. Its day must be that day or later.',
  });
  if (tooEarly) return tooEarly;
  const wait = businessDayAfter(received.day, waitAfterClosingDisclosure, 'specific');
  return waiver && waiver.signedOn < wait.day
    ? { day: waiver.signedOn, received, wait: { day: waiver.signedOn, counted: [], skipped: [] } }
    : { day: wait.day, received, wait };
}

/** What changed after the Closing Disclosure, before consummation. */
export type ChangeBeforeConsummation = {
  readonly apr?: AprCompared;
  readonly isProductChanged?: boolean;
  /** A penalty that is removed needs no new wait (comment 19(f)(2)(ii)-1.iii). */
  readonly isPrepaymentPenaltyAdded?: boolean;
};

/** Whether a change needs a new waiting period, and why. */
export type NewWait = { readonly isNeeded: boolean; readonly reasons: readonly string[] };

/**
 * Returns whether a corrected Closing Disclosure begins a new waiting period of three specific business days: only for an inaccurate annual
 * percentage rate, a changed loan product, or an added prepayment penalty. For all other changes the consumer must receive the corrected
 * disclosure at or before consummation. Source: § 1026.19(f)(2)(i) and (ii), comment 19(f)(2)(ii)-1.
 */
export function newWaitAfter(
  change: ChangeBeforeConsummation,
): NewWait | Cannot<'disclosedApr' | 'actualApr' | 'financeCharge'> {
  const reasons: string[] = [];
  if (change.apr) {
    const accuracy = aprAccuracy(change.apr);
    if (isCannot(accuracy)) return accuracy;
    if (!accuracy.isAccurate) reasons.push(`The annual percentage rate became inaccurate. ${accuracy.rule}`);
  }
  if (change.isProductChanged) reasons.push('The loan product changed (§ 1026.19(f)(2)(ii)(B)).');
  if (change.isPrepaymentPenaltyAdded) reasons.push('A prepayment penalty was added (§ 1026.19(f)(2)(ii)(C)).');
  return { isNeeded: reasons.length > 0, reasons };
}

/** What made the Closing Disclosure inaccurate after consummation. */
export type LaterInaccuracy =
  /** An event of the settlement that changes an amount paid by the consumer; the creditor knows of it since `informationOn`. */
  | { readonly kind: 'event'; readonly eventOn: string; readonly informationOn: string }
  /** An error that affects no number. */
  | { readonly kind: 'clerical-error' }
  /** A refund of amounts above the tolerances. */
  | { readonly kind: 'refund' };

/**
 * Returns the last day to deliver or mail the corrected Closing Disclosure after consummation, and to refund an excess; `undefined` for an
 * event that needs none, because it is more than 30 days after consummation. Days are calendar days.
 * Source: § 1026.19(f)(2)(iii) to (v), comment 19(f)(2)(iii)-1.
 */
export function correctionDueAfter(
  consummationOn: string,
  inaccuracy: LaterInaccuracy,
): string | undefined | Cannot<'consummationOn' | 'eventOn' | 'informationOn'> {
  const problem = calendarDayFault('consummationOn', consummationOn, 'The day of consummation');
  if (problem) return problem;
  if (inaccuracy.kind !== 'event') return addDays(consummationOn, daysToCure);
  const { eventOn, informationOn } = inaccuracy;
  const wrong =
    calendarDayFault('eventOn', eventOn, 'The day of the event') ??
    calendarDayFault('informationOn', informationOn, 'The day of the information') ??
    orderFault(consummationOn, eventOn, {
      field: 'eventOn' as const,
      sentence: 'The event must be after consummation. For an earlier one, correct the disclosure before consummation.',
    }) ??
    orderFault(eventOn, informationOn, {
      field: 'informationOn' as const,
      sentence: 'The creditor cannot know of the event before it occurs.',
    });
  if (wrong) return wrong;
  return eventOn > addDays(consummationOn, daysOfLaterEvents) ? undefined : addDays(informationOn, daysToCorrectEvent);
}
