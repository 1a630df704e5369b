import type { SubscriptionEvent } from '../../bridge/contract.ts';
import type { Device } from './device.ts';
import type { Timers } from './ports.ts';
import { isBook } from '../records/documents.ts';
import type { WriteLane } from '../records/write-lane.ts';

type Changes = SubscriptionEvent<'changes'>;

/** A kind with more changed ids than this is reported as "all": a window reads again rather than search through them. */
const mostIds = 500;
/** Chosen: half a frame. Changes in quick succession are reported together, and the delay is not visible. */
const gatherMs = 8;

/**
 * D-3: reports which records look different, by entity, from RxDB's stream of changes. A first change is reported when its write
 * is over; changes that follow within half a frame are collected.
 */
export class ChangeFeed {
  readonly #timers: Timers;
  readonly #lane: Pick<WriteLane, 'idle'>;
  readonly #listeners = new Set<(changes: Changes) => void>();
  readonly #stop: () => void;
  #gathered = new Map<string, Set<string>>();
  #cancel: (() => void) | undefined;

  constructor(device: Pick<Device, 'database' | 'lane'>, timers: Timers) {
    this.#timers = timers;
    this.#lane = device.lane;
    this.#stop = device.database.onChange((changes) => {
      for (const { id, entity } of changes) if (!isBook(entity)) this.#gather(entity, id);
    });
  }

  #gather(entity: string, id: string): void {
    if (this.#listeners.size === 0) return;
    const ids = this.#gathered.get(entity);
    if (!ids) this.#gathered.set(entity, new Set([id]));
    else if (ids.size <= mostIds) ids.add(id);
    if (this.#cancel) return;
    this.#rest();
    // Memory follows the disk at the end of the write; a reader before that would get the old state.
    void this.#lane.idle().then(() => this.#tell());
  }

  /** Collects changes until this delay is over. */
  #rest(): void {
    this.#cancel = this.#timers.after(gatherMs, () => {
      this.#cancel = undefined;
      if (this.#gathered.size === 0) return;
      this.#rest();
      this.#tell();
    });
  }

  #tell(): void {
    if (this.#gathered.size === 0) return;
    const entities = Object.fromEntries(
      [...this.#gathered].map(([entity, ids]) => [
        entity,
        ids.size > mostIds ? { ids: [], all: true } : { ids: [...ids], all: false },
      ]),
    );
    this.#gathered = new Map();
    for (const listener of this.#listeners) listener({ entities });
  }

  /** Returns the function that ends the subscription. */
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
