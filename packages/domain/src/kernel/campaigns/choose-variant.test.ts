import { describe, expect, it } from 'vitest';
import { chooseVariant, variantOfRest } from './choose-variant.ts';

const version = '0190b1f2-7c00-7000-8000-000000000001';
const variants = ['a', 'b'].map((id) => ({ id, templateVersion: version }));
const test = { share: 20, measure: 'replied', waitHours: 24, certainty: 90 } as const;
const members = Array.from({ length: 10_000 }, (_, place) => `member ${place}`);
const countOf = (values: readonly unknown[], value: unknown): number => values.filter((one) => one === value).length;

describe('[CMP-4] the part and the variant of a member', () => {
  it('are the same each time, and close to the shares', () => {
    const chosen = members.map((member) => chooseVariant({ variants, test }, 'campaign', member));
    expect(members.map((member) => chooseVariant({ variants, test }, 'campaign', member))).toEqual(chosen);
    const first = chosen.filter(({ part }) => part === 'test');
    expect(first.length).toBeGreaterThan(1_900);
    expect(first.length).toBeLessThan(2_100);
    const ofA = countOf(
      first.map(({ variant }) => variant),
      'a',
    );
    expect(ofA / first.length).toBeGreaterThan(0.47);
    expect(ofA / first.length).toBeLessThan(0.53);
    expect(chosen.filter(({ part }) => part === 'rest').every(({ variant }) => variant === null)).toBe(true);
  });

  it('are others in another campaign', () => {
    const same = members.filter((member) => chooseVariant({ variants, test }, 'one', member).part === chooseVariant({ variants, test }, 'two', member).part); // prettier-ignore
    expect(same.length).toBeLessThan(7_200); // by chance: 0.2² + 0.8² = 68 %
  });

  it('are the only message at once without a test', () => {
    expect(chooseVariant({ variants: variants.slice(0, 1), test: null }, 'c', 'm')).toEqual({ part: 'test', variant: 'a' }); // prettier-ignore
  });

  it('of the rest follow the winner, and are shared where none won', () => {
    const rest = (winner: string | undefined) => members.map((member) => variantOfRest({ variants }, { winner, campaign: 'c', member })); // prettier-ignore
    expect(countOf(rest('b'), 'b')).toBe(members.length);
    expect(Math.abs(countOf(rest(undefined), 'a') - 5_000)).toBeLessThan(200);
    expect(Math.abs(countOf(rest('none'), 'a') - 5_000)).toBeLessThan(200);
  });
});
