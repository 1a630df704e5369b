import type { Result } from '@outpost/domain/kernel/refusal';
import type { BoundQuery } from './read-protocol.ts';
import type { ReadRows, ReaderPlace } from './reader-thread.ts';
import { ReaderThread } from './reader-thread.ts';
import { StorageFault } from '../files/storage-fault.ts';

/** Which thread answers: `windows` for what a screen shows now, `scans` for sums, reports and whatever may take long (D-3). */
export type ReadLane = 'windows' | 'scans';

/** Chosen: a person has given up on a screen by then, and a report has gone wrong. */
const timeoutMs: Readonly<Record<ReadLane, number>> = { windows: 10_000, scans: 60_000 };

export type ReadOptions = { readonly timeoutMs?: number; readonly signal?: AbortSignal };

/** The replica's two reader threads, each started by its first question. What may take long is read here, never on the writer's thread. */
export class ReaderPool {
  #place: ReaderPlace;
  readonly #threads = new Map<ReadLane, ReaderThread>();
  #isClosed = false;

  /** The file is open in this process; `key` and `workerFile` as ReaderPlace says. */
  constructor(place: ReaderPlace) {
    this.#place = place;
  }

  /**
   * Rows of a compiled query. Sees every commit made before the call. Refuses with `query/timed-out`; rejects with the signal's reason
   * when aborted, and with StorageFault.
   */
  read(lane: ReadLane, query: BoundQuery, options: ReadOptions = {}): Promise<Result<ReadRows>> {
    if (this.#isClosed) return Promise.reject(new StorageFault('closed', 'The readers are closed'));
    const thread = this.#threads.get(lane) ?? new ReaderThread(this.#place);
    this.#threads.set(lane, thread);
    return thread.read(query, { timeoutMs: timeoutMs[lane], ...options });
  }

  /** Goes on with the file's new key, after a rekey. */
  rekeyed(key: Uint8Array): void {
    this.#place = { ...this.#place, key };
    for (const thread of this.#threads.values()) thread.rekeyed(key);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all([...this.#threads.values()].map((thread) => thread.close()));
  }
}
