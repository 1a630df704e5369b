import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { accept, type Result } from '@outpost/domain/kernel/refusal';
import { z } from 'zod';
import { distinctPairKind } from '../../bridge/distinct-pair.ts';
import type { DuplicateCounts } from '../../bridge/shapes/duplicate-counts.ts';
import { letOthersOrStop, type Pace } from '../device/in-slices.ts';
import type { StoredChange } from '../records/record-database.ts';
import type { OpenTenant } from '../session/open-tenant.ts';
import { windowRows } from './ask-rows.ts';
import type { DistinctPairs } from './distinct-pairs.ts';
import { comparePairs } from './find-pairs.ts';
import { type KeptPairs, readKeptPairs } from './kept-pairs.ts';
import type { Pair } from './pair-key.ts';

/** The result of the last search of a kind, as the device keeps it. */
const keptCountSchema = z.object({
  /** The pairs that are alike, and that nobody called different. */
  pairs: z.number().int().min(0),
  /** True where there are more pairs than a search keeps. */
  isCut: z.boolean(),
  /** The records that the search read. */
  records: z.number().int().min(0),
  /** The records that have changed since the search, each once in a session. */
  changed: z.number().int().min(0),
});
type KeptCount = z.infer<typeof keptCountSchema>;
type Count = Omit<KeptCount, 'changed'>;

/** Chosen: a new search is due when this share of the records has changed, and never after fewer records than `leastChanged`. */
const changedShare = 0.02;
const leastChanged = 20;
/** E-3, chosen: enough for a search among a million records. */
const mostEarly = 20_000;
const enoughOf = ({ records }: Count): number => Math.max(leastChanged, Math.ceil(records * changedShare));

const nameOf = (entity: string) => `duplicates-count/${entity}`;

type CountPorts = {
  readonly distinctOf: (entity: Entity) => Promise<Result<DistinctPairs>>;
  readonly pace: Pace;
  /** Called when a number has changed. */
  readonly tell: (counts: DuplicateCounts) => void;
};

/**
 * The number of possible duplicates of each kind, and of the records that have changed since. Both are local documents: a screen has
 * the number as soon as the app has opened, and a device that is closed each evening does not begin to count anew each morning.
 */
export class PairCounts {
  readonly #open: OpenTenant;
  readonly #ports: CountPorts;
  readonly #counts = new Map<string, Count>();
  /** The ids of the records of the kept pairs by kind. Absent: not read since the replica was opened. */
  readonly #members = new Map<string, ReadonlySet<string>>();
  /** The records that have changed since the last search, by kind: their number before this session, and the ids in this session. */
  readonly #changed = new Map<string, { readonly before: number; readonly ids: Set<string> }>();
  /** The kinds whose number may have changed. */
  readonly #stale = new Set<string>();
  /** The numbers as they are on the disk. */
  readonly #stored = new Map<string, string>();
  #isRead = false;
  #told = '{}';

  constructor(open: OpenTenant, ports: CountPorts) {
    this.#open = open;
    this.#ports = ports;
  }

