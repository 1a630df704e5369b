import { quickWorks } from './quick-works.ts';

/**
 * The event loop, shared by work that takes longer than a request usually does: one slice a turn of the loop, in the order in which they were
 * asked for. So whatever else waits in the loop comes in between, however many such works there are. How much a slice holds is for the work
 * to say, by what it does and not by the clock: a history that is run again takes the same turns.
 */
class LoopShare {
  readonly #waiting: (() => void)[] = [];
  #isSet = false;

  /** The next slice of a work. */
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

const sleep = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms));

/** Chosen: a large work beside tenants at work takes a third of its time, and leaves two thirds. */
const restPerWork = 2;
/** Chosen: longer than a piece of a large work and its rest take on a machine that is not overloaded. */
const mostRestMs = 100;

/**
 * How a tenant's large work rests between two slices: quick works of other tenants go first, then others' slices. Beside tenants that are at work it rests
 * twice as long as it worked: so it leaves two thirds of the processor, of the disk and of Postgres' log.
 */
export function restOf(orgId: string): Rest {
  let resumedMs = performance.now();
  return async () => {
    if (quickWorks.hadOthersLately(orgId))
      await sleep(Math.min(restPerWork * (performance.now() - resumedMs), mostRestMs));
    await quickWorks.untilOthersAreDone(orgId);
    await loopShare.next();
    resumedMs = performance.now();
  };
}

export type Rest = () => Promise<void>;

/** A work's slices, by the weight of what it does: `did` waits for the next slice where the present one is full. */
export class Slices {
  readonly #room: number;
  readonly #rest: Rest;
  #done = 0;

  constructor(room: number, rest: Rest) {
    this.#room = room;
    this.#rest = rest;
  }

  /** Notes what was done. Undefined where there is room for more. */
  did(weight: number): Promise<void> | undefined {
    this.#done += weight;
    if (this.#done < this.#room) return undefined;
    this.#done = 0;
    return this.#rest();
  }
}

/** Does a work to its end, and gives the event loop away whenever a slice of it is full. */
export async function inSlices<T>(work: Generator<number, T>, slices: Slices): Promise<T> {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
    const full = slices.did(value);
    if (full) await full;
  }
}
