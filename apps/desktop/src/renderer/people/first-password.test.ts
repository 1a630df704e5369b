import { describe, expect, it } from 'vitest';
import { firstPassword } from './first-password.ts';

describe('a generated first password', () => {
  it('has four groups of letters that are not mistaken for one another, each equally likely', () => {
    const state = { next: 0 };
    const everyByte = (size: number) => {
      const first = state.next;
      state.next += 16; // the number of letters
      return Uint8Array.from({ length: size }, (_, place) => (first + place) % 248);
    };
    const counts = new Map<string, number>();
    for (let n = 0; n < 31; n += 1) {
      const password = firstPassword(everyByte);
      expect(password).toMatch(/^[a-hj-km-np-z2-9]{4}(?:-[a-hj-km-np-z2-9]{4}){3}$/u);
      for (const letter of password.replaceAll('-', '')) counts.set(letter, (counts.get(letter) ?? 0) + 1);
    }
    expect(counts.size).toBe(31);
    const numbers = [...counts.values()];
    expect(Math.max(...numbers) - Math.min(...numbers)).toBeLessThanOrEqual(1);
  });
});
