import { expect } from 'vitest';

/**
 * Waits up to ten real seconds for a condition. Real work (the disk, signatures) continues while virtual time does not move.
 */
export async function until(what: () => boolean): Promise<void> {
  await expect.poll(what, { interval: 2, timeout: 10_000 }).toBe(true);
}
