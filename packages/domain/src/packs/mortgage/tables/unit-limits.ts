/** Amounts in cents for properties of one, two, three and four units. */
export type UnitLimits = readonly [one: number, two: number, three: number, four: number];

/** The number of dwelling units of a property that these programs finance. */
export type UnitCount = 1 | 2 | 3 | 4;

/** Whether a number is a count of units that these programs finance. */
export const isUnitCount = (units: number): units is UnitCount => [1, 2, 3, 4].includes(units);

/** Returns the limit for a property with this number of units. */
export function limitOfUnits(limits: UnitLimits, units: UnitCount): number {
  const [one, two, three, four] = limits;
  return { 1: one, 2: two, 3: three, 4: four }[units];
}

/** Returns limits in cents from whole dollars. */
export const inDollars = (one: number, two: number, three: number, four: number): UnitLimits => [
  one * 100,
  two * 100,
  three * 100,
  four * 100,
];
