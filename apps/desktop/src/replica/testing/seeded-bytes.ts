import type { RandomBytes } from '@outpost/domain/kernel/ports';
import { seededRandom } from '@outpost/domain/testing/seeded-random';

/** Returns a source of random bytes that are the same for the same seed. */
export function seededBytes(seed: number): RandomBytes {
  const { below } = seededRandom(seed);
  return (size) => Uint8Array.from({ length: size }, () => below(256));
}
