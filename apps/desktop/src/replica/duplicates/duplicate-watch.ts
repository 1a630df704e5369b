import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { DuplicateCounts } from '../../bridge/shapes/duplicate-counts.ts';
import { WorkStopped } from '../device/in-slices.ts';
import type { ReplicaPorts } from '../device/ports.ts';
import type { OpenTenant } from '../session/open-tenant.ts';
import type { DuplicateSearches, SearchesOf } from './duplicate-searches.ts';
import { PairCounts } from './pair-counts.ts';

/** Chosen: the first screens, contact and the news of a night come first. */
const firstAfterMs = 300_000;
/** Chosen: as rare as the upkeep of the file. A search begins only where enough has changed. */
const everyMs = 3_600_000;
/** Chosen: the first screens are read before the numbers of the last session. */
const readAfterMs = 3_000;
/** Chosen: a session that ends loses the changes of some minutes, which only delays the next search. */
const keepAfterMs = 300_000;
/** Chosen: a person who merges one pair after the other has each number soon, and a large act is counted once. */
const gatherMs = 2_000;
/** Chosen: twice a slice, so that other work has most of the time. */
const restMs = 50;
/** Chosen: a person who reads a screen and asks for nothing during this time is not held up by slices of 25 ms. */
const quietMs = 5_000;
const lookMs = 1_000;

type WatchParts = {
  readonly open: OpenTenant;
  readonly searches: DuplicateSearches;
  readonly ports: Pick<ReplicaPorts, 'clock' | 'ids' | 'timers' | 'log'>;
  /** Returns how often screens have asked the replica for something. */
  readonly uses: () => number;
  /** Called with the numbers of possible duplicates whenever one has changed. */
  readonly tell: (counts: DuplicateCounts) => void;
};

/**
 * Looks for duplicates on the device by itself (S-4f): of each kind with rules of duplicates, some minutes after the replica has
 * caught up with its server, and again when enough records of the kind have changed. It waits while screens ask for anything and while
 * records are received. It keeps the numbers of found pairs current.
 */
export class DuplicateWatch {
  readonly #parts: WatchParts;
  readonly #counts: PairCounts;
  readonly #stops: readonly (() => void)[];
  readonly #timers = new Set<() => void>();
  #isStopped = false;
  #hasCaughtUp = false;
  #isGathering = false;
  #isKeeping = false;
  #usesSeen = 0;

  constructor(parts: WatchParts) {
    this.#parts = parts;
    const { open, searches, ports, tell } = parts;
    this.#counts = new PairCounts(open, {
      distinctOf: (entity) => searches.distinctOf(entity),
      pace: { ...ports, isStopped: () => this.#isOver },
      tell: (counts) => {
        if (!this.#isStopped) tell(counts);
      },
    });
    this.#after(readAfterMs, () => this.#work(() => this.#read()));
    this.#stops = [
      searches.onKept((entity, kept) => void this.#work(() => this.#counts.found(entity, kept))),
      open.device.database.onChange((changes) => {
        if (this.#counts.note(changes)) this.#gather();
        this.#keepSoon();
      }),
      open.engine.subscribe(() => this.#look()),
    ];
  }

  /** Ends background searches. Sends no number any more. */
  stop(): void {
    this.#isStopped = true;
    for (const stop of [...this.#stops, ...this.#timers]) stop();
    this.#parts.searches.stopUnasked();
  }

  get #isOver(): boolean {
    return this.#isStopped || !this.#parts.open.device.database.file.isOpen;
  }

  /** Whether no records are on their way to this device. */
  get #isSettled(): boolean {
    const { state, firstSync } = this.#parts.open.engine.status();
    return !firstSync && state !== 'receiving' && state !== 'connecting';
  }

  /** Returns the kinds with rules of duplicates that this device holds. */
  #kinds(): readonly Entity[] {
    const { device, engine } = this.#parts.open;
    const { notKept } = engine.status();
    return [...device.catalogue.entities.values()].filter(
      ({ name, duplicates, isRetired, isRemoved }) =>
        duplicates !== undefined && isRetired !== true && isRemoved !== true && !notKept.includes(name),
    );
  }

  async #read(): Promise<void> {
    if (await this.#counts.read(this.#kinds())) this.#gather();
  }

  /** Begins to wait for the first search when the replica has caught up for the first time. */
  #look(): void {
    if (this.#hasCaughtUp) return;
    const { state, firstSync } = this.#parts.open.engine.status();
    if (firstSync || state !== 'up-to-date') return;
    this.#hasCaughtUp = true;
    this.#after(firstAfterMs, () => void this.#round());
  }

  async #round(): Promise<void> {
    const { searches } = this.#parts;
    const isSettled = this.#isSettled;
    if (isSettled)
      await this.#work(async () => {
        await this.#read();
        for (const entity of this.#kinds())
          if (!this.#isOver && this.#counts.isDue(entity.name))
            await searches.findUnasked(entity, (isHurried) => this.#rest(isHurried));
      });
    this.#after(isSettled ? everyMs : firstAfterMs, () => void this.#round());
  }

  /** Counts the pairs soon, because one of them may have been merged or called different. */
  #gather(): void {
    if (this.#isGathering) return;
    this.#isGathering = true;
    this.#after(gatherMs, async () => {
      this.#isGathering = false;
      if (this.#isSettled) await this.#work(() => this.#counts.recount());
      else this.#gather();
    });
  }

