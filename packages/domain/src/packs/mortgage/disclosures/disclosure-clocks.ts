import type { Cannot } from '../../../kernel/catalogue/calculations/calculation.ts';
import { applicationReceived } from './application.ts';
import { disclosureClockOf, type ClockParts, type DisclosureClock, usualWarnDays } from './clock.ts';
import { closingDisclosureDue, correctionDueAfter, newWaitAfter } from './closing-disclosure.ts';
import type { CountedDays } from './count-business-days.ts';
import { lastDaysToSend, type LastDays, receiptOf } from './delivery.ts';
import { type DisclosureFile, fileProblem } from './disclosure-file.ts';
import { type EarliestClosing, earliestClosingOf, isWaivedAfter } from './earliest-closing.ts';
import {
  estimateHoldsUntil,
  loanEstimateBefore,
  loanEstimateDue,
  revisionDue,
  type RevisionLimits,
  whyRevisionIsLate,
} from './loan-estimate.ts';
import { appraisalCopyDue, appraisalNoticeDue, notificationDue } from './regulation-b.ts';
import { rescissionEnds } from './rescission.ts';
import { calendarDayFault } from './calendar-day-fault.ts';
import { cannot, countFault, isCannot } from '../inputs/input-faults.ts';

/** The deadlines of a loan in the order of their due days, the items of the application that are missing, and the first day to close. */
export type DisclosureClocks = {
  readonly clocks: readonly DisclosureClock[];
  readonly missingItems: readonly string[];
  readonly closing?: EarliestClosing;
  /** The first day on which the consumer may be charged more than the fee for a credit report: § 1026.19(e)(2)(i)(A). */
  readonly feesFrom?: string;
};

type Parts = readonly ClockParts[] | Cannot;

/** A day that is not counted in business days. */
const plainDay = (day: string): CountedDays => ({ day, counted: [], skipped: [] });
const sameDayByAllWays = (day: string): LastDays => ({ 'in-person': day, mail: day, electronic: day });

/** The Loan Estimate, and the intent to proceed before it expires. */
function loanEstimateParts(file: DisclosureFile, applicationOn: string): Parts {
  const { officeDays, consummationOn, loanEstimate, loanEstimateWaiver, endedOn } = file;
  const byApplication = loanEstimateDue(applicationOn, officeDays);
  const byConsummation =
    consummationOn === undefined || loanEstimateWaiver !== undefined ? undefined : loanEstimateBefore(consummationOn);
  const due = byConsummation && byConsummation.day < byApplication.day ? byConsummation : byApplication;
  const parts: ClockParts[] = [];
  if (loanEstimate !== undefined || endedOn === undefined || endedOn > byApplication.day)
    parts.push({
      id: 'loan-estimate',
      what: 'Deliver or mail the Loan Estimate',
      source: due === byApplication ? '§ 1026.19(e)(1)(iii)(A)' : '§ 1026.19(e)(1)(iii)(B)',
      due,
      dueIs: 'sent',
      lastDays: sameDayByAllWays(due.day),
      doneOn: loanEstimate?.sentOn,
    });
  if (loanEstimate !== undefined && endedOn === undefined)
    parts.push({
      id: 'intent-to-proceed',
      what: 'Get the intent to proceed before the estimated costs expire',
      source: '§ 1026.19(e)(2)(i)(A) and (e)(3)(iv)(E)',
      due: estimateHoldsUntil(loanEstimate.sentOn, officeDays, file.estimateHoldsUntil),
      dueIs: 'done',
      doneOn: file.intentToProceedOn,
    });
  return parts;
}

/** Revised estimates: one clock for each reason. */
function revisionParts(file: DisclosureFile): Parts {
  const parts: ClockParts[] = [];
  const limits: RevisionLimits = {
    officeDays: file.officeDays,
    ...(file.consummationOn === undefined ? {} : { consummationOn: file.consummationOn }),
    ...(file.closingDisclosure === undefined ? {} : { closingDisclosureOn: file.closingDisclosure.sentOn }),
  };
  for (const { id, informationOn, revised } of file.revisions ?? []) {
    const due = revisionDue(informationOn, limits);
    if (isCannot(due)) return cannot('revisions', due.cannot.message);
    parts.push({
      id: `revised-estimate:${id}`,
      what:
        due.carriedBy === 'loan-estimate'
          ? 'Provide the revised Loan Estimate, or the revised amounts with the Closing Disclosure'
          : 'Provide the revised amounts with the Closing Disclosure; it is too late for a revised Loan Estimate',
      source: '§ 1026.19(e)(4)(i) and (ii)',
      due: due.provideBy,
      dueIs: 'sent',
      lastDays: due.lastDays ?? sameDayByAllWays(due.provideBy.day),
      doneOn: revised?.sent.sentOn,
      whyLate: revised && whyRevisionIsLate({ informationOn, ...revised }, limits),
    });
  }
  return parts;
}

