import type { SubscriptionEvent } from '../bridge/contract.ts';
import type { Timers } from './ports.ts';
import { isBook } from './records/documents.ts';
import type { RecordDatabase } from './records/record-database.ts';

type Changes = SubscriptionEvent<'changes'>;

/** More ids than this of one kind are told as "all": a window asks again rather than look through them. */
const mostIds = 500;
/** Chosen: half a frame. What changes together is told together, and nobody sees the wait. */
const gatherMs = 8;

/** D-3: tells which records look different, from RxDB's stream of changes: gathered, by entity, and no more than that. */
export class ChangeFeed {
  readonly #timers: Timers;
  readonly #listeners = new Set<(changes: Changes) => void>();
  readonly #stop: () => void;
  #gathered = new Map<string, Set<string>>();
  #cancel: (() => void) | undefined;

  constructor(database: RecordDatabase, timers: Timers) {
    this.#timers = timers;
    this.#stop = database.onChange((changes) => {
      for (const { id, entity } of changes) if (!isBook(entity)) this.#gather(entity, id);
    });
  }

  #gather(entity: string, id: string): void {
    if (this.#listeners.size === 0) return;
    const ids = this.#gathered.get(entity);
    if (!ids) this.#gathered.set(entity, new Set([id]));
    else if (ids.size <= mostIds) ids.add(id);
    this.#cancel ??= this.#timers.after(gatherMs, () => this.#tell());
  }

  #tell(): void {
    this.#cancel = undefined;
    const entities = Object.fromEntries([...this.#gathered].map(([entity, ids]) => [entity, ids.size > mostIds ? { ids: [], all: true } : { ids: [...ids], all: false }]));
    this.#gathered = new Map();
    for (const listener of this.#listeners) listener({ entities });
  }

  /** Returns how to stop. */
  subscribe(listener: (changes: Changes) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  close(): void {
    this.#cancel?.();
    this.#stop();
    this.#listeners.clear();
  }
}
