import type { RandomBytes } from '@outpost/domain/kernel/ports';
import { seededRandom } from '@outpost/domain/testing/seeded-random';

/** Random bytes that a seed repeats. */
export function seededBytes(seed: number): RandomBytes {
  const { below } = seededRandom(seed);
  return (size) => Uint8Array.from({ length: size }, () => below(256));
}
