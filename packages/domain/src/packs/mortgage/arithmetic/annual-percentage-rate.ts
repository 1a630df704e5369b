import type { Cannot } from '../../../kernel/catalogue/calculations/calculation.ts';
import { daysBetween } from '../../../kernel/days.ts';
import { actuarialRate, type PaymentStream } from './actuarial-rate.ts';
import {
  amortizationSchedule,
  type AmortizationSchedule,
  type LoanField,
  type LoanTerms,
} from './amortization-schedule.ts';
import type { ExtraField } from './extra-payments.ts';
import { paymentTermsFault } from './level-payment.ts';
import {
  periodsInYear,
  type PeriodsPerYear,
  singlePaymentPeriods,
  type UnitPeriod,
  type UnitPeriods,
  unitPeriodsBetween,
} from './unit-periods.ts';
import { monthsAfter } from '../inputs/day-months.ts';
import { amountFault, cannot, dayFault, isCannot, monthsFault } from '../inputs/input-faults.ts';

/** What the annual percentage rate of a loan depends on. Amounts are in cents. */
export type AprTerms = Omit<LoanTerms, ExtraField> & {
  /**
   * Finance charges paid before or at consummation, or withheld from the proceeds: points, origination and broker fees, prepaid
   * interest, upfront mortgage insurance (§1026.2(a)(23), §1026.4). The caller decides which charges are finance charges.
   */
  readonly prepaidFinanceCharges?: number;
  /** Mortgage insurance with each of the first `insuranceMonths` payments. */
  readonly monthlyInsurance?: number;
  readonly insuranceMonths?: number;
  /** The day of consummation, or the later day from which interest runs (Appendix J (b)(2)). Left out: the first period is regular. */
  readonly interestFrom?: string;
  /** Treats a slightly irregular first period as regular, within the limits of §1026.17(c)(4). */
  readonly ignoresMinorIrregularity?: boolean;
};

/** Names of the values of `AprTerms`, with those of the ARM. */
export type AprField =
  | Exclude<LoanField, ExtraField>
  | 'prepaidFinanceCharges'
  | 'monthlyInsurance'
  | 'insuranceMonths'
  | 'interestFrom'
  | 'ignoresMinorIrregularity';

/** The annual percentage rate of a loan. Amounts are in cents. */
export type LoanApr = {
  /** In percent, rounded to five decimals. */
  readonly apr: number;
  /** How far a disclosed rate may be from it, in percentage points: `aprTolerance`. */
  readonly tolerance: number;
  readonly amountFinanced: number;
  /** The payments that it is computed from, in order: equal ones in a row together, with mortgage insurance. */
  readonly streams: readonly PaymentStream[];
  readonly schedule: AmortizationSchedule;
};

/**
 * Returns the annual percentage rate of a loan with one advance by the actuarial method of Regulation Z, 12 CFR part 1026, Appendix J.
 * The amount financed is the loan amount less the prepaid finance charges (§1026.18(b)). The payments are those of
 * `amortizationSchedule`, with mortgage insurance while it lasts.
 *
 * The composite rate of an ARM comes from its schedule: the first rate while it is fixed, then the fully indexed rate within the caps
 * (comment 17(c)(1)-10). Pass one value of the index, the one at consummation.
 *
 * Refuses what `amortizationSchedule` refuses, charges of the whole loan, a first payment that is not after `interestFrom`, and rates
 * above 100 % for one payment period. The search always ends (`actuarialRate`).
 */
export function loanApr(terms: AprTerms): LoanApr | Cannot<AprField> {
  const fault = aprFault(terms);
  if (fault) return fault;
  const schedule = amortizationSchedule(terms);
  if (isCannot(schedule)) return schedule as Cannot<AprField>; // there are no extra payments that could be wrong
  const { loanAmount, prepaidFinanceCharges = 0 } = terms;
  const time = timeToFirst(terms, schedule.rows.length);
  if (isCannot(time)) return time;
  const streams = streamsOf(terms, schedule, time.periods);
  const amountFinanced = loanAmount - prepaidFinanceCharges;
  const apr = actuarialRate(amountFinanced, streams, time.perYear);
  if (apr === 'payments-too-small')
    return cannot('loanAmount', 'The payments are below the amount financed. Check the amounts.');
  if (apr === 'rate-too-high')
    return cannot(
      'prepaidFinanceCharges',
      'The prepaid finance charges leave too little credit: the rate would be above 100 percent for each payment. Lower them.',
    );
  return { apr, tolerance: aprTolerance(streams), amountFinanced, streams, schedule };
}

