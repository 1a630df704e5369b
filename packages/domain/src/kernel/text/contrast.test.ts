import { describe, expect, it } from 'vitest';
import { contrastOf, isColour, nearestWithContrast, textOn } from './contrast.ts';

describe('[PLT-45a] the contrast of colours', () => {
  it.each([
    ['#000000', '#ffffff', 21],
    ['#ffffff', '#ffffff', 1],
    ['#777777', '#ffffff', 4.48],
    ['#2f5fd6', '#ffffff', 5.63],
  ])('of %s and %s is that of WCAG, in either order', (one, other, ratio) => {
    expect(contrastOf(one, other)).toBeCloseTo(ratio, 1);
    expect(contrastOf(other, one)).toBe(contrastOf(one, other));
  });

  it('takes black or white for text, with 4.5 at least on every grey and on strong colours', () => {
    const greys = Array.from({ length: 256 }, (_, part) => `#${part.toString(16).padStart(2, '0').repeat(3)}`);
    for (const colour of [...greys, '#ff0000', '#00ff00', '#0000ff', '#f0a000'])
      expect(contrastOf(colour, textOn(colour))).toBeGreaterThanOrEqual(4.5);
  });

  it('names the nearest colour with that contrast to each background, and the colour itself where it has it', () => {
    const wanted = { grounds: ['#ffffff', '#1c1b19'], least: 3 };
    const near = nearestWithContrast('#ffe100', wanted) ?? '';
    expect(isColour(near)).toBe(true);
    for (const ground of wanted.grounds) expect(contrastOf(near, ground)).toBeGreaterThanOrEqual(3);
    expect(nearestWithContrast('#2f5fd6', wanted)).toBe('#2f5fd6');
    expect(nearestWithContrast('#2f5fd6', { grounds: ['#000000', '#ffffff'], least: 10 })).toBeUndefined();
  });
});
