import type { RandomBytes } from '@outpost/domain/kernel/ports';

/**
 * Chosen: the first retry feels immediate. A retry every five minutes costs a laptop on a plane almost nothing, and other
 * events notice when the network returns.
 */
const firstMs = 1_000;
const longestMs = 300_000;

/**
 * Returns the wait before the next try after `failures` in a row. It doubles each time, and is randomly reduced by up
 * to half, so that a thousand devices don't return at once (E-3).
 */
export function backOffMs(failures: number, random: RandomBytes): number {
  const full = Math.min(longestMs, firstMs * 2 ** Math.min(failures - 1, 20));
  return withJitter(full, random);
}

/** Returns a random time between half of a span and all of it. */
export function withJitter(spanMs: number, random: RandomBytes): number {
  const [a = 0, b = 0] = random(2);
  return Math.round(spanMs * (0.5 + ((a << 8) | b) / 131_072));
}
