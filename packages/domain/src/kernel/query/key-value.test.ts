import { describe, expect, it } from 'vitest';
import { compareBinary } from './binary-order.ts';
import { afterPrefix } from './key-value.ts';

describe('[Q-1] the end of all texts with a prefix', () => {
  it.each(['a', 'ab\u{10ffff}', 'x\ud7ff', 'z\uffff', '😀', 'größe'])(
    'comes after each of them and before all others: %j',
    (prefix) => {
      const end = afterPrefix(prefix) ?? '';
      for (const longer of ['', '\u0001', 'zzz', '\u{10ffff}\u{10ffff}'])
        expect(compareBinary(prefix + longer, end)).toBeLessThan(0);
      expect(Buffer.compare(Buffer.from(prefix), Buffer.from(end))).toBeLessThan(0);
      expect(end.isWellFormed()).toBe(true);
    },
  );

  it('is undefined where no text comes after', () => {
    expect(afterPrefix('\u{10ffff}\u{10ffff}')).toBeUndefined();
  });
});

describe('[Q-1] binary order', () => {
  it('is that of UTF-8 bytes, also beyond the basic plane', () => {
    const texts = ['', 'a', 'aa', 'b', 'é', '\ud7ff', '\ue000', '\uffff', '😀', '\u{10ffff}', 'a😀', 'a\uffff'];
    for (const a of texts)
      for (const b of texts)
        expect(Math.sign(compareBinary(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
  });
});
