import type { Cannot } from '../../../kernel/catalogue/calculations/calculation.ts';
import { type ChargeKind, type ToleranceBucket, toleranceOf } from './charge-kinds.ts';
import { amountFault, cannot } from '../inputs/input-faults.ts';

/**
 * Why an estimate was revised: § 1026.19(e)(3)(iv)(A) to (F). Within the 10 percent, only a changed circumstance of (A) must raise the sum
 * by more than 10 percent.
 */
export type RevisionReason =
  'changed-circumstance' | 'eligibility' | 'consumer-request' | 'rate-lock' | 'expiration' | 'construction-delay';

/** A revised amount of a line. */
export type RevisedAmount = {
  readonly amountCents: number;
  readonly reason: RevisionReason;
  /** Why the revised disclosure was late (`whyRevisionIsLate`). Left out: it was in time. */
  readonly whyLate?: string;
};

/** A line of the Loan Estimate and the Closing Disclosure. Amounts in cents, unrounded (comment 19(e)(3)(i)-7), of 0 or more. */
export type ChargeLine = {
  readonly label: string;
  readonly kind: ChargeKind;
  /** The amount first disclosed; 0 where the Loan Estimate did not have the line. A credit is positive, too. */
  readonly estimatedCents: number;
  /** Revised amounts in the order of their disclosures. */
  readonly revisions?: readonly RevisedAmount[];
  /** The amount that the consumer pays, or the credit that the consumer gets. */
  readonly actualCents: number;
  /** False where the service was not performed: its estimate leaves the sum of the 10 percent (comment 19(e)(3)(ii)-5). */
  readonly isPerformed?: boolean;
  /**
   * False where an estimate without limit was not the best information reasonably available: then it has no tolerance
   * (comments 19(e)(3)(iii)-2 and -3).
   */
  readonly isBestInformation?: boolean;
};

/** A line after the comparison. */
export type ComparedLine = {
  readonly label: string;
  readonly bucket: ToleranceBucket;
  /** The comment of Regulation Z that decides its tolerance. */
  readonly source: string;
  /** The amount that counts as disclosed: the first one, or a revised one. */
  readonly baselineCents: number;
  readonly actualCents: number;
  /** The actual amount less the baseline. A credit that shrinks is an increase. */
  readonly changeCents: number;
  /** What the line alone exceeds; only without tolerance, and 0 for credits, which count together. */
  readonly excessCents: number;
  /** Why a revised amount was not used. */
  readonly note?: string;
};

/** The result of a comparison. The refund is due within 60 days of consummation: § 1026.19(f)(2)(v). */
export type ChargesCompared = {
  readonly lines: readonly ComparedLine[];
  readonly zero: { readonly excessCents: number };
  readonly tenPercent: {
    readonly baselineCents: number;
    readonly actualCents: number;
    /** The largest sum that is in good faith: 110 percent of the baseline, rounded down to the cent. */
    readonly limitCents: number;
    readonly excessCents: number;
  };
  /** Total credits promised and given, and what is missing. */
  readonly credits: { readonly baselineCents: number; readonly actualCents: number; readonly excessCents: number };
  /** The amount to refund: all excesses together. */
  readonly refundCents: number;
};

const mostLines = 500;

/** 110 percent of a sum of cents, rounded down. Sums are at most 5e13, so all numbers here are exact. */
const limitOf = (cents: number): number => (cents * 11 - ((cents * 11) % 10)) / 10;

const sumOf = <T>(items: readonly T[], cents: (item: T) => number): number =>
  items.reduce((sum, item) => sum + cents(item), 0);

type Baseline = { readonly cents: number; readonly note?: string };

/** The last revised amount that is allowed, and why a later one is not. */
function baselineOf(
  { estimatedCents, revisions = [] }: ChargeLine,
  isAllowed: (revision: RevisedAmount) => string | undefined,
): Baseline {
  let baseline: Baseline = { cents: estimatedCents };
  for (const revision of revisions) {
    const why = revision.whyLate ?? isAllowed(revision);
    baseline =
      why === undefined
        ? { cents: revision.amountCents }
        : { cents: baseline.cents, note: `The revised amount does not count. ${why}` };
  }
  return baseline;
}

const always = (): undefined => undefined;
const tooSmall =
  'The changed circumstances do not raise the sum of these charges by more than 10 percent (comment 19(e)(3)(iv)(A)-1.ii).';

