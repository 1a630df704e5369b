import type { Cannot } from '../../../kernel/catalogue/calculations/calculation.ts';
import { amortizationSchedule } from './amortization-schedule.ts';
import { comparisonStart } from './points-break-even.ts';
import { dividedExactly } from '../inputs/exact-division.ts';
import { percentParts, wholeParts } from '../inputs/exact-percent.ts';
import { amountFault, cannot, countFault, isCannot, monthsFault, rateFault } from '../inputs/input-faults.ts';

/** A home to buy and one to rent. Amounts are in cents, rates in percent per year unless they say otherwise. */
export type RentOrOwnTerms = {
  readonly price: number;
  readonly downPayment: number;
  readonly noteRate: number;
  readonly termMonths: number;
  /** Paid in cash at closing, beyond the down payment. */
  readonly closingCosts: number;
  /** Of the value of the home at the start of each year. */
  readonly propertyTaxRate: number;
  /** Of the value of the home at the start of each year. */
  readonly upkeepRate: number;
  /** A year. It rises with `costGrowth`. */
  readonly homeInsurance: number;
  /** Mortgage insurance and association dues, a month. They stay the same. */
  readonly otherMonthly?: number;
  readonly rent: number;
  readonly rentGrowth: number;
  /** The yearly change of the value of the home; negative where it falls. */
  readonly appreciation: number;
  readonly costGrowth: number;
  /** What a sale costs, in percent of the value then. */
  readonly sellingCostRate: number;
  /** What money earns that is not spent on the home. */
  readonly savingsRate: number;
  readonly years: number;
};

export type RentOrOwnField = keyof RentOrOwnTerms;

/** One year of the comparison. Amounts are in cents. */
export type RentOrOwnYear = {
  readonly year: number;
  /** Paid in this year: loan, tax, upkeep, insurance and the rest. */
  readonly ownPaid: number;
  readonly rentPaid: number;
  readonly homeValue: number;
  /** The value at its end less selling costs and the balance of the loan. */
  readonly ownWealth: number;
  /** What the renter has: the cash that the owner paid at closing and the monthly differences, with their earnings. */
  readonly rentWealth: number;
};

export type RentOrOwn = {
  readonly loanAmount: number;
  readonly payment: number;
  readonly years: readonly RentOrOwnYear[];
  /** The first year at whose end the owner has at least as much as the renter. Absent: not within the years. */
  readonly breakEvenYear?: number;
  readonly ownWealth: number;
  readonly rentWealth: number;
  /** What owning leaves more than renting at the end; negative where renting leaves more. */
  readonly ownAhead: number;
};

/** The lowest yearly change of a home's value in percent. Chosen: a deeper fall each year is a typing error. */
export const deepestFall = -20;
/** The most years. Chosen: the term of the longest common loan. */
export const mostComparedYears = 40;

/**
 * Compares renting with owning over some years. Both people start with the same cash: the owner pays down payment and closing
 * costs, and the renter saves that sum. Each month the renter saves what the owner pays more than the rent, or spends from it what
 * the owner pays less. The renter's savings earn a twelfth of `savingsRate` a month. At the end the owner sells, and what both
 * have is compared.
 *
 * Counted: loan, property tax, upkeep, home insurance, other monthly costs, rent, growth of value, costs and rent (each once a
 * year), and selling costs. Not counted: income tax and its deductions, tax on a gain, renter's insurance and deposits, moving.
 * Each amount is rounded to the nearest cent when it arises. It is a comparison of given assumptions, and no tax advice.
 *
 * Refuses amounts and rates out of bounds, and a down payment above the price. A down payment of the whole price has no loan.
 */
