import type { SyncStatus } from '../bridge/contract.ts';
import type { ReplicaPorts } from './device/ports.ts';
import type { Replica } from './replica.ts';

/** Chosen: the rows of two large pages, or of thousands of acts. V8 reuses the memory of less work for the next work. */
const worthRows = 5_000;
/** Chosen: pages of history follow each other faster. */
const quietMs = 1_000;

/**
 * Returns memory to the system after a first sync, a long catch-up or a large push. After their pages V8's heap is two to five
 * times as large as needed, and V8 keeps that memory until the process has been idle for long. Measured after 100,000 records:
 * 307 MiB before, 215 after; it blocks the thread for 0.1 s. Does nothing in a process without `collectGarbage`. Returns the
 * function that stops it.
 */
export function giveBackMemory(
  { subscribe }: Pick<Replica, 'subscribe'>,
  { collectGarbage, timers }: Pick<ReplicaPorts, 'collectGarbage' | 'timers'>,
): () => void {
  if (!collectGarbage) return () => undefined;
  /**
   * `rows`: records and acts since the last collection, from many small pieces of work or a large one. `told`: the
   * number of rows of the current piece of work that are counted already.
   */
  const work = { rows: 0, told: 0, isFollowed: false, cancel: (): void => undefined };
  const giveBack = (): void => {
    work.isFollowed = work.rows >= worthRows;
    work.rows = 0;
    collectGarbage();
  };
  const stop = subscribe('sync', (status) => {
    work.cancel(); // more work cancels it
    work.rows += status.done > work.told ? status.done - work.told : 0;
    work.told = status.done;
    if (isAtWork(status)) return;
    // Windows are notified before the thread is blocked. The history that follows a first sync reports no rows.
    if (work.rows >= worthRows) work.cancel = timers.after(0, giveBack);
    else if (work.isFollowed) work.cancel = timers.after(quietMs, giveBack);
  });
  return () => {
    work.cancel();
    stop();
  };
}

const isAtWork = ({ state }: SyncStatus): boolean =>
  state === 'receiving' || state === 'sending' || state === 'connecting';