  /** Writes the numbers of changed records to the disk, at most every few minutes. */
  #keepSoon(): void {
    if (this.#isKeeping) return;
    this.#isKeeping = true;
    this.#after(keepAfterMs, async () => {
      this.#isKeeping = false;
      await this.#work(() => this.#counts.keep());
    });
  }

  /** Rests, and goes on resting until screens have asked for nothing for a while and no records are on their way. */
  async #rest(isHurried: () => boolean): Promise<void> {
    await this.#sleep(restMs);
    let leftMs = this.#isInUse() ? quietMs : 0;
    while (leftMs > 0 && !isHurried() && !this.#isOver) {
      await this.#sleep(lookMs);
      leftMs = this.#isInUse() ? quietMs : leftMs - lookMs;
    }
  }

  /** Returns whether screens have asked for something since the last look, or records are on their way. */
  #isInUse(): boolean {
    const uses = this.#parts.uses();
    const isInUse = uses !== this.#usesSeen || !this.#isSettled;
    this.#usesSeen = uses;
    return isInUse;
  }

  #sleep(delayMs: number): Promise<void> {
    return new Promise((resolve) => void this.#parts.ports.timers.after(delayMs, resolve));
  }

  /** Runs work later, unless the replica was closed meanwhile. */
  #after(delayMs: number, run: () => unknown): void {
    if (this.#isStopped) return;
    const cancel = this.#parts.ports.timers.after(delayMs, () => {
      this.#timers.delete(cancel);
      if (!this.#isOver) run();
    });
    this.#timers.add(cancel);
  }

  /** Runs work whose failure stops nothing else. It is logged, unless the replica was closed meanwhile. */
  async #work(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (cause) {
      if (cause instanceof WorkStopped || this.#isOver) return;
      const { ids, log } = this.#parts.ports;
      log.fault({ id: ids.newId(), doing: 'looking for duplicates', cause });
    }
  }
}

/** Returns the function that watches the open replica, and ends the watch of the one before. Undefined: none is open. */
export function watchDuplicates(
  parts: Omit<WatchParts, 'open' | 'searches'> & { readonly searches: SearchesOf },
): (open: OpenTenant | undefined) => void {
  const held: { watch: DuplicateWatch | undefined } = { watch: undefined };
  return (open) => {
    held.watch?.stop();
    held.watch = open && new DuplicateWatch({ ...parts, open, searches: parts.searches(open) });
  };
}