export function rentOrOwn(terms: RentOrOwnTerms): RentOrOwn | Cannot<RentOrOwnField> {
  const fault = rentOrOwnFault(terms);
  if (fault) return fault;
  const { price, downPayment, noteRate, termMonths } = terms;
  const loanAmount = price - downPayment;
  const schedule =
    loanAmount === 0
      ? { rows: [], firstPayment: 0 }
      : amortizationSchedule({ loanAmount, noteRate, termMonths, firstPaymentOn: comparisonStart });
  if (isCannot(schedule)) return cannot('price', schedule.cannot.message);
  const years = yearsOf(terms, schedule.rows);
  const last = years.at(-1);
  const ownWealth = last?.ownWealth ?? 0;
  const rentWealth = last?.rentWealth ?? 0;
  const breakEvenYear = years.find((one) => one.ownWealth >= one.rentWealth)?.year;
  return {
    loanAmount,
    payment: schedule.firstPayment,
    years,
    ...(breakEvenYear === undefined ? {} : { breakEvenYear }),
    ownWealth,
    rentWealth,
    ownAhead: ownWealth - rentWealth,
  };
}

/** Returns a percentage of an amount, rounded to the nearest cent. */
const percentOfCents = (cents: bigint, percent: number): bigint =>
  dividedExactly(cents * percentParts(percent), wholeParts, 'nearest');

function yearsOf(
  terms: RentOrOwnTerms,
  rows: readonly { readonly payment: number; readonly balance: number }[],
): readonly RentOrOwnYear[] {
  let value = BigInt(terms.price);
  let rent = BigInt(terms.rent);
  let insurance = BigInt(terms.homeInsurance);
  let savings = BigInt(terms.downPayment + terms.closingCosts);
  return Array.from({ length: terms.years }, (_, place) => {
    const yearly = percentOfCents(value, terms.propertyTaxRate) + percentOfCents(value, terms.upkeepRate) + insurance;
    let ownPaid = 0n;
    for (let month = 0; month < 12; month += 1) {
      // The twelve parts of the year's costs add up to them exactly.
      const part = (yearly * BigInt(month + 1)) / 12n - (yearly * BigInt(month)) / 12n;
      const paid = BigInt(rows[place * 12 + month]?.payment ?? 0) + part + BigInt(terms.otherMonthly ?? 0);
      savings += dividedExactly(savings * percentParts(terms.savingsRate), wholeParts * 12n, 'nearest') + paid - rent;
      ownPaid += paid;
    }
    const rentPaid = rent * 12n;
    value += percentOfCents(value, terms.appreciation);
    rent += percentOfCents(rent, terms.rentGrowth);
    insurance += percentOfCents(insurance, terms.costGrowth);
    const owed = BigInt(rows[place * 12 + 11]?.balance ?? 0);
    return {
      year: place + 1,
      ownPaid: Number(ownPaid),
      rentPaid: Number(rentPaid),
      homeValue: Number(value),
      ownWealth: Number(value - percentOfCents(value, terms.sellingCostRate) - owed),
      rentWealth: Number(savings),
    };
  });
}

function rentOrOwnFault(terms: RentOrOwnTerms): Cannot<RentOrOwnField> | undefined {
  const { price, years } = terms;
  const rate = (field: RentOrOwnField & ('propertyTaxRate' | 'upkeepRate' | 'sellingCostRate' | 'savingsRate')) =>
    rateFault(field, terms[field]);
  const growth = (field: 'rentGrowth' | 'appreciation' | 'costGrowth') =>
    rateFault(field, terms[field], { least: deepestFall, most: -deepestFall });
  return (
    amountFault({ price }, { least: 1 }) ??
    amountFault({ downPayment: terms.downPayment }, { most: price }) ??
    rateFault('noteRate', terms.noteRate) ??
    monthsFault('termMonths', terms.termMonths) ??
    amountFault({ closingCosts: terms.closingCosts }) ??
    rate('propertyTaxRate') ??
    rate('upkeepRate') ??
    amountFault({ homeInsurance: terms.homeInsurance }) ??
    amountFault({ otherMonthly: terms.otherMonthly }) ??
    amountFault({ rent: terms.rent }) ??
    growth('rentGrowth') ??
    growth('appreciation') ??
    growth('costGrowth') ??
    rate('sellingCostRate') ??
    rate('savingsRate') ??
    countFault('years', years, { least: 1, most: mostComparedYears })
  );
}
