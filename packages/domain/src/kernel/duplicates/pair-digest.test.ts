import { describe, expect, it } from 'vitest';
import { pairDigest } from './pair-digest.ts';

describe('the digest of a pair', () => {
  const [one, other, third] = ['0190b1f2-7c00-7000-8000-000000000e01', '0190b1f2-7c00-7000-8000-000000000e02', '0190b1f2-7c00-7000-8000-000000000e03']; // prettier-ignore
  it('[PLT-12] is the same in both orders, and differs for each pair', () => {
    expect(pairDigest(one, other)).toBe(pairDigest(other, one));
    expect(new Set([pairDigest(one, other), pairDigest(one, third), pairDigest(other, third)]).size).toBe(3);
  });

  it('never changes: records hold it permanently', () => {
    expect(pairDigest(one, other)).toBe('67236aa6-9cf8-8f93-bdf9-bb5b2a728c9f');
  });
});
