import type { JobQueue, TakenJob } from './job-queue.ts';

/** The part of a queue's work that differs from queue to queue. */
export type LaneWork = {
  /** The name of the queue. */
  readonly queue: string;
  /** Whether jobs are taken now. */
  readonly isOpen: () => boolean;
  /** Does jobs, and ends each or gives it back. It handles its own faults. */
  readonly work: (jobs: readonly TakenJob[]) => Promise<void>;
};

/**
 * How many jobs of one queue this server does at once. `lanes`: independent of each other, so a slow job holds its lane only. `jobs`:
 * taken by a lane at a time. `each`: of one organisation, on all servers together.
 */
export type LaneLimits = { readonly lanes: number; readonly jobs: number; readonly each: number };

/** Chosen: an organisation may keep two of four lanes busy, so the others have two. Forty jobs share the transactions of a group. */
export const usualLanes: LaneLimits = { lanes: 4, jobs: 40, each: 80 };

/** Takes the jobs of a queue and does them, several at once, until none is left. */
export class Lanes {
  readonly #queue: JobQueue;
  readonly #work: LaneWork;
  readonly #limits: LaneLimits;
  readonly #running = new Set<Promise<unknown>>();
  readonly #fault: (fault: unknown) => void;
  #isStopping = false;
  /** Jobs may have come since a lane has last looked. */
  #mayHaveMore = false;

  constructor(
    queue: JobQueue,
    work: LaneWork,
    { limits = usualLanes, fault }: { readonly limits?: LaneLimits; readonly fault: (fault: unknown) => void },
  ) {
    this.#queue = queue;
    this.#work = work;
    this.#limits = limits;
    this.#fault = fault;
  }

  /** Jobs have been added, or may be taken again. */
  wake(): void {
    this.#mayHaveMore = true;
    while (!this.#isStopping && this.#running.size < this.#limits.lanes) {
      const lane = this.#workOff().catch(this.#fault); // jobs could not be taken: the next call tries it again
      this.#running.add(lane);
      void lane.finally(() => this.#running.delete(lane));
    }
  }

  /** Does what waits, in one lane, and returns the number of jobs. For tests and the simulation. */
  drain(): Promise<number> {
    return this.#workOff();
  }

  /** Lets the lanes finish the jobs that they hold. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    await Promise.all(this.#running);
  }

  async #workOff(): Promise<number> {
    let done = 0;
    const { queue, isOpen, work } = this.#work;
    const { jobs: count, each } = this.#limits;
    do {
      this.#mayHaveMore = false;
      for (;;) {
        if (this.#isStopping || !isOpen()) return done;
        const jobs = await this.#queue.take(queue, { count, each });
        if (jobs.length === 0) break;
        await work(jobs);
        done += jobs.length;
      }
    } while (this.#mayHaveMore);
    return done;
  }
}
