import { describe, expect, it } from 'vitest';
import { cutLabel, isLabel, labelSchema, mergeLabel } from './act-label.ts';

const family = '👨‍👩‍👧'; // eight UTF-16 units, one character to people

describe('an act’s label', () => {
  it('[E-2] counts code points: 300 emoji are a label, 301 are not', () => {
    expect(labelSchema.safeParse('😀'.repeat(300)).success).toBe(true);
    expect(labelSchema.safeParse('😀'.repeat(301)).success).toBe(false);
    expect(labelSchema.safeParse('x'.repeat(301)).success).toBe(false);
    expect(labelSchema.safeParse('').success).toBe(false);
  });

  it('[E-2] contains no character that a store cannot keep', () => {
    for (const label of ['a\0b', '😀'.slice(0, 1), '😀'.slice(1)])
      expect(labelSchema.safeParse(label).error?.issues[0]?.message).toContain("can't be stored");
  });

  it('[E-2] is accepted by `isLabel` where its schema accepts it, and nowhere else', () => {
    const texts = ['', 'Moved Acme', 'a\0b', '😀'.slice(0, 1), '😀'.repeat(300), '😀'.repeat(301), 'x'.repeat(301)];
    for (const text of texts) expect(isLabel(text)).toBe(labelSchema.safeParse(text).success);
  });

  it('[E-2] is never cut within a character', () => {
    expect(cutLabel('Moved Acme')).toBe('Moved Acme');
    for (let start = 290; start <= 301; start += 1) {
      for (const end of ['😀', family, 'e\u0301', '🇩🇪']) {
        const cut = cutLabel('x'.repeat(start) + end.repeat(20));
        expect(labelSchema.safeParse(cut).success).toBe(true);
        expect(cut.length).toBeLessThanOrEqual(300);
        expect(cut.slice(Math.min(start, 300)).replaceAll(end, '')).toBe('');
      }
    }
  });

  it('[A-5] contains only the kind of record for a merge', () => {
    expect(mergeLabel({ label: { one: 'Contact', many: 'Contacts' } })).toBe('Merged two contacts');
  });
});