  /**
   * Reads the numbers of these kinds from the disk. A number that is known already stays. Returns whether the number of a kind may
   * have changed since the replica was opened.
   */
  async read(entities: readonly Entity[]): Promise<boolean> {
    for (const { name } of entities) {
      if (this.#counts.has(name)) continue;
      const kept = keptCountSchema.safeParse(await this.#open.device.database.getLocal(nameOf(name))).data;
      if (this.#counts.has(name)) continue; // a search has ended meanwhile
      const { ids } = this.#changed.get(name) ?? { ids: new Set<string>() };
      this.#changed.delete(name);
      if (!kept) continue;
      const { changed, ...count } = kept;
      this.#counts.set(name, count);
      this.#changed.set(name, { before: changed, ids });
      this.#stored.set(name, JSON.stringify(kept));
      if (ids.size > 0) this.#mark(name);
    }
    this.#isRead = true;
    this.#tell();
    return this.#stale.size > 0;
  }

  /** Whether the kind was never searched here, or enough of its records have changed since. */
  isDue(entity: string): boolean {
    const count = this.#counts.get(entity);
    return count === undefined || this.#changedOf(entity) >= enoughOf(count);
  }

  #changedOf(entity: string): number {
    const { before, ids } = this.#changed.get(entity) ?? { before: 0, ids: new Set() };
    return before + ids.size;
  }

  /** Notes changed records. Returns whether the number of a kind may have changed. */
  note(changes: readonly StoredChange[]): boolean {
    for (const { entity, id } of changes) {
      if (entity === distinctPairKind) for (const name of this.#counts.keys()) this.#mark(name);
      const count = this.#counts.get(entity);
      if (!count) this.#noteEarly(entity, id);
      if (!count) continue;
      if (this.#changedOf(entity) < enoughOf(count)) this.#changed.get(entity)?.ids.add(id);
      if (this.#members.get(entity)?.has(id) !== false) this.#mark(entity);
    }
    return this.#stale.size > 0;
  }

  /** Notes a record that has changed before the numbers were read: the news of a night come directly after the start. */
  #noteEarly(entity: string, id: string): void {
    if (this.#isRead || !this.#open.device.catalogue.entities.get(entity)?.duplicates) return;
    const { ids } = this.#changed.get(entity) ?? { ids: new Set<string>() };
    if (ids.size < mostEarly) ids.add(id);
    this.#changed.set(entity, { before: 0, ids });
  }

  #mark(entity: string): void {
    if (this.#members.get(entity)?.size !== 0) this.#stale.add(entity);
  }

  /** Takes the result of a search, and counts its pairs. */
  async found(entity: Entity, kept: KeptPairs): Promise<void> {
    this.#changed.set(entity.name, { before: 0, ids: new Set() });
    await this.#count(entity, kept);
  }

  /** Counts the pairs of the kinds whose number may have changed. */
  async recount(): Promise<void> {
    const names = [...this.#stale]; // a kind that is marked meanwhile is counted next time
    for (const name of names) {
      this.#stale.delete(name);
      const entity = this.#open.device.catalogue.entities.get(name);
      const kept = await readKeptPairs(this.#open, name);
      if (entity && kept) await this.#count(entity, kept);
    }
  }

  async #count(entity: Entity, { pairs, isCut, records }: KeptPairs): Promise<void> {
    this.#members.set(entity.name, new Set(pairs.flat()));
    const counted = await this.#countOf(entity, pairs);
    if (!counted.ok) return;
    this.#counts.set(entity.name, { pairs: counted.value, isCut, records });
    this.#tell();
    await this.keep();
  }

  /** Returns how many of these pairs are alike now, and called different by nobody. */
  async #countOf(entity: Entity, pairs: readonly Pair[]): Promise<Result<number>> {
    const { distinctOf, pace } = this.#ports;
    if (pairs.length === 0) return accept(0);
    const distinct = await distinctOf(entity);
    if (!distinct.ok) return distinct;
    let count = 0;
    for (let from = 0; from < pairs.length; from += windowRows / 2) {
      const some = pairs.slice(from, from + windowRows / 2);
      const compared = await comparePairs((query) => this.#open.questions.rows(query), entity, some);
      if (!compared.ok) return compared;
      const apart = await distinct.value.among(compared.value.map(({ left, right }) => [left.id, right.id]));
      if (!apart.ok) return apart;
      count += compared.value.length - apart.value.size;
      await letOthersOrStop(pace);
    }
    return accept(count);
  }

  /** Writes the numbers that have changed to the disk. */
  async keep(): Promise<void> {
    for (const [name, count] of this.#counts) {
      const kept: KeptCount = { ...count, changed: this.#changedOf(name) };
      const text = JSON.stringify(kept);
      if (this.#stored.get(name) === text) continue;
      this.#stored.set(name, text);
      await this.#open.device.database.setLocal(nameOf(name), kept);
    }
  }

  #tell(): void {
    const kinds = Object.fromEntries([...this.#counts].map(([name, { pairs, isCut }]) => [name, { pairs, isCut }]));
    const text = JSON.stringify(kinds);
    if (this.#told === text) return;
    this.#told = text;
    this.#ports.tell({ kinds });
  }
}
