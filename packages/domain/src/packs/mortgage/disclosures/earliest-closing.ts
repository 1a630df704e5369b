import type { Cannot } from '../../../kernel/catalogue/calculations/calculation.ts';
import { earliestConsummation, newWaitAfter } from './closing-disclosure.ts';
import type { CountedDays } from './count-business-days.ts';
import { receiptOf, type Sent } from './delivery.ts';
import type { DisclosureFile } from './disclosure-file.ts';
import { earliestAfterLoanEstimate, earliestAfterRevision, type Waiver } from './loan-estimate.ts';
import { cannot, isCannot } from '../inputs/input-faults.ts';

/** The first day on which the disclosures of a loan allow consummation, and the disclosure that decides. */
export type EarliestClosing = {
  readonly earliestOn: string;
  /** The disclosure whose wait ends last. */
  readonly because: string;
  readonly count: CountedDays;
  /** Whether the scheduled day is before it. */
  readonly isScheduledTooEarly: boolean;
};

/**
 * Whether a waiver ends the wait after a corrected disclosure: it was signed on the day of its receipt or later. One that was signed before
 * does not count here, which is the safe reading of § 1026.19(f)(1)(iv).
 */
export const isWaivedAfter = (waiver: Waiver | undefined, receivedOn: string | undefined): boolean =>
  waiver !== undefined && receivedOn !== undefined && waiver.signedOn >= receivedOn;

type Wait = { readonly because: string; readonly count: CountedDays };

/**
 * Returns the first day on which a loan may be consummated by its Loan Estimate, revised Loan Estimates, Closing Disclosure and corrected
 * Closing Disclosures with a new wait. A disclosure that was not sent counts as handed over today: the earliest that is possible.
 * Source: § 1026.19(e)(1)(iii)(B), (e)(4)(ii), (f)(1)(ii)(A), (f)(2)(ii). Contract: `fileProblem` has found nothing.
 */
export function earliestClosingOf(file: DisclosureFile, today: string): EarliestClosing | Cannot {
  const handedOver: Sent = { sentOn: today, way: 'in-person' };
  const note = (sent: Sent | undefined) => (sent ? '' : ', handed over today');
  const estimate = earliestAfterLoanEstimate(
    file.loanEstimate ?? handedOver,
    file.loanEstimate && file.loanEstimateWaiver,
  );
  if (isCannot(estimate))
    return {
      cannot: { ...estimate.cannot, field: estimate.cannot.field === 'sent' ? 'loanEstimate' : 'loanEstimateWaiver' },
    };
  const waits: Wait[] = [{ because: `Loan Estimate${note(file.loanEstimate)}`, count: estimate }];
  for (const { revised } of file.revisions ?? [])
    if (revised?.by === 'loan-estimate')
      waits.push({ because: 'Revised Loan Estimate', count: earliestAfterRevision(revised.sent) });
  const signed = file.closingDisclosureWaiver;
  const disclosures: { because: string; sent: Sent | undefined; waiver: Waiver | undefined }[] = [
    { because: 'Closing Disclosure', sent: file.closingDisclosure, waiver: file.closingDisclosure && signed },
  ];
  for (const { change, sent } of file.corrections ?? []) {
    const wait = newWaitAfter(change);
    if (isCannot(wait)) return cannot('corrections', wait.cannot.message);
    if (!wait.isNeeded) continue;
    const waiver = isWaivedAfter(signed, sent && receiptOf(sent).day) ? signed : undefined;
    disclosures.push({ because: 'Corrected Closing Disclosure', sent, waiver });
  }
  for (const { because, sent, waiver } of disclosures) {
    const closing = earliestConsummation(sent ?? handedOver, waiver);
    if (isCannot(closing))
      return {
        cannot: {
          ...closing.cannot,
          field: closing.cannot.field === 'sent' ? 'closingDisclosure' : 'closingDisclosureWaiver',
        },
      };
    waits.push({ because: because + note(sent), count: { ...closing.wait, day: closing.day } });
  }
  const last = waits.reduce((latest, wait) => (wait.count.day > latest.count.day ? wait : latest));
  return {
    earliestOn: last.count.day,
    because: last.because,
    count: last.count,
    isScheduledTooEarly: file.consummationOn !== undefined && file.consummationOn < last.count.day,
  };
}
