import { expect, it } from 'vitest';
import { saltSource } from './chain.ts';

it('[P-5] every row gets 32 random bytes of its own, however few draws they come from', () => {
  const asked: number[] = [];
  const counting = (size: number): Uint8Array => {
    const from = asked.reduce((sum, bytes) => sum + bytes, 0);
    asked.push(size);
    return Uint8Array.from({ length: size }, (_, place) => Math.floor((from + place) / 32));
  };
  const salt = saltSource(counting);
  const salts = Array.from({ length: 100 }, () => salt());
  expect(salts).toEqual(Array.from({ length: 100 }, (_, place) => new Uint8Array(32).fill(place)));
  expect(asked.length).toBeLessThan(10);
});
