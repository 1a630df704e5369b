import { describe, expect, it } from 'vitest';
import { rating } from './rating.ts';

describe('a rating', () => {
  it('[K-2] is shown as stars, and read out as a figure', () => {
    expect([1, 2, 3, 4, 5].map(rating.show)).toEqual(['★☆☆☆☆', '★★☆☆☆', '★★★☆☆', '★★★★☆', '★★★★★']);
    expect(rating.spoken(3)).toBe('3 of 5');
  });

  it.each([
    ['★★★☆☆', 3],
    ['★★', 2],
    ['4/5', 4],
    ['4 of 5', 4],
    ['3', undefined],
    ['☆★', undefined],
    ['★★★★★★', undefined],
    ['☆☆☆☆☆', undefined],
    ['6/5', undefined],
  ])('[K-2] is read from %s as %s, in addition to plain numbers', (written, value) =>
    expect(rating.read(written)).toBe(value),
  );

  it('[K-2] is a whole number from 1 to 5', () => {
    expect([1, 5].map(rating.problem)).toEqual([undefined, undefined]);
    for (const wrong of [0, 6, 2.5, -3, Number.NaN, Infinity])
      expect(rating.problem(wrong)).toBe('must be a whole number from 1 to 5');
  });
});
