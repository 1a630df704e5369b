import { describe, expect, it } from 'vitest';
import type { SyncStatus } from '../bridge/contract.ts';
import { emptySyncStatus } from '../bridge/empty-sync-status.ts';
import { giveBackMemory } from './give-back-memory.ts';
import type { Replica } from './replica.ts';
import { VirtualTime } from './testing/virtual-time.ts';

const idle: SyncStatus = { ...emptySyncStatus, state: 'up-to-date' };

function given() {
  const time = new VirtualTime();
  const seen = { collections: 0 };
  const listeners = new Set<(status: SyncStatus) => void>();
  const subscribe = ((_: 'sync', onEvent: (status: SyncStatus) => void) => {
    listeners.add(onEvent);
    onEvent(idle);
    return () => void listeners.delete(onEvent);
  }) as Replica['subscribe']; // called with this one name
  const stop = giveBackMemory(
    { subscribe },
    { timers: time.timers, collectGarbage: () => void (seen.collections += 1) },
  );
  const tell = (status: Partial<SyncStatus>) => {
    for (const listener of listeners) listener({ ...idle, ...status });
  };
  return { time, seen, stop, tell };
}

describe('the return of memory to the system', () => {
  it('happens once after many records, when all windows were notified', async () => {
    const { time, seen, tell } = given();
    for (const done of [500, 2_000, 5_000]) tell({ state: 'receiving', done, firstSync: true });
    await time.pass(1_000);
    expect(seen.collections).toBe(0);
    tell({ state: 'up-to-date' });
    expect(seen.collections).toBe(0);
    await time.pass(0);
    expect(seen.collections).toBe(1);
    await time.pass(5_000);
    expect(seen.collections).toBe(1);
  });

  it('happens once more, after the history that follows the records', async () => {
    const { time, seen, tell } = given();
    tell({ state: 'receiving', done: 9_000, firstSync: true });
    tell({ state: 'up-to-date' });
    await time.pass(100);
    expect(seen.collections).toBe(1);
    for (let page = 0; page < 20; page += 1) {
      tell({ state: 'up-to-date' });
      await time.pass(500);
    }
    expect(seen.collections).toBe(1);
    await time.pass(500);
    expect(seen.collections).toBe(2);
    tell({ state: 'up-to-date' });
    await time.pass(5_000);
    expect(seen.collections).toBe(2);
  });

  it('happens after many acts were sent, also where the network failed in between', async () => {
    const { time, seen, tell } = given();
    tell({ state: 'sending', done: 4_000, total: 9_000 });
    tell({ state: 'offline' });
    await time.pass(1_000);
    expect(seen.collections).toBe(0);
    tell({ state: 'sending', done: 500 });
    tell({ state: 'sending', done: 1_000 });
    tell({ state: 'to-send' });
    await time.pass(0);
    expect(seen.collections).toBe(1);
  });

  it('does not happen after the few acts of a person, or during continuing work', async () => {
    const { time, seen, tell } = given();
    for (let act = 0; act < 4_999; act += 1) {
      tell({ state: 'sending', done: 1, total: 1 });
      tell({ state: 'up-to-date' });
    }
    await time.pass(1_000);
    expect(seen.collections).toBe(0);
    tell({ state: 'receiving', done: 5_000 });
    tell({ state: 'up-to-date' });
    tell({ state: 'sending', done: 1 });
    await time.pass(1_000);
    expect(seen.collections).toBe(0);
  });

  it('does not happen after it was stopped', async () => {
    const { time, seen, stop, tell } = given();
    tell({ state: 'receiving', done: 5_000 });
    tell({ state: 'up-to-date' });
    stop();
    tell({ state: 'up-to-date' });
    await time.pass(1_000);
    expect(seen.collections).toBe(0);
  });
});
