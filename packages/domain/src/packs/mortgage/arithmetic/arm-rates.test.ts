import { describe, expect, it } from 'vitest';
import { armRates, type ArmTerms, fullyIndexedParts } from './arm-rates.ts';
import { percentOfParts } from '../inputs/exact-percent.ts';

const fiveYear: ArmTerms = { fixedMonths: 60, adjustMonths: 12, index: [3], margin: 2.25, initialCap: 2, periodicCap: 2, lifetimeCap: 5 }; // prettier-ignore
const ratesOf = (noteRate: number, terms: Partial<ArmTerms>, termMonths = 120) =>
  armRates(noteRate, termMonths, { ...fiveYear, ...terms }).map(({ parts }) => percentOfParts(parts));

describe('the fully indexed rate', () => {
  it('is rounded to the nearest eighth: 2.71 and 2.25 are 5 (cstonelending.com, example of a 5/1 ARM)', () => {
    expect(percentOfParts(fullyIndexedParts(2.71, 2.25))).toBe(5);
  });
  it('rounds the middle between two eighths up', () => {
    expect(percentOfParts(fullyIndexedParts(3.0625, 2))).toBe(5.125);
    expect(percentOfParts(fullyIndexedParts(3.06249, 2))).toBe(5);
  });
});

describe('the rates of an ARM', () => {
  it('change first after the fixed months, and then at each interval', () => {
    expect(armRates(3, 90, { ...fiveYear, adjustMonths: 6 }).map(({ fromPayment }) => fromPayment)).toEqual([61, 67, 73, 79, 85]); // prettier-ignore
  });
  it('stay within the caps of the first and of later changes, up and down', () => {
    expect(ratesOf(3, { index: [9], initialCap: 3, periodicCap: 1 }, 96)).toEqual([6, 7, 8]);
    expect(ratesOf(8, { index: [0], initialCap: 3, periodicCap: 1 }, 108)).toEqual([5, 4, 3, 2.25]);
  });
  it('stay below the lifetime cap (increases only) and above the floor: the margin, or the one given', () => {
    expect(ratesOf(3, { index: [9], lifetimeCap: 5 })).toEqual([5, 7, 8, 8, 8]);
    expect(ratesOf(8, { index: [0], lifetimeCap: 1 })).toEqual([6, 4, 2.25, 2.25, 2.25]);
    expect(ratesOf(8, { index: [0], floor: 5.5 })).toEqual([6, 5.5, 5.5, 5.5, 5.5]);
  });
  it('follow the index of each change, and the last one afterwards; a cap wins over the floor', () => {
    expect(ratesOf(5, { index: [3, 2, 4] })).toEqual([5.25, 4.25, 6.25, 6.25, 6.25]);
    expect(ratesOf(1, { index: [-1], floor: 4, initialCap: 1, periodicCap: 1 }, 96)).toEqual([2, 3, 4]);
  });
  it('are whole eighths only by index and margin: a first rate and a cap are not rounded', () => {
    expect(ratesOf(3.1, { index: [9] }, 72)).toEqual([5.1]);
  });
});