/** The Closing Disclosure and its corrections before a consummation. */
function closingParts(file: DisclosureFile, consummationOn: string): Parts {
  const due = closingDisclosureDue(consummationOn);
  if (isCannot(due)) return due;
  const { closingDisclosure, closingDisclosureWaiver } = file;
  const isWaived = closingDisclosureWaiver !== undefined;
  const atConsummation = { due: plainDay(consummationOn), lastDays: lastDaysToSend(consummationOn).byWay };
  const threeBefore = { due: due.receiveBy, lastDays: due.lastDays };
  const parts: ClockParts[] = [
    {
      id: 'closing-disclosure',
      what: 'The consumer receives the Closing Disclosure',
      source: isWaived ? '§ 1026.19(f)(1)(iv)' : '§ 1026.19(f)(1)(ii)(A)',
      ...(isWaived ? atConsummation : threeBefore),
      dueIs: 'received',
      doneOn: closingDisclosure && receiptOf(closingDisclosure).day,
    },
  ];
  for (const { id, change, sent } of file.corrections ?? []) {
    const wait = newWaitAfter(change);
    if (isCannot(wait)) return cannot('corrections', wait.cannot.message);
    const received = sent && receiptOf(sent).day;
    const waits = wait.isNeeded && !isWaivedAfter(closingDisclosureWaiver, received);
    parts.push({
      id: `corrected-closing-disclosure:${id}`,
      what: wait.isNeeded
        ? `The consumer receives the corrected Closing Disclosure. ${wait.reasons.join(' ')}`
        : 'The consumer receives the corrected Closing Disclosure at or before consummation',
      source: wait.isNeeded ? '§ 1026.19(f)(2)(ii)' : '§ 1026.19(f)(2)(i)',
      ...(waits ? threeBefore : atConsummation),
      dueIs: 'received',
      doneOn: received,
    });
  }
  return parts;
}

/** What is due after a consummation: corrections, the refund, and the end of the right to rescind. */
function laterParts(file: DisclosureFile, consummationOn: string): Parts {
  const parts: ClockParts[] = [];
  for (const { id, eventOn, informationOn, correctedOn } of file.laterEvents ?? []) {
    const due = correctionDueAfter(consummationOn, { kind: 'event', eventOn, informationOn });
    if (typeof due === 'object') return cannot('laterEvents', due.cannot.message);
    if (due === undefined) continue;
    parts.push({
      id: `correction-after-closing:${id}`,
      what: 'Deliver or mail the corrected Closing Disclosure for an event after consummation',
      source: '§ 1026.19(f)(2)(iii)',
      due: plainDay(due),
      dueIs: 'sent',
      lastDays: sameDayByAllWays(due),
      doneOn: correctedOn,
    });
  }
  const refundDue = correctionDueAfter(consummationOn, { kind: 'refund' });
  if (file.refund !== undefined && file.refund.cents > 0 && typeof refundDue === 'string')
    parts.push({
      id: 'tolerance-refund',
      what: 'Refund the excess over the tolerances, and send the corrected Closing Disclosure',
      source: '§ 1026.19(f)(2)(v)',
      due: plainDay(refundDue),
      dueIs: 'done',
      doneOn: file.refund.paidOn,
    });
  const clericalDue = correctionDueAfter(consummationOn, { kind: 'clerical-error' });
  if (file.clericalError !== undefined && typeof clericalDue === 'string')
    parts.push({
      id: 'clerical-correction',
      what: 'Deliver or mail the Closing Disclosure without the clerical error',
      source: '§ 1026.19(f)(2)(iv)',
      due: plainDay(clericalDue),
      dueIs: 'sent',
      lastDays: sameDayByAllWays(clericalDue),
      doneOn: file.clericalError.correctedOn,
    });
  if (file.rescission === undefined) return parts;
  const rescission = rescissionEnds({ consummationOn, ...file.rescission });
  if (isCannot(rescission)) return cannot('rescission', rescission.cannot.message);
  parts.push({
    id: 'rescission',
    what: rescission.isExtended
      ? 'The right to rescind ends at midnight, three years after consummation: notice or disclosures were not delivered'
      : 'The right to rescind ends at midnight',
    source: '§ 1026.23(a)(3)(i)',
    due: rescission.period,
    dueIs: 'period-ends',
  });
  return parts;
}

