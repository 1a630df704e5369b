import { createFormats } from '@outpost/ui/formats/formats';
import { describe, expect, it } from 'vitest';
import { addSums, sumText, weightedSum } from './sums-by-currency.ts';

const formats = createFormats({ locale: 'en-US', timeZone: 'UTC', currency: 'USD' });

describe('sums by currency', () => {
  it('[Q-2] are never added over different currencies', () => {
    expect(sumText({ USD: 120_000, EUR: 30_000 }, formats)).toBe('$1,200 and €300');
    expect(addSums({ USD: 1 }, { USD: 2, EUR: 3 })).toEqual({ USD: 3, EUR: 3 });
  });

  it('have no cents when they are weighted', () => {
    expect(weightedSum({ USD: 123_456, JPY: 101 }, 50)).toEqual({ USD: 61_700, JPY: 51 });
  });
});
