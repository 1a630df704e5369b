import type { Cannot } from '../../../kernel/catalogue/calculations/calculation.ts';
import { rowOfDay } from '../tables/dated-row.ts';
import { type FhaPremiums, fhaPremiums } from '../tables/fha-premium-table.ts';
import { centsDivided, dividedExactly } from '../inputs/exact-division.ts';
import { exceedsPercent, partsOfPercent, percentOf, percentParts, wholeParts } from '../inputs/exact-percent.ts';
import { wholeDollars } from '../inputs/us-dollars.ts';
import { amountFault, cannot, countFault, isCannot, rateFault } from '../inputs/input-faults.ts';

/** What FHA's premiums depend on. Amounts are in cents. */
export interface FhaInsuranceTerms {
  /** The loan without the upfront premium. Its cents are dropped. */
  readonly baseLoan: number;
  readonly adjustedValue: number;
  readonly termMonths: number;
  /** Whether the upfront premium is added to the loan. It is financed wholly or not at all. */
  readonly isUpfrontFinanced: boolean;
  /** The day on which FHA endorses the loan. */
  readonly on: string;
}

/** FHA's premiums of a loan. Amounts are in cents. */
export interface FhaInsurance {
  readonly baseLoan: number;
  readonly upfrontRate: number;
  readonly upfrontPremium: number;
  /** The part that is paid at closing: all of it, or what is left under a dollar. */
  readonly upfrontInCash: number;
  /** The loan with the financed premium, in whole dollars. */
  readonly totalLoan: number;
  /** Percent per year. */
  readonly annualRate: number;
  /** Months for which the annual premium is due: 132, or the term. */
  readonly durationMonths: number;
  readonly source: string;
}

const elevenYears = 132;

/**
 * Returns FHA's upfront premium, and the rate and duration of the annual premium by term, base loan and loan-to-value ratio. Sources: HUD
 * Mortgagee Letter 2023-05; Handbook 4000.1, II.A.2.e.i(A): the upfront premium is financed wholly except an amount under $1.00, or
 * paid wholly in cash, and the mortgage amount is rounded down to the whole dollar. The premium is rounded to the cent, halves up (no rule
 * found). The ratio is compared exactly. Refuses a loan of zero, a term outside 1 to 480 months, a day before the table.
 */
export function fhaInsurance(
  terms: FhaInsuranceTerms,
  tables: readonly FhaPremiums[] = fhaPremiums,
): FhaInsurance | Cannot<keyof FhaInsuranceTerms> {
  const { adjustedValue, termMonths, isUpfrontFinanced, on } = terms;
  const wrong =
    amountFault({ baseLoan: wholeDollars(terms.baseLoan), adjustedValue }, { least: 1 }) ??
    amountFault({ baseLoan: terms.baseLoan }) ??
    countFault('termMonths', termMonths, { least: 1, most: 480 });
  if (wrong) return wrong;
  const table = rowOfDay(tables, { on, field: 'on', called: 'FHA premiums' } as const);
  if (isCannot(table)) return table;
  const baseLoan = wholeDollars(terms.baseLoan);
  const term = termMonths > 180 ? 'over-15-years' : 'up-to-15-years';
  const isLarge = baseLoan > table.amountBound;
  const cell = table.annual.find(
    (one) =>
      one.term === term &&
      one.isLarge === isLarge &&
      (one.ltvUpTo === null || !exceedsPercent(baseLoan, adjustedValue, one.ltvUpTo)),
  );
  if (!cell)
    return cannot('on', `The FHA premiums from ${table.validFrom} have no row for this loan. Complete the table.`);
  const upfrontPremium = percentOf(baseLoan, table.upfrontRate, 'nearest');
  const financed = isUpfrontFinanced ? wholeDollars(upfrontPremium) : 0;
  return {
    baseLoan,
    upfrontRate: table.upfrontRate,
    upfrontPremium,
    upfrontInCash: upfrontPremium - financed,
    totalLoan: baseLoan + financed,
    annualRate: cell.rate,
    durationMonths: cell.lasts === '11-years' ? Math.min(elevenYears, termMonths) : termMonths,
    source: table.source,
  };
}

