import { beforeEach, describe, expect, it } from 'vitest';
import { type TenantQueue, tenantQueue } from './tenant-queue.ts';

let worked: string[];
let turns: (() => void)[];
let queue: TenantQueue;
beforeEach(() => {
  [worked, turns] = [[], []];
  queue = tenantQueue(async (orgId) => {
    worked.push(`${orgId} begins`);
    await new Promise<void>((resolve) => turns.push(resolve));
    worked.push(`${orgId} ends`);
  });
});
const settled = () => new Promise((resolve) => setImmediate(resolve));
/** Ends the work on the current tenant. */
async function turn(): Promise<void> {
  turns.shift()?.();
  await settled();
}

describe('the queue of tenants', () => {
  it('works on one tenant at a time, and again on one that was woken meanwhile', async () => {
    for (const orgId of ['a', 'b', 'a']) queue.wake(orgId);
    queue.wake('a');
    await turn();
    queue.wake('b');
    await turn();
    await turn();
    await turn();
    expect(worked).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'a begins', 'a ends', 'b begins', 'b ends']);
  });

  it('lets the current tenant finish when it is stopped, and takes no other', async () => {
    queue.wake('a');
    queue.wake('b');
    const standing = { isStopped: false };
    const stopped = queue.stop().then(() => (standing.isStopped = true));
    await settled();
    expect(standing.isStopped).toBe(false);
    await turn();
    await stopped;
    queue.wake('c');
    await settled();
    expect(worked).toEqual(['a begins', 'a ends']);
  });
});
