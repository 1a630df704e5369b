import type { Cannot } from '../../../kernel/catalogue/calculations/calculation.ts';
import { dividedExactly } from '../inputs/exact-division.ts';
import { amountFault, cannot } from '../inputs/input-faults.ts';

/** The agency or department whose rules for value, loan amount and rounding apply. */
export type LoanProgram = 'fannie-mae' | 'freddie-mac' | 'fha' | 'va' | 'usda';

/** What a ratio is computed from. Amounts are in cents. */
export interface LoanToValueTerms {
  readonly program: LoanProgram;
  readonly purpose: 'purchase' | 'refinance';
  /** The first mortgage without a financed premium or fee: for FHA the base loan. */
  readonly loanAmount: number;
  /** Mortgage insurance, funding fee or guarantee fee that is added to the loan. */
  readonly financedFee?: number | undefined;
  /** For a purchase. For FHA less inducements to purchase: the caller subtracts them. */
  readonly price?: number | undefined;
  /** Appraised value; for VA the reasonable value of the notice of value. */
  readonly appraisedValue: number;
  /** Unpaid principal of closed-end subordinate loans. */
  readonly closedEndLiens?: number | undefined;
  /** Drawn balance of home equity lines of credit. */
  readonly helocDrawn?: number | undefined;
  /** Full amount of home equity lines of credit, drawn or not. */
  readonly helocLimit?: number | undefined;
}

/** A ratio by a program's rule. */
export interface ProgramRatio {
  /** Whole percent for Fannie Mae and Freddie Mac, else percent with two decimals. */
  readonly percent: number;
  /** The steps of the rounding: "85.004 → 85.00 → 85". */
  readonly steps: string;
}

/** The ratios of a loan. Freddie Mac calls CLTV and HCLTV "TLTV" and "HTLTV". */
export interface LoanToValueRatios {
  /** The value by which the loan was divided, in cents. */
  readonly value: number;
  /** Why this value: "the lower of price and appraised value". */
  readonly valueRule: string;
  readonly ltv: ProgramRatio;
  readonly cltv: ProgramRatio;
  readonly hcltv: ProgramRatio;
  /** With the financed premium or fee, which FHA, VA purchases and USDA leave out of the limit; it may be over 100. */
  readonly ltvWithFee: ProgramRatio;
}

/** Chosen: a larger ratio is a slip, such as a value in thousands. */
const mostTimesValue = 10;

type AmountName = 'loanAmount' | 'financedFee' | 'price' | 'appraisedValue' | 'closedEndLiens' | 'helocDrawn' | 'helocLimit'; // prettier-ignore

/** Writes a number of units of 10^-places: 8500 with 2 places is "85.00". */
function decimalText(units: bigint, places: number): string {
  const digits = units.toString().padStart(places + 1, '0');
  return `${digits.slice(0, -places)}.${digits.slice(-places)}`;
}

/** Returns the exact ratio with three decimals, and a mark where more of them follow. */
function exactText(top: bigint, bottom: bigint): string {
  const thousandths = (top * 100_000n) / bottom;
  return `${decimalText(thousandths, 3)}${(top * 100_000n) % bottom === 0n ? '' : '…'}`;
}

/** Truncates to two decimals, then rounds up to the whole percent. */
function enterpriseRatio(top: bigint, bottom: bigint): ProgramRatio {
  const hundredths = dividedExactly(top * 10_000n, bottom, 'down');
  const whole = dividedExactly(hundredths, 100n, 'up');
  return { percent: Number(whole), steps: `${exactText(top, bottom)} → ${decimalText(hundredths, 2)} → ${whole}` };
}

/** Rounds up to two decimals. */
function departmentRatio(top: bigint, bottom: bigint): ProgramRatio {
  const hundredths = dividedExactly(top * 10_000n, bottom, 'up');
  return { percent: Number(hundredths) / 100, steps: `${exactText(top, bottom)} → ${decimalText(hundredths, 2)}` };
}

