import { describe, expect, it } from 'vitest';
import { tenantQueue } from './tenant-queue.ts';

describe('the queue of tenants', () => {
  it('works on one tenant at a time, and once more on one that was woken meanwhile', async () => {
    const worked: string[] = [];
    const turns: (() => void)[] = [];
    const queue = tenantQueue(async (orgId) => {
      worked.push(`${orgId} begins`);
      await new Promise<void>((resolve) => turns.push(resolve));
      worked.push(`${orgId} ends`);
    });
    const turn = async (): Promise<void> => {
      turns.shift()?.();
      await new Promise((resolve) => setImmediate(resolve));
    };
    for (const orgId of ['a', 'b', 'a']) queue.wake(orgId);
    queue.wake('a');
    await turn();
    queue.wake('b');
    await turn();
    await turn();
    await turn();
    expect(worked).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'a begins', 'a ends', 'b begins', 'b ends']);
    queue.wake('c');
    const stopped = queue.stop();
    await turn();
    await stopped;
    queue.wake('d');
    expect(worked.slice(-2)).toEqual(['c begins', 'c ends']);
  });
});
