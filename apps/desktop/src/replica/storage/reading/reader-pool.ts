import type { Result } from '@outpost/domain/kernel/refusal';
import type { BoundQuery } from './read-protocol.ts';
import type { ReadRows, ReaderPlace } from './reader-thread.ts';
import { ReaderThread } from './reader-thread.ts';
import { StorageFault } from '../files/storage-fault.ts';

/**
 * The thread that answers: `windows` for the windows of screens, `scans` for sums, reports and other questions that may take long
 * (D-3).
 */
export type ReadLane = 'windows' | 'scans';

/** Chosen: by then a person has given up on a screen, and a report must have failed. */
const timeoutMs: Readonly<Record<ReadLane, number>> = { windows: 10_000, scans: 60_000 };

export type ReadOptions = { readonly timeoutMs?: number; readonly signal?: AbortSignal };

/** The replica's two reader threads, each started by its first question. Long reads run here, never on the writer's thread. */
export class ReaderPool {
  #place: ReaderPlace;
  readonly #threads = new Map<ReadLane, ReaderThread>();
  #isClosed = false;

  /** The file is open in this process; for `key` and `workerFile` see ReaderPlace. */
  constructor(place: ReaderPlace) {
    this.#place = place;
  }

  /**
   * Returns the rows of a compiled query, including every commit made before the call. Refuses with `query/timed-out`; rejects
   * with the signal's reason when aborted, and with StorageFault.
   */
  read(lane: ReadLane, query: BoundQuery, options: ReadOptions = {}): Promise<Result<ReadRows>> {
    if (this.#isClosed) return Promise.reject(new StorageFault('closed', 'The readers are closed'));
    const thread = this.#threads.get(lane) ?? new ReaderThread(this.#place);
    this.#threads.set(lane, thread);
    return thread.read(query, { timeoutMs: timeoutMs[lane], ...options });
  }

  /** Continues with the file's new key after a rekey. */
  rekeyed(key: Uint8Array): void {
    this.#place = { ...this.#place, key };
    for (const thread of this.#threads.values()) thread.rekeyed(key);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all([...this.#threads.values()].map((thread) => thread.close()));
  }
}
