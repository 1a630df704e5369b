import { hashedId } from '../hashed-id.ts';

/**
 * Returns the digest of two records' ids: the same in both orders. It tells nothing of a record to somebody who does not know both
 * ids, because each holds 74 random bits (K-1).
 */
export function pairDigest(one: string, other: string): string {
  const [first, second] = one < other ? [one, other] : [other, one];
  return hashedId('distinct-pair', first, second);
}
