import type { Result } from '@outpost/domain/kernel/refusal';
import type { BoundQuery } from './read-protocol.ts';
import type { ReadRows, ReaderPlace } from './reader-thread.ts';
import { ReaderThread } from './reader-thread.ts';

/** Which thread answers: `windows` for what a screen shows now, `scans` for sums, reports and whatever may take long (D-3). */
export type ReadLane = 'windows' | 'scans';

/** Chosen: a person has given up on a screen by then, and a report has gone wrong. */
const timeoutMs: Readonly<Record<ReadLane, number>> = { windows: 10_000, scans: 60_000 };

export type ReadOptions = { readonly timeoutMs?: number; readonly signal?: AbortSignal };

/** The replica's two reader threads. Lists, boards, search and reports read here, never on the writer's thread. */
export class ReaderPool {
  readonly #threads: Readonly<Record<ReadLane, ReaderThread>>;

  /** Starts both threads. The file is open in this process; `key` and `workerFile` as ReaderPlace says. */
  constructor(place: ReaderPlace) {
    this.#threads = { windows: new ReaderThread(place), scans: new ReaderThread(place) };
  }

  /**
   * Rows of a compiled query. Sees every commit made before the call. Refuses with `query/timed-out`; rejects with the signal's reason
   * when aborted, and with StorageFault.
   */
  read(lane: ReadLane, query: BoundQuery, options: ReadOptions = {}): Promise<Result<ReadRows>> {
    return this.#threads[lane].read(query, { timeoutMs: timeoutMs[lane], ...options });
  }

  /** Goes on with the file's new key, after a rekey. */
  rekeyed(key: Uint8Array): void {
    for (const thread of Object.values(this.#threads)) thread.rekeyed(key);
  }

  async close(): Promise<void> {
    await Promise.all(Object.values(this.#threads).map((thread) => thread.close()));
  }
}
