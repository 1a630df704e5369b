import { expect, it } from 'vitest';
import { isPseudonymOf, pseudonymOf } from './former-member.ts';

it('[P-5] a pseudonym is made from the end of the id, and is known by it alone', () => {
  const id = '0190b1f2-7c00-7000-8000-00000000c0a1';
  expect([pseudonymOf(id, 4), pseudonymOf(id, 6)]).toEqual(['Former member c0a1', 'Former member 00c0a1']);
  expect([4, 6, 8].map((digits) => isPseudonymOf(id, pseudonymOf(id, digits)))).toEqual([true, true, true]);
  expect(['Former member', 'Former member 1', 'Former member c0a2', 'Ann c0a1'].map((name) => isPseudonymOf(id, name))).toEqual([false, false, false, false]); // prettier-ignore
});
