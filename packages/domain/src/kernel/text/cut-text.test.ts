import { describe, expect, it } from 'vitest';
import { cutText } from './cut-text.ts';

describe('cutting a text', () => {
  it('[E-2] leaves whole characters, as people see them', () => {
    expect(cutText('abc', 3)).toBe('abc');
    expect(cutText('abcd', 3)).toBe('abc');
    expect(cutText('ab😀', 3)).toBe('ab');
    expect(cutText('ab👨‍👩‍👧c', 6)).toBe('ab');
    expect(cutText('abe\u0301', 3)).toBe('ab');
    expect(cutText(`e${'\u0301'.repeat(9)}`, 4)).toBe('e\u0301\u0301\u0301');
    expect(cutText('👨‍👩‍👧', 4)).toBe('👨‍');
  });
});
