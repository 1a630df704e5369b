import type { Database, Transaction } from '@outpost/sync-server/db/database';
import { MortalDatabase, type Death } from '../../testbed/mortal-database.ts';

/** The error of everything that a dead process still tries. */
const dead = (): Error => new Error('The worker is dead.');

/** A signal that one side waits for. */
class Signal {
  #ring: (() => void)[] = [];
  wait = (): Promise<void> => new Promise((resolve) => void this.#ring.push(resolve));
  ring(): void {
    const waiting = this.#ring;
    this.#ring = [];
    for (const resolve of waiting) resolve();
  }
}

/**
 * One run of a worker, as a process of its own. It stops before each of its transactions, and goes on when the history gives it a turn. So several
 * workers run at the same time, in an order that the seed decides. It can die at any such place, and before or after a commit.
 */
export class MortalWorker {
  readonly name: string;
  readonly database: Database;
  readonly #mortal: MortalDatabase;
  readonly #goOn = new Signal();
  readonly #answer = new Signal();
  readonly #stopped = new Signal();
  #isAtTransaction = false;
  isHanging = false;
  isDead = false;
  hasEnded = false;

  /** `observe`: called in each writing transaction after its work, and returns what to do if it is committed. */
  constructor(name: string, on: Database, observe: (tx: Transaction) => Promise<() => void>) {
    this.name = name;
    const observed: Database = {
      ...on,
      async transaction(mode, work) {
        let committed = (): void => undefined;
        const value = await on.transaction(mode, async (tx) => {
          const made = await work(tx);
          if (mode === 'write') committed = await observe(tx);
          return made;
        });
        committed();
        return value;
      },
    };
    this.#mortal = new MortalDatabase(observed);
    this.database = {
      ...this.#mortal.database,
      transaction: async (mode, work) => {
        await this.#turn();
        try {
          return await this.#mortal.database.transaction(mode, work);
        } finally {
          if (this.#mortal.deaths > 0) this.isDead = true;
        }
      },
    };
  }

  dieIn(nth: number, when: Death): void {
    this.#mortal.dieIn(nth, when);
  }

  /** No death comes any more. */
  spare(): void {
    this.#mortal.spare();
  }

  /** The process dies in its own code. */
  die(): void {
    this.isDead = true;
  }

  /** The process dies now, wherever it is. */
  async kill(): Promise<void> {
    this.isDead = true;
    if (this.isHanging) await this.answer();
    else await this.turn();
  }

  /** Begins a run. It comes to its first transaction. */
  async begin(run: () => Promise<void>, ended: (fault: unknown) => void): Promise<void> {
    const stopped = this.#stopped.wait();
    const end = (fault?: unknown): void => {
      this.hasEnded = true;
      if (fault !== undefined && !this.isDead) ended(fault);
      this.#stopped.ring();
    };
    run().then(() => end(), end);
    await stopped;
  }

  /** Lets the worker go on until its next transaction, its end, or a slow provider. */
  async turn(): Promise<void> {
    if (!this.#isAtTransaction) return;
    this.#isAtTransaction = false;
    const stopped = this.#stopped.wait();
    this.#goOn.ring();
    await stopped;
  }

  /** A slow provider answers. */
  async answer(): Promise<void> {
    if (!this.isHanging) return;
    this.isHanging = false;
    const stopped = this.#stopped.wait();
    this.#answer.ring();
    await stopped;
  }

  /** Called by a slow provider: waits for `answer`. */
  async hang(): Promise<void> {
    const answered = this.#answer.wait();
    this.isHanging = true;
    this.#stopped.ring();
    await answered;
    if (this.isDead) throw dead();
  }

  async #turn(): Promise<void> {
    if (this.isDead) throw dead();
    const goes = this.#goOn.wait();
    this.#isAtTransaction = true;
    this.#stopped.ring();
    await goes;
    if (this.isDead) throw dead();
  }
}
