import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { accept, type Result } from '@outpost/domain/kernel/refusal';
import { recordCountOf } from '../../bridge/records-of-summary.ts';
import { type Pace, WorkStopped } from '../device/in-slices.ts';
import { nowOf } from '../device/now-of.ts';
import type { ReplicaPorts } from '../device/ports.ts';
import { WriteLane } from '../records/write-lane.ts';
import type { OpenTenant } from '../session/open-tenant.ts';
import { DistinctPairs, sendKeptApart } from './distinct-pairs.ts';
import { findPairs } from './find-pairs.ts';
import { keepPairs, type KeptPairs } from './kept-pairs.ts';

/** A search that is under way, or the reason why it ended early. */
type Search = {
  done: number;
  total: number;
  isStopped: boolean;
  problem: string | null;
  isRunning: boolean;
  /** Whether a person waits for it. */
  isAsked: boolean;
};

type SearchPorts = Pick<ReplicaPorts, 'clock' | 'ids' | 'timers' | 'log'>;

/** Waits until the device has time for the next slice of a search. Returns at once where `isHurried` returns true. */
type Rest = (isHurried: () => boolean) => Promise<void>;

/**
 * The searches for duplicates in one open replica: one at a time for each kind, in slices of time. A search ends with its replica.
 * The found pairs are kept on the device.
 */
export class DuplicateSearches {
  readonly #open: OpenTenant;
  readonly #ports: SearchPorts;
  readonly #searches = new Map<string, Search>();
  readonly #onKept = new Set<(entity: Entity, kept: KeptPairs) => void>();
  /** Runs one answer after the other: each reads the answers before it. */
  readonly answers = new WriteLane();

  constructor(open: OpenTenant, ports: SearchPorts) {
    this.#open = open;
    this.#ports = ports;
  }

  /** Calls `listener` when a search has kept its pairs. Returns the function that stops it. */
  onKept(listener: (entity: Entity, kept: KeptPairs) => void): () => void {
    this.#onKept.add(listener);
    return () => void this.#onKept.delete(listener);
  }

  /** Starts a search that a person waits for. A running one continues, and rests no more. */
  find(entity: Entity): void {
    if (!this.hurry(entity.name)) void this.#search(entity, this.#begin(entity.name, true)); // never rejects
  }

  /** Notes that a person waits for the search of a kind. Returns whether one is running. */
  hurry(entity: string): boolean {
    const running = this.#runningOf(entity);
    if (running) running.isAsked = true;
    return running !== undefined;
  }

  /**
   * Searches without being asked, with a rest before each slice. Resolves when the search has ended for any reason. Does nothing where
   * a search of the kind is running. A fault is logged, and no page shows it.
   */
  async findUnasked(entity: Entity, rest: Rest): Promise<void> {
    if (this.#runningOf(entity.name)) return;
    const search = this.#begin(entity.name, false);
    await rest(() => search.isAsked);
    await this.#search(entity, search, rest);
  }

  stop(entity: string): void {
    const running = this.#searches.get(entity);
    if (running) running.isStopped = true;
  }

  /** Stops background searches. */
  stopUnasked(): void {
    for (const search of this.#searches.values()) if (!search.isAsked) search.isStopped = true;
  }

  /** Returns the progress of a search, or null for one that has ended or is ending. */
  progressOf(entity: string): { readonly done: number; readonly total: number } | null {
    const running = this.#runningOf(entity);
    return running ? { done: running.done, total: running.total } : null;
  }

  /** Returns why the last search ended early. */
  problemOf(entity: string): string | null {
    return this.#searches.get(entity)?.problem ?? null;
  }

  /**
   * Returns people's decisions about the pairs of a kind. Marks that a build before ADR 55 kept only on this device become
   * records first.
   */
  async distinctOf(entity: Entity): Promise<Result<DistinctPairs>> {
    await this.answers.run(() => sendKeptApart(this.#open, entity));
    return DistinctPairs.read(this.#open, entity);
  }

  #runningOf(entity: string): Search | undefined {
    const search = this.#searches.get(entity);
    return search?.isRunning === true && !search.isStopped ? search : undefined;
  }

  #begin(entity: string, isAsked: boolean): Search {
    const search = { done: 0, total: 0, isStopped: false, problem: null, isRunning: true, isAsked };
    this.#searches.set(entity, search);
    return search;
  }

  async #search(entity: Entity, search: Search, rest?: Rest): Promise<void> {
    const open = this.#open;
    try {
      if (search.isStopped || !open.device.database.file.isOpen) return;
      const found = await this.#found(entity, search, this.#paceOf(search, rest));
      if (found.ok) {
        await keepPairs(open, entity.name, found.value);
        for (const listener of this.#onKept) listener(entity, found.value);
      } else if (search.isAsked) search.problem = found.message;
    } catch (cause) {
      if (cause instanceof WorkStopped || search.isStopped) return;
      if (!open.device.database.file.isOpen) return; // the replica was closed meanwhile
      const id = this.#ports.ids.newId();
      this.#ports.log.fault({ id, doing: `looking for duplicates of ${entity.name}`, cause });
      if (search.isAsked) search.problem = `The search ended with an internal error (${id}).`;
    } finally {
      search.isRunning = false;
    }
  }

  async #found(entity: Entity, search: Search, pace: Pace): Promise<Result<KeptPairs>> {
    const { questions } = this.#open;
    const total = await questions.summary({ entity: entity.name, life: 'alive', sums: [] });
    if (!total.ok) return total;
    search.total = recordCountOf(total.value);
    const distinct = await this.distinctOf(entity);
    if (!distinct.ok) return distinct;
    const found = await findPairs(
      {
        ask: (query) => questions.rows(query),
        pace,
        onRead: (records) => (search.done = records),
        apartAmong: (pairs) => distinct.value.among(pairs),
      },
      entity,
    );
    if (!found.ok) return found;
    const { pairs, records, isCut } = found.value;
    const foundAt = nowOf(this.#ports.clock);
    return accept({ foundAt, records, isCut, pairs: pairs.map(([left, right]) => [left, right]) });
  }

  /** Returns the pace of a search. A background search rests in each pause. */
  #paceOf(search: Search, rest: Rest | undefined): Pace {
    const { clock, timers } = this.#ports;
    const isStopped = () => search.isStopped || !this.#open.device.database.file.isOpen;
    if (!rest) return { clock, timers, isStopped };
    const after: Pace['timers']['after'] = (delayMs, run) => {
      if (search.isAsked) return timers.after(delayMs, run);
      void rest(() => search.isAsked).then(run);
      return () => undefined; // a pause is never cancelled
    };
    return { clock, timers: { after }, isStopped };
  }
}

/** Returns the searches of an open replica, the same ones at each call. */
export type SearchesOf = (open: OpenTenant) => DuplicateSearches;

/** Returns the function that returns the searches of an open replica. */
export function duplicateSearches(ports: SearchPorts): SearchesOf {
  const known = new WeakMap<OpenTenant, DuplicateSearches>();
  return (open) => {
    const found = known.get(open) ?? new DuplicateSearches(open, ports);
    known.set(open, found);
    return found;
  };
}
