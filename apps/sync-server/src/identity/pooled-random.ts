import { randomBytes } from 'node:crypto';
import type { RandomBytes } from '@outpost/domain/kernel/ports';

/** Chosen: enough for some hundred ids. A system call for each id took longer than the rest of making it. */
const poolBytes = 4_096;
/** Larger requests call the system directly. */
const mostFromPool = 64;

/** Returns cryptographic random bytes, fetched from the system in larger blocks. Each byte is used once. */
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
    pool.fill(0, used, used + size); // used bytes are erased from the pool
    used += size;
    return given;
  };
}
