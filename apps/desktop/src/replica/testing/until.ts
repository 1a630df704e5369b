import { expect } from 'vitest';

/** Real work (the disk, signatures) goes on between virtual moments: waits, up to ten real seconds, until it has come so far. */
export async function until(what: () => boolean): Promise<void> {
  await expect.poll(what, { interval: 2, timeout: 10_000 }).toBe(true);
}
