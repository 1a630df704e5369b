/** The payments and balances of two ways to pay, month by month, in cents. */
export type MonthOfTwo = {
  readonly month: number;
  /** Everything paid so far. */
  readonly paidBefore: number;
  readonly paidAfter: number;
  /** What is still owed. */
  readonly owedBefore: number;
  readonly owedAfter: number;
};

type Row = { readonly payment: number; readonly balance: number };

/** Returns the months of two monthly loans side by side, until both are paid. A loan that has ended pays and owes nothing. */
export function monthsOfTwo(before: readonly Row[], after: readonly Row[]): readonly MonthOfTwo[] {
  let paidBefore = 0;
  let paidAfter = 0;
  return Array.from({ length: Math.max(before.length, after.length) }, (_, place) => {
    paidBefore += before[place]?.payment ?? 0;
    paidAfter += after[place]?.payment ?? 0;
    const owed = (rows: readonly Row[]) => rows[place]?.balance ?? 0;
    return { month: place + 1, paidBefore, paidAfter, owedBefore: owed(before), owedAfter: owed(after) };
  });
}

/** Returns the first month in which the lower payments have saved at least the cost; undefined where they never do. */
export const monthOfSaved = (months: readonly MonthOfTwo[], cost: number): number | undefined =>
  months.find(({ paidBefore, paidAfter }) => paidBefore - paidAfter >= cost)?.month;

/** Returns the gain of the second way after a month: payments saved and a lower balance, less what it cost in cash. */
export const gainAfter = (at: MonthOfTwo, cashCost: number): number =>
  at.paidBefore - at.paidAfter + at.owedBefore - at.owedAfter - cashCost;

/** Returns the first month in which the second way has a gain of zero or more; undefined where it never has. */
export const monthOfGain = (months: readonly MonthOfTwo[], cashCost: number): number | undefined =>
  months.find((at) => gainAfter(at, cashCost) >= 0)?.month;
