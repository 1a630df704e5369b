import { describe, expect, it } from 'vitest';
import { clockWords } from './clock-words.ts';

describe('the message about a wrong clock', () => {
  it('[E-1] contains the deviation and its direction', () => {
    expect(clockWords(3 * 3_600_000)).toMatch(/about 3 hours fast\./);
    expect(clockWords(-6 * 60_000)).toMatch(/about 6 minutes slow\./);
    expect(clockWords(-366 * 24 * 3_600_000)).toMatch(/about 1 year slow\./);
    expect(clockWords(25 * 3_600_000)).toMatch(/about 1 day fast\./);
  });
});
