import { randomBytes } from 'node:crypto';
import type { RandomBytes } from '@outpost/domain/kernel/ports';

/** Chosen: some hundred ids' worth. A call of the system for each id took more than the rest of making it. */
const poolBytes = 4_096;
/** What asks for more than this gets its bytes by themselves. */
const mostFromPool = 64;

/** Cryptographic random bytes, fetched from the system many at a time. Each byte is given out once. */
export function pooledRandom(fetchBytes: RandomBytes = randomBytes): RandomBytes {
  let pool = new Uint8Array();
  let used = 0;
  return (size) => {
    if (size > mostFromPool) return fetchBytes(size);
    if (used + size > pool.length) {
      pool = Uint8Array.from(fetchBytes(poolBytes));
      used = 0;
    }
    const given = pool.slice(used, used + size);
    pool.fill(0, used, used + size); // what was given out stays nowhere else
    used += size;
    return given;
  };
}