/**
 * Returns the twelve balances before each payment of a loan year, in cents, by HUD's steps: the balance times the rate is
 * rounded to the cent, its 1,200th again, then the interest is added and the payment subtracted. The balance doesn't go below
 * zero. Source: HUD, Monthly MIP Calculation (Mortgagee Letter 98-22). Refuses an absurd rate or year, and a payment that the interest
 * uses up.
 */
export function fhaYearBalances(terms: {
  readonly loanAmount: number;
  readonly noteRate: number;
  readonly principalAndInterest: number;
  readonly loanYear: number;
}): readonly number[] | Cannot<'loanAmount' | 'noteRate' | 'principalAndInterest' | 'loanYear'> {
  const { loanAmount, noteRate, principalAndInterest, loanYear } = terms;
  const wrong =
    amountFault({ loanAmount, principalAndInterest }, { least: 1 }) ??
    rateFault('noteRate', noteRate) ??
    countFault('loanYear', loanYear, { least: 1, most: 40 });
  if (wrong) return wrong;
  const rate = percentParts(noteRate);
  const partsPerPercent = BigInt(partsOfPercent);
  const interestOf = (balance: bigint): bigint =>
    dividedExactly(dividedExactly(balance * rate, partsPerPercent, 'nearest'), 1_200n, 'nearest');
  const payment = BigInt(principalAndInterest);
  let balance = BigInt(loanAmount);
  if (interestOf(balance) >= payment)
    return cannot('principalAndInterest', 'Principal and interest must be more than the interest of the first month.');
  const balances: number[] = [];
  for (let month = 0; month < loanYear * 12; month++) {
    if (month >= (loanYear - 1) * 12) balances.push(Number(balance));
    const left = balance + interestOf(balance) - payment;
    balance = left > 0n ? left : 0n;
  }
  return balances;
}

/** FHA's annual premium of a year, in cents. */
export interface FhaYearPremium {
  readonly monthlyPremium: number;
  readonly annualPremium: number;
}

/**
 * Returns FHA's monthly and annual premium of a loan year from its twelve balances before each payment, by HUD's five steps: the
 * average balance times the annual rate, rounded to the cent; divided by 1 plus the upfront rate where that premium is financed, rounded; a
 * twelfth, rounded; and twelve times that. Halves are rounded up. Source: HUD, Monthly MIP Calculation (Mortgagee Letter
 * 98-22). Refuses another number of balances, and absurd rates.
 */
export function fhaYearPremium(terms: {
  readonly balances: readonly number[];
  readonly annualRate: number;
  /** 0 where the upfront premium was paid in cash. */
  readonly financedUpfrontRate: number;
}): FhaYearPremium | Cannot<'balances' | 'annualRate' | 'financedUpfrontRate'> {
  const { balances, annualRate, financedUpfrontRate } = terms;
  const wrong =
    amountFault({ balances: Math.max(0, ...balances) }) ??
    rateFault('annualRate', annualRate) ??
    rateFault('financedUpfrontRate', financedUpfrontRate);
  if (wrong) return wrong;
  if (balances.length !== 12) return cannot('balances', `A year has 12 balances, not ${balances.length}.`);
  if (balances.some((balance) => amountFault({ balance })))
    return cannot('balances', 'Each balance must be whole cents, and not negative.');
  const sum = balances.reduce((total, balance) => total + BigInt(balance), 0n);
  const yearly = dividedExactly(sum * percentParts(annualRate), 12n * wholeParts, 'nearest');
  const ofBase = dividedExactly(yearly * wholeParts, wholeParts + percentParts(financedUpfrontRate), 'nearest');
  const monthlyPremium = centsDivided(Number(ofBase), 12, 'nearest');
  return { monthlyPremium, annualPremium: monthlyPremium * 12 };
}
