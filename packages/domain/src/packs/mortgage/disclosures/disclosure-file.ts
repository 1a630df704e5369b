import type { Cannot } from '../../../kernel/catalogue/calculations/calculation.ts';
import type { ItemsKnown } from './application.ts';
import { type BusinessCalendar, type OfficeDays, officeDaysProblem } from './business-calendar.ts';
import type { ChangeBeforeConsummation } from './closing-disclosure.ts';
import { type Sent, sentProblem } from './delivery.ts';
import type { Waiver } from './loan-estimate.ts';
import type { NotificationEvent } from './regulation-b.ts';
import { calendarDayFault } from './calendar-day-fault.ts';
import { cannot, orderFault } from '../inputs/input-faults.ts';

/** Information that lets the creditor revise an estimate, and the disclosure that carried the revision. */
export type RevisionNeeded = {
  /** Unique within the file; not rechecked. */
  readonly id: string;
  readonly informationOn: string;
  readonly revised?: { readonly by: 'loan-estimate' | 'closing-disclosure'; readonly sent: Sent };
};

/** A change after the Closing Disclosure, before consummation, and the corrected disclosure. */
export type CorrectionNeeded = {
  /** Unique within the file; not rechecked. */
  readonly id: string;
  readonly change: ChangeBeforeConsummation;
  readonly sent?: Sent;
};

/** An event of the settlement after consummation that changes what the consumer paid. */
export type LaterEvent = {
  /** Unique within the file; not rechecked. */
  readonly id: string;
  readonly eventOn: string;
  readonly informationOn: string;
  readonly correctedOn?: string;
};

/**
 * What the clocks of a loan read. All days are those of the property's time zone. A day that is not known, or an event that has not
 * happened, is left out.
 */
export type DisclosureFile = {
  /** Only closed-end loans have these clocks; the other kinds are refused. */
  readonly loan: 'closed-end' | 'open-end' | 'reverse' | 'timeshare';
  readonly items: ItemsKnown;
  readonly officeDays: OfficeDays;
  /** The day of consummation, scheduled or past. */
  readonly consummationOn?: string;
  /** The day on which the application was withdrawn or denied: the Loan Estimate is then not needed if it was not due before. */
  readonly endedOn?: string;
  readonly loanEstimate?: Sent;
  /** A later end of the estimate that the creditor has told the consumer. */
  readonly estimateHoldsUntil?: string;
  readonly intentToProceedOn?: string;
  readonly revisions?: readonly RevisionNeeded[];
  readonly closingDisclosure?: Sent;
  readonly corrections?: readonly CorrectionNeeded[];
  readonly loanEstimateWaiver?: Waiver;
  readonly closingDisclosureWaiver?: Waiver;
  readonly laterEvents?: readonly LaterEvent[];
  /** A clerical error in the Closing Disclosure that affects no number, and the day on which the corrected one was sent. */
  readonly clericalError?: { readonly correctedOn?: string };
  /** The amount above the tolerances (`compareCharges`), in cents, and the day of its refund. */
  readonly refund?: { readonly cents: number; readonly paidOn?: string };
  /** Regulation B: the event that begins the time to notify, and the day of the notice. */
  readonly notification?: { readonly event: NotificationEvent; readonly notifiedOn?: string };
  /** For a first lien on a dwelling: the appraisal and its calendar (Regulation B defines none). */
  readonly appraisal?: {
    readonly calendar: BusinessCalendar;
    readonly noticeSentOn?: string;
    readonly copySent?: Sent;
    /** The applicant agreed, three business days before consummation, to receive the copy at consummation. */
    readonly waivedOn?: string;
  };
  /** For a loan with a right of rescission (§ 1026.23): what was delivered when. */
  readonly rescission?: { readonly noticeOn?: string; readonly disclosuresOn?: string };
};

const otherLoans = {
  'open-end':
    'A home equity line of credit is open-end credit: its disclosures are those of § 1026.40, not the Loan Estimate.',
  reverse: 'A reverse mortgage has the disclosures of § 1026.33, not the Loan Estimate.',
  timeshare: 'A loan on a timeshare has waiting periods of its own, which these clocks do not know.',
} as const;

/** Returns the first thing that is wrong with a file: its kind of loan, or the field with an invalid day. */
export function fileProblem(file: DisclosureFile): Cannot | undefined {
  if (file.loan !== 'closed-end') return cannot('loan', otherLoans[file.loan]);
  const days: readonly (readonly [field: string, called: string, day: string | undefined])[] = [
    ['consummationOn', 'The day of consummation', file.consummationOn],
    ['endedOn', 'The day of withdrawal or denial', file.endedOn],
    ['estimateHoldsUntil', 'The end of the estimate', file.estimateHoldsUntil],
    ['intentToProceedOn', 'The day of the intent to proceed', file.intentToProceedOn],
    ['loanEstimateWaiver', 'The day of the waiver', file.loanEstimateWaiver?.signedOn],
    ['closingDisclosureWaiver', 'The day of the waiver', file.closingDisclosureWaiver?.signedOn],
    ['refund', 'The day of the refund', file.refund?.paidOn],
    ['clericalError', 'The day of the correction', file.clericalError?.correctedOn],
    ['notification', 'The day of the event', file.notification?.event.on],
    ['notification', 'The day of the notice', file.notification?.notifiedOn],
    ['appraisal', 'The day of the appraisal notice', file.appraisal?.noticeSentOn],
    ['appraisal', 'The day of the appraisal waiver', file.appraisal?.waivedOn],
    ['rescission', 'The day of the notice', file.rescission?.noticeOn],
    ['rescission', 'The day of the disclosures', file.rescission?.disclosuresOn],
    ...(file.revisions ?? []).map(
      ({ informationOn }) => ['revisions', 'The day of the information', informationOn] as const,
    ),
    ...(file.laterEvents ?? []).map(
      ({ correctedOn }) => ['laterEvents', 'The day of the correction', correctedOn] as const,
    ),
  ];
  for (const [field, called, day] of days) {
    const problem = calendarDayFault(field, day, called);
    if (problem) return problem;
  }
  const sendings: readonly (readonly [field: string, sent: Sent | undefined])[] = [
    ['loanEstimate', file.loanEstimate],
    ['closingDisclosure', file.closingDisclosure],
    ['appraisal', file.appraisal?.copySent],
    ...(file.revisions ?? []).map(({ revised }) => ['revisions', revised?.sent] as const),
    ...(file.corrections ?? []).map(({ sent }) => ['corrections', sent] as const),
  ];
  for (const [field, sent] of sendings) {
    const problem = sent && sentProblem(sent, field);
    if (problem) return problem;
  }
  const calendar = file.appraisal?.calendar;
  return (
    orderFault(file.loanEstimate?.sentOn, file.intentToProceedOn, {
      field: 'intentToProceedOn',
      sentence: 'The consumer can show an intent to proceed only after the Loan Estimate was sent.',
    }) ??
    officeDaysProblem(file.officeDays) ??
    (calendar && calendar !== 'specific' ? officeDaysProblem(calendar) : undefined)
  );
}
