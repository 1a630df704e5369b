import type { Decision, Head } from '@outpost/domain/sync/protocol';

/** The heads seen with those of decided acts, in their order. */
export const withHeadsOf = (heads: readonly Head[], decided: readonly Decision[]): readonly Head[] =>
  decided.reduce((known, { head }) => withHead(known, head), heads);

/**
 * S-1b: the heads seen with one more, the newest last and ever fewer of the older ones: enough to find the last one in common. A head
 * that is not newer changes nothing.
 */
export function withHead(heads: readonly Head[], head: Head): readonly Head[] {
  const newest = heads.at(-1)?.[0] ?? -1;
  if (head[0] <= newest) return heads;
  return [...heads.filter((_, index) => heads.length - index < 6 || index % 2 === 0), head];
}