const ruleOf: Readonly<
  Record<
    LoanProgram,
    {
      readonly ratio: (top: bigint, bottom: bigint) => ProgramRatio;
      /** Whether the appraised value counts for a purchase even where the price is lower. */
      readonly isAppraisalEnough?: true;
      /** Whether the limit includes the financed premium or fee. */
      readonly includesFee: Readonly<Record<LoanToValueTerms['purpose'], boolean>>;
    }
  >
> = {
  'fannie-mae': { ratio: enterpriseRatio, includesFee: { purchase: true, refinance: true } },
  'freddie-mac': { ratio: enterpriseRatio, includesFee: { purchase: true, refinance: true } },
  fha: { ratio: departmentRatio, includesFee: { purchase: false, refinance: false } },
  va: { ratio: departmentRatio, includesFee: { purchase: false, refinance: true } },
  usda: { ratio: departmentRatio, isAppraisalEnough: true, includesFee: { purchase: false, refinance: false } },
};

/**
 * Returns LTV, CLTV and HCLTV by a program's rules.
 *
 * - Value: the lower of price and appraised value for purchases, the appraised value for refinances. USDA lends up to the appraised
 *   value for purchases as well (HB-1-3555; 7 CFR 3555.103).
 * - Loan: Fannie Mae and Freddie Mac include financed mortgage insurance (Selling Guide B2-1.2-01 of 1 June 2022). FHA divides the base loan
 *   without the upfront premium by the adjusted value (HUD Handbook 4000.1, II.A.2.e and II.A.8). VA leaves the funding fee out for
 *   purchases (Lenders Handbook, chapter 3) and includes it for cash-out refinances (Circular 26-19-05 of 14 February 2019). USDA's
 *   guarantee fee may take the loan over 100 %.
 * - CLTV adds closed-end liens and the drawn balance of credit lines, HCLTV their full amount (B2-1.2-02, B2-1.2-03 of 23 February 2016). Where
 *   more is drawn than the line allows, the drawn balance counts (B2-1.2-03, permanently modified lines).
 * - Rounding: Fannie Mae truncates to two decimals, then rounds up to the whole percent (B2-1.2-01). Freddie Mac does the same
 *   (Guide chapter 4203; its text was not at hand, the source is Wolters Kluwer's documentation of both). FHA, VA and USDA state no rounding: the ratio is rounded up to two
 *   decimals, so that rounding never hides an excess.
 *
 * Refuses negative amounts, a loan or value of zero, a purchase without a price, and debts over ten times the value.
 */
export function loanToValueRatios(terms: LoanToValueTerms): LoanToValueRatios | Cannot<AmountName> {
  const { program, purpose, loanAmount, price, appraisedValue } = terms;
  const { financedFee = 0, closedEndLiens = 0, helocDrawn = 0, helocLimit = 0 } = terms;
  const wrong =
    amountFault({ loanAmount, appraisedValue }, { least: 1 }) ??
    amountFault({ financedFee, price, closedEndLiens, helocDrawn, helocLimit });
  if (wrong) return wrong;
  const { ratio, isAppraisalEnough, includesFee } = ruleOf[program];
  const isPurchase = purpose === 'purchase';
  if (isPurchase && (price === undefined || price === 0))
    return cannot('price', 'Price must be filled in for a purchase: the value is the lower of price and appraisal.');
  const isLower = isPurchase && price !== undefined && isAppraisalEnough !== true;
  const value = isLower ? Math.min(price, appraisedValue) : appraisedValue;
  const withFee = loanAmount + financedFee;
  const loan = includesFee[purpose] ? withFee : loanAmount;
  const most = withFee + closedEndLiens + Math.max(helocDrawn, helocLimit);
  if (most > value * mostTimesValue)
    return cannot('loanAmount', 'Loan amount, with liens, must be at most ten times the value. Check the amounts.');
  const of = (cents: number) => ratio(BigInt(cents), BigInt(value));
  return {
    value,
    valueRule: isLower ? 'the lower of price and appraised value' : 'the appraised value',
    ltv: of(loan),
    cltv: of(loan + closedEndLiens + helocDrawn),
    hcltv: of(loan + closedEndLiens + Math.max(helocDrawn, helocLimit)),
    ltvWithFee: of(withFee),
  };
}
