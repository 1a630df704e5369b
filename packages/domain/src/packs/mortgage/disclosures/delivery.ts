import type { Cannot } from '../../../kernel/catalogue/calculations/calculation.ts';
import type { BusinessCalendar } from './business-calendar.ts';
import { businessDayAfter, businessDayBefore, type CountedDays } from './count-business-days.ts';
import { calendarDayFault } from './calendar-day-fault.ts';
import { cannot, orderFault } from '../inputs/input-faults.ts';

/** The ways to send a disclosure. A courier counts as mail (comment 19(f)(1)(iii)-2). */
export const sendingWays = [
  { value: 'in-person', label: 'In person' },
  { value: 'mail', label: 'Mail or courier' },
  { value: 'electronic', label: 'Electronic' },
] as const;
export type SendingWay = (typeof sendingWays)[number]['value'];

/** A disclosure that was sent, or is to be. Days are those of the property's time zone (`wallTimeOf` gives the day of an instant). */
export type Sent = {
  readonly sentOn: string;
  readonly way: SendingWay;
  /** The day on which the consumer received it by evidence, such as a signature or an acknowledgement. */
  readonly evidenceOn?: string;
  /** Whether the consumer consented to electronic disclosures before (E-Sign Act). Left out: yes. */
  readonly hasConsented?: boolean;
};

/** Business days from delivery or mailing to the receipt that is presumed: § 1026.19(e)(1)(iv), (e)(4)(ii), (f)(1)(iii). */
export const mailboxDays = 3;

/** Returns what is wrong with a sending: an invalid day, evidence before the sending, an e-mail without consent. */
export function sentProblem<F extends string>(sent: Sent, field: F): Cannot<F> | undefined {
  const { sentOn, way, evidenceOn, hasConsented = true } = sent;
  const consentMissing: Cannot<F> | undefined =
    way === 'electronic' && !hasConsented
      ? cannot(
          field,
          'The consumer had not consented to electronic disclosures, so sending them electronically does not count. Record the consent, or send them by another way.',
        )
      : undefined;
  return (
    calendarDayFault(field, sentOn, 'The day of sending') ??
    calendarDayFault(field, evidenceOn, 'The day of receipt') ??
    orderFault(sentOn, evidenceOn, { field, sentence: 'The day of receipt must not be before the day of sending.' }) ??
    consentMissing
  );
}

/**
 * Returns the day on which the consumer is considered to have received a disclosure. In person: the same day. Else three
 * specific business days after it was delivered or mailed, or the day of earlier evidence. Evidence of a later day does
 * not change the presumption. Source: § 1026.19(e)(1)(iv) and (f)(1)(iii), comments 19(e)(1)(iv)-1 and -2.
 * Regulation B has the same rule for appraisals, by the creditor’s calendar (comment 14(a)(1)-4.i). Contract: `sentProblem` has found nothing.
 */
export function receiptOf({ sentOn, way, evidenceOn }: Sent, calendar: BusinessCalendar = 'specific'): CountedDays {
  if (way === 'in-person') return { day: sentOn, counted: [], skipped: [] };
  const presumed = businessDayAfter(sentOn, mailboxDays, calendar);
  return evidenceOn !== undefined && evidenceOn < presumed.day
    ? { day: evidenceOn, counted: [], skipped: [] }
    : presumed;
}

/** The last day to send by each way, so that the consumer receives the disclosure in time. */
export type LastDays = Readonly<Record<SendingWay, string>>;

/**
 * Returns the last days to send a disclosure that the consumer must receive on a day or before. `byEvidence`: the last day for a
 * way with evidence of receipt on the same day, such as an acknowledged e-mail (comment 19(e)(1)(iv)-2); it is the day itself.
 */
export function lastDaysToSend(receiptDue: string): {
  readonly byWay: LastDays;
  readonly byEvidence: string;
  readonly mailbox: CountedDays;
} {
  const mailbox = businessDayBefore(receiptDue, mailboxDays, 'specific');
  return {
    byWay: { 'in-person': receiptDue, mail: mailbox.day, electronic: mailbox.day },
    byEvidence: receiptDue,
    mailbox,
  };
}