function aprFault(terms: AprTerms): Cannot<AprField> | undefined {
  const { loanAmount, termMonths, prepaidFinanceCharges = 0, monthlyInsurance = 0, interestFrom } = terms;
  const fault =
    paymentTermsFault(terms) ??
    amountFault({ prepaidFinanceCharges }, { most: loanAmount - 1 }) ??
    amountFault({ monthlyInsurance }) ??
    dayFault('interestFrom', interestFrom);
  if (fault || monthlyInsurance === 0) return fault;
  if (terms.frequency === 'biweekly')
    return cannot('monthlyInsurance', 'Mortgage insurance is paid monthly. Choose monthly payments, or leave it out.');
  return monthsFault('insuranceMonths', terms.insuranceMonths ?? termMonths, { most: termMonths });
}

const regularFirst: UnitPeriods = { full: 1, part: 0, of: 1 };

/** The time to the first payment, and the unit-periods in a year. */
type TimeToFirst = { readonly periods: UnitPeriods; readonly perYear: PeriodsPerYear };

/** Returns the unit-periods from the start of interest to the first payment. A single payment has unit-periods of its own. */
function timeToFirst(terms: AprTerms, paymentCount: number): TimeToFirst | Cannot<AprField> {
  const { interestFrom, firstPaymentOn, frequency = 'monthly' } = terms;
  const period: UnitPeriod = frequency === 'biweekly' ? { unit: 'week', count: 2 } : { unit: 'month', count: 1 };
  const perYear = periodsInYear(period);
  if (interestFrom === undefined) return { periods: regularFirst, perYear };
  if (interestFrom >= firstPaymentOn)
    return cannot('interestFrom', `The first payment is due on ${firstPaymentOn}. Give an earlier day.`);
  if (monthsAfter(firstPaymentOn, -12) > interestFrom)
    return cannot('interestFrom', `The first payment is due on ${firstPaymentOn}. Give a day at most a year earlier.`);
  if (terms.ignoresMinorIrregularity !== true)
    return paymentCount === 1
      ? singlePaymentPeriods(interestFrom, firstPaymentOn)
      : { periods: unitPeriodsBetween(interestFrom, firstPaymentOn, period), perYear };
  return isMinorIrregularity(terms, interestFrom, period)
    ? { periods: regularFirst, perYear }
    : cannot(
        'ignoresMinorIrregularity',
        'The first period is too irregular to be treated as regular (12 CFR 1026.17(c)(4)). Count its days.',
      );
}

/**
 * Whether the first period may be treated as regular (§1026.17(c)(4)): for a term below a year at most 6 days shorter or 13 days
 * longer than a regular one, below ten years at most 11 shorter or 21 longer, and from ten years on shorter, or at most 32 days
 * longer.
 */
function isMinorIrregularity(terms: AprTerms, interestFrom: string, period: UnitPeriod): boolean {
  const { firstPaymentOn, termMonths } = terms;
  const regularDays =
    period.unit === 'week' ? 7 * period.count : daysBetween(monthsAfter(firstPaymentOn, -1), firstPaymentOn);
  const longerBy = daysBetween(interestFrom, firstPaymentOn) - regularDays;
  if (termMonths < 12) return longerBy >= -6 && longerBy <= 13;
  if (termMonths < 120) return longerBy >= -11 && longerBy <= 21;
  return longerBy <= 32;
}

/** Returns the payments of a schedule as streams. Each is one unit-period after the one before. */
function streamsOf(terms: AprTerms, { rows }: AmortizationSchedule, first: UnitPeriods): readonly PaymentStream[] {
  const { termMonths, monthlyInsurance = 0, insuranceMonths = termMonths } = terms;
  const streams: PaymentStream[] = [];
  for (const { number, payment } of rows) {
    const amount = payment + (number <= insuranceMonths ? monthlyInsurance : 0);
    const last = streams.at(-1);
    if (last?.amount === amount) streams[streams.length - 1] = { ...last, count: last.count + 1 };
    else streams.push({ amount, count: 1, first: { ...first, full: first.full + number - 1 } });
  }
  return streams.filter(({ amount }) => amount > 0); // a loan of a few cents has empty payments
}

/**
 * Returns how far a disclosed annual percentage rate may be from the exact one, in percentage points: an eighth (12 CFR
 * 1026.22(a)(2)), or a quarter for an irregular transaction (§1026.22(a)(3)): one with irregular payment amounts other than the
 * first or the last. An odd first period alone is not irregular. Further tolerances for mortgages (§1026.22(a)(4), (5)) depend on
 * the disclosed finance charge.
 */
export function aprTolerance(streams: readonly PaymentStream[]): number {
  const inside = streams.filter(({ count }, place) => count > 1 || (place > 0 && place < streams.length - 1));
  return new Set(inside.map(({ amount }) => amount)).size > 1 ? 0.25 : 0.125;
}
