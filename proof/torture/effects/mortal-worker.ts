import type { Database, Transaction } from '@outpost/sync-server/db/database';
import { MortalDatabase, type Death } from '../../testbed/mortal-database.ts';

/** The error of everything that a dead process still tries. */
const dead = (): Error => new Error('The worker is dead.');

/** Lets everything run that waits for nothing outside of the process. */
const calm = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

/** A flow of the worker that stands still, before a transaction or at a slow provider. */
class Flow {
  readonly #going = Promise.withResolvers<void>();
  wait = (): Promise<void> => this.#going.promise;
  goOn = (): void => this.#going.resolve();
}

/**
 * One run of a worker, as a process of its own. Its flows stop before each of their transactions, and one of them goes on when the history gives
 * it a turn, in the order in which they came. So several workers run at the same time, and a worker carries out several orders, in an order that
 * the seed decides. It can die at any such place, and before or after a commit.
 */
export class MortalWorker {
  readonly name: string;
  readonly database: Database;
  readonly #mortal: MortalDatabase;
  /** The flows before a transaction, and those at a slow provider. */
  readonly #waiting: Flow[] = [];
  readonly #hanging: Flow[] = [];
  /** The requests of the flow that goes on to the database. */
  readonly #underWay = new Set<Promise<unknown>>();
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
        await this.#stand(this.#waiting);
        return this.#track(
          this.#mortal.database.transaction(mode, work).finally(() => {
            if (this.#mortal.deaths > 0) this.isDead = true;
          }),
        );
      },
      read: (statements) => this.#track(this.#mortal.database.read(statements)),
    };
  }

  /** A flow waits for a slow provider. */
  get isHanging(): boolean {
    return this.#hanging.length > 0;
  }

  /** No flow can go on before a slow provider answers. */
  get isStuck(): boolean {
    return this.#waiting.length === 0 && this.isHanging;
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

  /** The process dies now, wherever its flows are. */
  async kill(): Promise<void> {
    this.isDead = true;
    while (!this.hasEnded) {
      for (const flow of [...this.#hanging.splice(0), ...this.#waiting.splice(0)]) flow.goOn();
      await this.#still();
    }
  }

  /** Begins a run. It comes to its first transaction. */
  async begin(run: () => Promise<void>, ended: (fault: unknown) => void): Promise<void> {
    const end = (fault?: unknown): void => {
      this.hasEnded = true;
      if (fault !== undefined && !this.isDead) ended(fault);
    };
    run().then(() => end(), end);
    await this.#still();
  }

  /** Lets the flow that has waited longest go on until its next transaction, its end, or a slow provider. A dead worker ends. */
  async turn(): Promise<void> {
    const flow = this.#waiting.shift();
    if (!flow) return;
    flow.goOn();
    await this.#still();
    if (this.isDead) await this.kill();
  }

  /** The slow provider that was asked first answers. */
  async answer(): Promise<void> {
    const flow = this.#hanging.shift();
    if (!flow) return;
    flow.goOn();
    await this.#still();
    if (this.isDead) await this.kill();
  }

  /** Called by a slow provider: waits for `answer`. */
  hang = (): Promise<void> => this.#stand(this.#hanging);

  #track<T>(asked: Promise<T>): Promise<T> {
    this.#underWay.add(asked);
    const over = (): void => void this.#underWay.delete(asked);
    asked.then(over, over);
    return asked;
  }

  /** Waits until each flow stands still or has ended. */
  async #still(): Promise<void> {
    do {
      await Promise.allSettled(this.#underWay);
      await calm();
    } while (this.#underWay.size > 0);
  }

  async #stand(among: Flow[]): Promise<void> {
    if (this.isDead) throw dead();
    const flow = new Flow();
    among.push(flow);
    await flow.wait();
    if (this.isDead) throw dead();
  }
}
