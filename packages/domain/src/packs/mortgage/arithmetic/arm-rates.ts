import type { Cannot } from '../../../kernel/catalogue/calculations/calculation.ts';
import { dividedExactly } from '../inputs/exact-division.ts';
import { partsOfPercent, percentOfParts, percentParts } from '../inputs/exact-percent.ts';
import { cannot, monthsFault, mostRate, rateFault } from '../inputs/input-faults.ts';

/**
 * The terms of an adjustable-rate mortgage (ARM). Rates, caps and margin are in percentage points per year.
 *
 * Sources: Fannie Mae Selling Guide B2-1.4-02 (12/14/2022): lifetime limits apply to increases only, limits of each adjustment to
 * increases and decreases, and the rate never falls below the margin. The uniform adjustable-rate notes of Fannie Mae and Freddie
 * Mac, section 4(C): the sum of index and margin is rounded to the nearest one-eighth of one percentage point, and the payment
 * is recalculated so that it repays the balance at the new rate by the maturity date.
 */
export type ArmTerms = {
  /** The months of the first rate: 60 for a 5-year ARM. */
  readonly fixedMonths: number;
  /** The months from one change to the next: 6 or 12. */
  readonly adjustMonths: number;
  /** The values of the index at the changes, in order. The last one stays for all later changes. */
  readonly index: readonly number[];
  readonly margin: number;
  /** The greatest change at the first change, up or down. */
  readonly initialCap: number;
  /** The greatest change at each later change, up or down. */
  readonly periodicCap: number;
  /** The greatest increase above the first rate. */
  readonly lifetimeCap: number;
  /** The lowest rate. Left out: the margin. */
  readonly floor?: number;
};

/** Names of the values of `ArmTerms`. */
export type ArmField = keyof ArmTerms;

/** The rate of a loan from one of its payments on. */
export type RateChange = { readonly fromPayment: number; readonly parts: bigint };

/** An eighth of one percentage point in parts. */
const eighth = BigInt(partsOfPercent / 8);

/**
 * Returns the sum of index and margin in parts, rounded to the nearest eighth of a percentage point. A sum in the middle between two
 * eighths is rounded up: the notes do not say which way it goes.
 */
export const fullyIndexedParts = (index: number, margin: number): bigint =>
  dividedExactly(percentParts(index) + percentParts(margin), eighth, 'nearest') * eighth;

const lower = (one: bigint, other: bigint) => (one < other ? one : other);
const higher = (one: bigint, other: bigint) => (one > other ? one : other);

/**
 * Returns the rate after each change of a monthly loan, in order. The first change has effect from the payment after
 * `fixedMonths`: interest is paid in arrears, so the rate that begins with month 61 is first paid with payment 61. Each change
 * stays within its cap and the lifetime cap, and does not fall below the floor. A cap wins over the floor: a first rate far below
 * the margin rises in steps. The caller checks the terms with `armFault`.
 */
export function armRates(noteRate: number, termMonths: number, terms: ArmTerms): readonly RateChange[] {
  const { fixedMonths, adjustMonths, index, margin, floor = margin } = terms;
  const first = percentParts(noteRate);
  const ceiling = first + percentParts(terms.lifetimeCap);
  const changes: RateChange[] = [];
  let parts = first;
  for (let months = fixedMonths; months < termMonths; months += adjustMonths) {
    const place = changes.length;
    const cap = percentParts(place === 0 ? terms.initialCap : terms.periodicCap);
    const full = fullyIndexedParts(index[place] ?? index.at(-1) ?? 0, margin);
    const least = higher(parts - cap, percentParts(floor));
    parts = lower(higher(full, least), lower(parts + cap, ceiling));
    changes.push({ fromPayment: months + 1, parts });
  }
  return changes;
}

/** Checks the terms of an ARM. `noteRate` is its first rate. */
export function armFault(noteRate: number, termMonths: number, terms: ArmTerms): Cannot<ArmField> | undefined {
  const { index, margin, lifetimeCap, floor = margin } = terms;
  if (termMonths === 1)
    return cannot('fixedMonths', 'A loan of one month has no adjustable rate. Leave its terms out.');
  if (index.length === 0) return cannot('index', 'Give at least one value of the index.');
  const ceiling = noteRate + lifetimeCap;
  return (
    monthsFault('fixedMonths', terms.fixedMonths, { most: termMonths - 1 }) ??
    monthsFault('adjustMonths', terms.adjustMonths) ??
    index.map((one) => rateFault('index', one, { least: -mostRate })).find((fault) => fault !== undefined) ??
    rateFault('margin', margin) ??
    rateFault('initialCap', terms.initialCap) ??
    rateFault('periodicCap', terms.periodicCap) ??
    rateFault('lifetimeCap', lifetimeCap) ??
    rateFault('floor', floor, { most: percentOfParts(percentParts(ceiling)) })
  );
}
