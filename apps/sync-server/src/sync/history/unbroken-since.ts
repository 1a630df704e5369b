import type { Stretch } from '../../access/token-holds.ts';

/**
 * The number since which a person has seen a record without a gap: `since` is when the newest stretch of access began, `past` are stretches through whatever tokens,
 * in any order. Access goes on where one stretch ends in the act that begins the next one, or later.
 */
export function unbrokenSince(since: number, past: readonly Stretch[]): number {
  let begin = since;
  // Latest end first: one that ends before the beginning so far leaves a gap, and so do all that follow.
  for (const stretch of past.toSorted((a, b) => b.until - a.until)) {
    if (stretch.until < begin) break;
    begin = Math.min(begin, stretch.since);
  }
  return begin;
}