/** Regulation B: the notice of action taken, and the appraisal. */
function regulationBParts(file: DisclosureFile, applicationOn: string | undefined): Parts {
  const { notification, appraisal, consummationOn, endedOn } = file;
  const parts: ClockParts[] = [];
  if (notification) {
    const due = notificationDue(notification.event);
    if (typeof due !== 'string') return cannot('notification', due.cannot.message);
    parts.push({
      id: 'notice-of-action',
      what: 'Notify the applicant of the action taken',
      source: '12 CFR 1002.9(a)(1)',
      due: plainDay(due),
      dueIs: 'sent',
      lastDays: sameDayByAllWays(due),
      doneOn: notification.notifiedOn,
    });
  }
  if (!appraisal) return parts;
  if (applicationOn !== undefined) {
    const due = appraisalNoticeDue(applicationOn, file.officeDays);
    parts.push({
      id: 'appraisal-notice',
      what: 'Deliver or mail the notice of the right to copies of appraisals',
      source: '12 CFR 1002.14(a)(2)',
      due,
      dueIs: 'sent',
      lastDays: sameDayByAllWays(due.day),
      doneOn: appraisal.noticeSentOn,
    });
  }
  if (consummationOn === undefined || endedOn !== undefined) return parts;
  const copy = appraisalCopyDue(consummationOn, appraisal.calendar);
  if (isCannot(copy)) return copy;
  const { deliverBy, mailBy } = copy;
  const isWaived = appraisal.waivedOn !== undefined && appraisal.waivedOn <= deliverBy.day;
  parts.push({
    id: 'appraisal-copy',
    what: 'The applicant has the copy of the appraisal',
    source: '12 CFR 1002.14(a)(1)',
    due: isWaived ? plainDay(consummationOn) : deliverBy,
    dueIs: 'received',
    lastDays: isWaived
      ? sameDayByAllWays(consummationOn)
      : { 'in-person': deliverBy.day, mail: mailBy.day, electronic: mailBy.day },
    doneOn: appraisal.copySent && receiptOf(appraisal.copySent, appraisal.calendar).day,
  });
  return parts;
}

/**
 * Returns the deadlines of a loan with their states on a day. Each names its section, how its days were counted, and the last day to send by
 * each way. An application that is not complete has no Loan Estimate clock yet; `missingItems` names what is missing. `closing` is the first
 * day on which the disclosures allow consummation. `today` is the day in the property’s time zone.
 * Refuses loans without these disclosures (lines of credit, reverse mortgages, timeshares) and invalid days, with the field.
 * Source: Regulation Z, §§ 1026.19(e) and (f), 1026.23(a)(3); Regulation B, §§ 1002.9(a)(1), 1002.14(a).
 */
export function disclosureClocks(
  file: DisclosureFile,
  today: string,
  warnDays: number = usualWarnDays,
): DisclosureClocks | Cannot {
  const problem = calendarDayFault('today', today, 'Today') ?? fileProblem(file);
  if (problem) return problem;
  const warnFault = countFault('warnDays', warnDays, { least: 0, most: 60, called: 'The days of warning' });
  if (warnFault) return warnFault;
  const application = applicationReceived(file.items);
  if (isCannot(application)) return cannot(`items.${application.cannot.field}`, application.cannot.message);
  const applicationOn = 'receivedOn' in application ? application.receivedOn : undefined;
  const { consummationOn, endedOn } = file;
  const closingOn = endedOn === undefined ? consummationOn : undefined;
  if (applicationOn !== undefined && closingOn !== undefined && closingOn < applicationOn)
    return cannot('consummationOn', 'Consummation must not be before the application.');
  const parts: ClockParts[] = [];
  for (const some of [
    applicationOn === undefined ? [] : loanEstimateParts(file, applicationOn),
    endedOn === undefined ? revisionParts(file) : [],
    closingOn === undefined ? [] : closingParts(file, closingOn),
    closingOn === undefined ? [] : laterParts(file, closingOn),
    regulationBParts(file, applicationOn),
  ]) {
    if (isCannot(some)) return some;
    parts.push(...some);
  }
  const closing = endedOn === undefined && applicationOn !== undefined ? earliestClosingOf(file, today) : undefined;
  if (closing && isCannot(closing)) return closing;
  return {
    clocks: parts
      .map((part) => disclosureClockOf(part, { today, warnDays }))
      .sort((one, other) => (one.dueOn < other.dueOn ? -1 : one.dueOn > other.dueOn ? 1 : 0)),
    missingItems: 'missing' in application ? application.missing : [],
    ...(closing ? { closing } : {}),
    ...(file.loanEstimate && file.intentToProceedOn !== undefined ? { feesFrom: file.intentToProceedOn } : {}),
  };
}
