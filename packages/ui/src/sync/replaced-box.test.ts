import { describe, expect, it } from 'vitest';
import { gutterWidth } from '../grid/grid-model.ts';
import { replacedActs, replacedWords } from './replaced-box.tsx';

describe('a replaced value', () => {
  it('[S-4] is described from the view of the reader', () => {
    expect(replacedWords({ by: 'Dana' })).toBe('Dana’s value replaced yours');
    expect(replacedWords({ of: 'Dana' })).toBe('Your value replaced Dana’s');
    expect(replacedWords({ by: 'Dana', of: 'Ilse' })).toBe('Dana’s value replaced Ilse’s');
    expect(replacedActs({ by: 'Dana' })).toEqual({ restore: 'Restore mine', keep: 'Keep Dana’s' });
    expect(replacedActs({ of: 'Dana' })).toEqual({ restore: 'Restore Dana’s', keep: 'Keep mine' });
  });
});

describe('the column of row numbers', () => {
  it('is as wide as the last number needs', () => {
    expect([24, 999, 1_000, 100_000, 1_000_000].map(gutterWidth)).toEqual([40, 40, 52, 68, 80]);
  });
});
