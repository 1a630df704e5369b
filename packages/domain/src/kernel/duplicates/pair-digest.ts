import { hashedId } from '../hashed-id.ts';

/**
 * Returns the digest of two records' ids: the same in both orders. It reveals nothing about a record to a person who does not
 * know both ids, because each id has 74 random bits (K-1).
 */
export function pairDigest(one: string, other: string): string {
  const [first, second] = one < other ? [one, other] : [other, one];
  return hashedId('distinct-pair', first, second);
}
