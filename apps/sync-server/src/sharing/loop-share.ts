import { type QuickWorks, quickWorks } from './quick-works.ts';

/**
 * Shares the event loop between works that take longer than usual requests: one slice in each turn of the loop, in
 * order of arrival. So other events are handled in between, however many such works there are. The work itself decides
 * the size of a slice, by its amount of work and not by the clock. So a repeated history takes the same turns.
 */
class LoopShare {
  readonly #waiting: (() => void)[] = [];
  #isSet = false;

  /** Waits for the work's next slice. */
  next(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.#set();
    });
  }

  #set(): void {
    if (this.#isSet) return;
    this.#isSet = true;
    setImmediate(() => {
      this.#isSet = false;
      this.#waiting.shift()?.();
      if (this.#waiting.length > 0) this.#set();
    });
  }
}

/** The one event loop of this process. */
const loopShare = new LoopShare();

/** Waits for a slice of a work that lasts seconds at most, without a rest for other tenants. */
export const nextTurn = (): Promise<void> => loopShare.next();

const sleep = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms));

/** Chosen: while other tenants are active, a large work runs a third of the time and leaves two thirds. */
const restPerWork = 2;
/** Chosen: longer than a piece of a large work and its rest on a machine that is not overloaded. */
const mostRestMs = 100;

/** The way in which a large work shares the processor and Postgres with other tenants. */
export type WorkPace = {
  /** Waits between two slices. */
  readonly rest: Rest;
  /** Returns whether other tenants are at work, or were a moment ago. */
  readonly isBesideOthers: () => boolean;
};

export type Rest = () => Promise<void>;

/** Returns the pace of a tenant's large work in the thread that answers requests. */
export const paceOf = (orgId: string): WorkPace => ({
  rest: restOf(orgId),
  isBesideOthers: () => quickWorks.hadOthersLately(orgId),
});

/**
 * Returns the pause of a tenant's large work between two slices. Quick works of other tenants go first, then other
 * works' slices. While other tenants are active, the pause is twice the time worked. So it leaves two thirds of the
 * processor, of the disk and of Postgres' log.
 */
export function restOf(orgId: string, works: QuickWorks = quickWorks): Rest {
  let resumedMs = performance.now();
  return async () => {
    if (works.hadOthersLately(orgId)) await sleep(Math.min(restPerWork * (performance.now() - resumedMs), mostRestMs));
    await works.untilOthersAreDone(orgId);
    await loopShare.next();
    resumedMs = performance.now();
  };
}

/** Divides a work into slices by the weight of its steps: `did` waits for the next slice when the present one is full. */
export class Slices {
  readonly #room: number;
  readonly #rest: Rest;
  #done = 0;

  constructor(room: number, rest: Rest) {
    this.#room = room;
    this.#rest = rest;
  }

  /** Notes work done. Returns `undefined` while the slice has room. */
  did(weight: number): Promise<void> | undefined {
    this.#done += weight;
    if (this.#done < this.#room) return undefined;
    this.#done = 0;
    return this.#rest();
  }
}

/** Runs a work to its end, and yields the event loop whenever a slice is full. */
export async function runInSlices<T>(work: Generator<number, T>, slices: Slices): Promise<T> {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
    const full = slices.did(value);
    if (full) await full;
  }
}
