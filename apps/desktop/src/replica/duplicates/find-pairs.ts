import {
  blockingKeys,
  compareTraits,
  leastPercent,
  type Likeness,
  traitsOf,
} from '@outpost/domain/kernel/duplicates/compare-records';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { listQuerySchema } from '@outpost/domain/kernel/questions/list-query';
import { accept, type Result } from '@outpost/domain/kernel/refusal';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import { inSlices, letOthersOrStop, type Pace } from '../device/in-slices.ts';
import { type AskRows, livingRecords, windowRows } from './ask-rows.ts';
import { KeyBlocks } from './key-blocks.ts';
import { type Pair, pairKey } from './pair-key.ts';

/** Two records that are alike enough to be shown. */
export type ComparedPair = Likeness & { readonly left: StoredRecord; readonly right: StoredRecord };
export type FoundPairs = {
  /** The ids of the records of each pair, the most alike pair first. */
  readonly pairs: readonly Pair[];
  readonly records: number;
  /** True where there are more pairs than are kept. */
  readonly isCut: boolean;
};

/** Chosen: a value that more records share proves nothing: the number of an exchange, a name such as "Test". */
const mostInBlock = 20;
/** E-3, chosen: some seconds of comparing. */
const mostCompared = 200_000;
/** E-3, chosen: more pairs than a person looks at in weeks. */
export const mostPairs = 1_000;
/** E-3: the largest number of pairs called different that a search keeps, in addition to the others. */
export const mostApart = 20_000;

type Ports = {
  readonly ask: AskRows;
  readonly pace: Pace;
  readonly onRead: (records: number) => void;
  /** Returns the keys of the pairs that somebody called different. Such pairs are kept, and do not count for the limit. */
  readonly apartAmong: (pairs: readonly Pair[]) => Promise<Result<ReadonlySet<string>>>;
};

/**
 * Looks through all living records of a kind that the device holds, and returns the most alike pairs. Reads the records twice by
 * windows: once for their keys, and those that share a key for the comparison. Throws WorkStopped where `pace.isStopped` says so.
 */
export async function findPairs({ ask, pace, onRead, apartAmong }: Ports, entity: Entity): Promise<Result<FoundPairs>> {
  const ids: string[] = [];
  const keys = new KeyBlocks();
  for (let after: string | null = null, isMore = true; isMore;) {
    const window: Awaited<ReturnType<AskRows>> = await ask(
      listQuerySchema.parse({ entity: entity.name, limit: windowRows, ...(after === null ? {} : { after }) }),
    );
    if (!window.ok) return window;
    for (const { id, fields } of window.value.rows) {
      for (const key of new Set(blockingKeys(traitsOf(entity, fields)))) keys.add(key, ids.length);
      ids.push(id);
    }
    onRead(ids.length);
    await letOthersOrStop(pace);
    after = window.value.next;
    isMore = after !== null;
  }
  const { candidates, isCut } = await inSlices(candidatesOf(keys), pace);
  const named = candidates.map(([left, right]) => [ids[left] ?? '', ids[right] ?? ''] as const);
  const pairs: { readonly ids: Pair; readonly percent: number }[] = [];
  const apart = new Set<string>();
  for (let from = 0; from < named.length; from += windowRows / 2) {
    const compared = await comparePairs(ask, entity, named.slice(from, from + windowRows / 2));
    if (!compared.ok) return compared;
    const found = compared.value.map(({ left, right, percent }) => ({ ids: [left.id, right.id] as const, percent }));
    pairs.push(...found);
    const distinct = await apartAmong(found.map(({ ids: both }) => both));
    if (!distinct.ok) return distinct;
    for (const key of distinct.value) apart.add(key);
    await letOthersOrStop(pace);
  }
  pairs.sort((a, b) => b.percent - a.percent || (a.ids[0] < b.ids[0] ? -1 : 1));
  let [room, roomApart] = [mostPairs, mostApart];
  const kept = pairs.filter(({ ids: both }) => {
    if (apart.has(pairKey(both))) return (roomApart -= 1) >= 0;
    return (room -= 1) >= 0;
  });
  return accept({ pairs: kept.map(({ ids: both }) => both), records: ids.length, isCut: isCut || room < 0 });
}

type Candidates = { readonly candidates: readonly (readonly [number, number])[]; readonly isCut: boolean };

/** Returns each pair of records that share a key, once. */
function* candidatesOf(keys: KeyBlocks): Generator<void, Candidates, void> {
  const seen = new Set<number>();
  const candidates: (readonly [number, number])[] = [];
  for (const block of keys.blocks(mostInBlock)) {
    yield;
    for (const [place, left] of block.entries())
      for (const right of block.slice(place + 1)) {
        const [first, second] = left < right ? [left, right] : [right, left];
        const pair = first * 2 ** 26 + second; // a device holds fewer than 2^26 records
        if (first === second || seen.has(pair)) continue;
        if (candidates.length >= mostCompared) return { candidates, isCut: true };
        seen.add(pair);
        candidates.push([first, second]);
      }
  }
  return { candidates, isCut: false };
}

/** Returns those of these pairs that are alike now. Records that are gone, or that the device does not hold, have none. */
export async function comparePairs(
  ask: AskRows,
  entity: Entity,
  pairs: readonly Pair[],
): Promise<Result<readonly ComparedPair[]>> {
  const records = await livingRecords(ask, entity, new Set(pairs.flat()));
  if (!records.ok) return records;
  return accept(
    pairs.flatMap(([left, right]) => {
      const [one, other] = [records.value.get(left), records.value.get(right)];
      if (!one || !other) return [];
      const likeness = compareTraits(entity, traitsOf(entity, one.fields), traitsOf(entity, other.fields));
      return likeness.percent < leastPercent ? [] : [{ left: one, right: other, ...likeness }];
    }),
  );
}
