import type { Database, Transaction, TransactionMode } from '@outpost/sync-server/db/database';

/** How a server stops in a transaction: the transaction is undone, or it is committed and no client is told. */
export type Death = 'before-commit' | 'after-commit';

/** A database whose server stops on a test's command. Committed data stay, as they do when a process is killed. */
export class MortalDatabase {
  readonly database: Database;
  #death: { readonly when: Death; left: number } | undefined;
  #deaths = 0;
  #underWay = 0;

  constructor(inner: Database) {
    this.database = {
      transaction: (mode, work) => this.#transaction(inner, mode, work),
      read: (statements) => this.#counted(inner.read(statements)),
      listen: inner.listen,
      close: inner.close,
    };
  }

  /** The number of deaths so far. */
  get deaths(): number {
    return this.#deaths;
  }

  /** The number of open transactions. */
  get underWay(): number {
    return this.#underWay;
  }

  /** Makes the server die in the nth writing transaction from now on. */
  dieIn(nth: number, when: Death): void {
    this.#death = { when, left: nth };
  }
  /** Cancels a death that has not happened yet. */
  spare(): void {
    this.#death = undefined;
  }

  async #transaction<T>(inner: Database, mode: TransactionMode, work: (tx: Transaction) => Promise<T>): Promise<T> {
    const death = mode === 'write' ? this.#nextDeath() : undefined;
    const value = await this.#counted(
      inner.transaction(mode, async (tx) => {
        const done = await work(tx);
        if (death === 'before-commit') throw new Error('The server died before its commit.');
        return done;
      }),
    );
    if (death === 'after-commit') throw new Error('The server died after its commit.');
    return value;
  }

  async #counted<T>(transaction: Promise<T>): Promise<T> {
    this.#underWay += 1;
    return transaction.finally(() => void (this.#underWay -= 1));
  }

  #nextDeath(): Death | undefined {
    if (!this.#death) return undefined;
    this.#death.left -= 1;
    if (this.#death.left > 0) return undefined;
    const { when } = this.#death;
    this.#death = undefined;
    this.#deaths += 1;
    return when;
  }
}
