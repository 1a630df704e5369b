import type { RandomBytes } from '@outpost/domain/kernel/ports';

/** Numbers from 0 up to 1 and bytes, all drawn from one seed (mulberry32). */
export type SeededRandom = { readonly next: () => number; readonly bytes: RandomBytes };

export function seededRandom(seed: number): SeededRandom {
  let state = (seed * 2_654_435_761 + 1) >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  return { next, bytes: (size) => Uint8Array.from({ length: size }, () => Math.floor(next() * 256)) };
}