/** The baselines of the lines within the 10 percent. Circumstances of (A) count together: comment 19(e)(4)(i)-1.ii. */
function tenPercentBaselines(lines: readonly ChargeLine[]): ReadonlyMap<ChargeLine, Baseline> {
  const isOther = ({ reason }: RevisedAmount) => (reason === 'changed-circumstance' ? tooSmall : undefined);
  const performed = lines.filter(({ isPerformed = true }) => isPerformed);
  const without = sumOf(performed, (line) => baselineOf(line, isOther).cents);
  const withAll = sumOf(performed, (line) => baselineOf(line, always).cents);
  const isAllowed = withAll * 10 > without * 11 ? always : isOther;
  return new Map(lines.map((line) => [line, line.isPerformed === false ? { cents: 0 } : baselineOf(line, isAllowed)]));
}

const bucketOf = ({ kind, isBestInformation = true }: ChargeLine): ToleranceBucket => {
  const { bucket } = toleranceOf(kind);
  return bucket === 'unlimited' && !isBestInformation ? 'zero' : bucket;
};

/**
 * Compares what the consumer pays with what was disclosed, and returns the amount to refund. Without tolerance each line counts alone: what
 * one line saves does not pay for another. Within the 10 percent the sums are compared. Lender credits are compared in total, and credits
 * that shrink are increases. A revised amount replaces the first only where its disclosure was in time; within the 10 percent a changed
 * circumstance must also raise the sum by more than 10 percent. A lower revised amount counts, too, which is the safe reading. The limit is rounded down to the cent, so a refund never leaves an excess.
 * Source: § 1026.19(e)(3)(i) to (iv), (e)(4), (f)(2)(v), and their comments.
 * Refuses no lines or more than 500, and amounts that are no whole number of cents from 0 to one billion dollars.
 */
export function compareCharges(lines: readonly ChargeLine[]): ChargesCompared | Cannot<'lines'> {
  const fault = linesFault(lines);
  if (fault) return fault;
  const ten = tenPercentBaselines(lines.filter((line) => bucketOf(line) === 'ten-percent'));
  const compared = lines.map((line): ComparedLine => {
    const bucket = bucketOf(line);
    const baseline = ten.get(line) ?? baselineOf(line, always);
    const isCredit = line.kind === 'lender-credit';
    const change = isCredit ? baseline.cents - line.actualCents : line.actualCents - baseline.cents;
    return {
      label: line.label,
      bucket,
      source: `comment ${toleranceOf(line.kind).source}`,
      baselineCents: baseline.cents,
      actualCents: line.actualCents,
      changeCents: change,
      excessCents: bucket === 'zero' && !isCredit ? Math.max(0, change) : 0,
      ...(baseline.note === undefined ? {} : { note: baseline.note }),
    };
  });
  const totals = (wanted: (line: ChargeLine) => boolean) => {
    const own = compared.filter((_, at) => {
      const line = lines[at];
      return line !== undefined && wanted(line);
    });
    return {
      baselineCents: sumOf(own, (line) => line.baselineCents),
      actualCents: sumOf(own, (line) => line.actualCents),
    };
  };
  const sums = totals((line) => bucketOf(line) === 'ten-percent');
  const limitCents = limitOf(sums.baselineCents);
  const tenPercent = { ...sums, limitCents, excessCents: Math.max(0, sums.actualCents - limitCents) };
  const credit = totals(({ kind }) => kind === 'lender-credit');
  const credits = { ...credit, excessCents: Math.max(0, credit.baselineCents - credit.actualCents) };
  const zero = { excessCents: sumOf(compared, (line) => line.excessCents) };
  return {
    lines: compared,
    zero,
    tenPercent,
    credits,
    refundCents: zero.excessCents + tenPercent.excessCents + credits.excessCents,
  };
}

function linesFault(lines: readonly ChargeLine[]): Cannot<'lines'> | undefined {
  if (lines.length === 0) return cannot('lines', 'There is no line to compare. Give at least one charge.');
  if (lines.length > mostLines)
    return cannot('lines', `There are more than ${mostLines} lines. Compare one loan at a time.`);
  for (const { label, estimatedCents, actualCents, revisions = [], isPerformed = true } of lines) {
    for (const cents of [estimatedCents, actualCents, ...revisions.map(({ amountCents }) => amountCents)]) {
      const fault = amountFault({ lines: cents }, { called: `An amount of “${label}”` });
      if (fault) return cannot('lines', `${fault.cannot.message} A credit is positive, too.`);
    }
    if (!isPerformed && actualCents > 0)
      return cannot(
        'lines',
        `“${label}” was not performed, but the consumer pays for it. Set its actual amount to 0, or mark it as performed.`,
      );
  }
  return undefined;
}
