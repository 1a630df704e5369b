import type { Stretch } from '../../access/token-holds.ts';

/**
 * Returns the number since which a person has seen a record without a gap. `since`: the beginning of the newest stretch
 * of access. `past`: earlier stretches by any tokens, in any order. Access continues where one stretch ends in the act
 * that begins the next one, or later.
 */
export function unbrokenSince(since: number, past: readonly Stretch[]): number {
  let begin = since;
  // Latest end first: a stretch that ends before the beginning so far leaves a gap, and so do all after it.
  for (const stretch of past.toSorted((a, b) => b.until - a.until)) {
    if (stretch.until < begin) break;
    begin = Math.min(begin, stretch.since);
  }
  return begin;
}
