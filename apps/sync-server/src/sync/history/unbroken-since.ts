import type { Stretch } from '../../access/token-holds.ts';

/**
 * Returns the number since which a person has seen a record without a gap. `since`: the beginning of the newest stretch
 * of access. `past`: earlier stretches by any tokens, in any order. Access continues where one stretch ends in the act
 * that begins the next one, or later.
 */
export function unbrokenSince(since: number, past: readonly Stretch[]): number {
  let begin = since;
  // The stretches are sorted by their ends, the latest first. If one ends before the beginning found so far, it and all later
  // ones leave a gap.
  for (const stretch of past.toSorted((a, b) => b.until - a.until)) {
    if (stretch.until < begin) break;
    begin = Math.min(begin, stretch.since);
  }
  return begin;
}
