import { distinctLabel } from '@outpost/domain/kernel/acts/act-label';
import { maxEditsPerAct } from '@outpost/domain/kernel/acts/act';
import { pairDigest } from '@outpost/domain/kernel/duplicates/pair-digest';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { mergedInto, type StoredRecord } from '@outpost/domain/kernel/entities/record';
import { listQuerySchema } from '@outpost/domain/kernel/questions/list-query';
import { accept, type Result } from '@outpost/domain/kernel/refusal';
import { z } from 'zod';
import { distinctEdit, distinctPairKind } from '../../bridge/distinct-pair.ts';
import { notOnDevice } from '../acts/not-on-device.ts';
import type { OpenTenant } from '../session/open-tenant.ts';
import { type AskRows, livingRecords, rowsWithOneOf, windowRows } from './ask-rows.ts';
import { type Pair, pairKey } from './pair-key.ts';

/**
 * E-3: the largest number of merged-away records whose pairs are followed, the most recently merged first. Chosen: a
 * second of work.
 */
const mostGone = 50_000;

/**
 * The pairs of records of one kind that somebody called different (ADR 55). A mark on a record also applies to the
 * record that it was merged into.
 */
export class DistinctPairs {
  readonly #ask: AskRows;
  /** Record → the records that were merged into it, over any number of merges. */
  readonly #merged: ReadonlyMap<string, readonly string[]>;
  /** Keys of pairs that exist on this device only (`keptApart`). */
  readonly #here: ReadonlySet<string>;

  private constructor(ask: AskRows, merged: ReadonlyMap<string, readonly string[]>, here: ReadonlySet<string>) {
    this.#ask = ask;
    this.#merged = merged;
    this.#here = here;
  }

  static async read(open: OpenTenant, entity: Entity): Promise<Result<DistinctPairs>> {
    const ask: AskRows = (query) => open.questions.rows(query);
    const here = new Set(await keptApart(open, entity.name));
    const merged = await mergedRecords(ask, entity);
    return merged.ok ? accept(new DistinctPairs(ask, merged.value, here)) : merged;
  }

  /** Returns the digests under which a pair may be called different: its own, and those of the records merged into the two. */
  #digests([one, other]: Pair): readonly string[] {
    const others = this.#withMerged(other);
    return this.#withMerged(one).flatMap((left) => others.map((right) => pairDigest(left, right)));
  }

  #withMerged(id: string): readonly string[] {
    return [id, ...(this.#merged.get(id) ?? [])];
  }

  /** Returns the keys of the pairs that somebody called different. */
  async among(pairs: readonly Pair[]): Promise<Result<ReadonlySet<string>>> {
    const found = new Set<string>();
    const pairOf = new Map<string, string>();
    for (const pair of pairs) {
      const key = pairKey(pair);
      if (this.#here.has(key)) found.add(key);
      else for (const digest of this.#digests(pair)) pairOf.set(digest, key);
    }
    const marks = await this.#marks([...pairOf.keys()]);
    if (!marks.ok) return marks;
    for (const { fields } of marks.value) {
      const key = typeof fields['pair'] === 'string' ? pairOf.get(fields['pair']) : undefined;
      if (key !== undefined) found.add(key);
    }
    return accept(found);
  }

  /** Returns the records by which a pair is called different, each person's own. */
  of(pair: Pair): Promise<Result<readonly StoredRecord[]>> {
    return this.#marks(this.#digests(pair));
  }

  #marks(digests: readonly string[]): Promise<Result<readonly StoredRecord[]>> {
    return rowsWithOneOf(this.#ask, { entity: distinctPairKind, field: 'pair', values: digests });
  }
}

/** Returns the records of a kind into which others were merged, each with these. */
async function mergedRecords(ask: AskRows, entity: Entity): Promise<Result<ReadonlyMap<string, readonly string[]>>> {
  const into = new Map<string, string>();
  const query = listQuerySchema.parse({ entity: entity.name, sort: [{ field: 'updatedAt', direction: 'desc' }], limit: windowRows }); // prettier-ignore
  for (let after: string | null | undefined, rows = 0; after !== null && rows < mostGone; rows += windowRows) {
    const window = await ask({ ...query, life: 'gone', ...(after === undefined ? {} : { after }) });
    if (!window.ok) return window;
    for (const { id, life } of window.value.rows) {
      const survivor = mergedInto(life);
      if (survivor !== undefined) into.set(id, survivor);
    }
    after = window.value.next;
  }
  const merged = new Map<string, string[]>();
  for (const id of into.keys()) {
    const seen = new Set([id]);
    let last = id;
    for (let next = into.get(id); next !== undefined && !seen.has(next); next = into.get(next)) {
      seen.add(next);
      last = next;
    }
    merged.set(last, [...(merged.get(last) ?? []), id]);
  }
  return accept(merged);
}

/**
 * Marks two records as different, or removes the marks of everyone who made one. Does nothing where nothing would change. Refuses
 * as any act does, and `records/not-found` for records that this device does not hold.
 */
export async function tellApart(
  open: OpenTenant,
  entity: Entity,
  { pair, areDifferent }: { readonly pair: Pair; readonly areDifferent: boolean },
): Promise<Result<null>> {
  const held = await livingRecords((query) => open.questions.rows(query), entity, new Set(pair));
  if (!held.ok) return held;
  const missing = pair.find((id) => !held.value.has(id));
  if (missing !== undefined) return notOnDevice(missing);
  const distinct = await DistinctPairs.read(open, entity);
  if (!distinct.ok) return distinct;
  const said = await distinct.value.of(pair);
  if (!said.ok) return said;
  const edits = areDifferent
    ? said.value.length > 0
      ? []
      : [distinctEdit(pair, open.device.userId)]
    : said.value.slice(0, maxEditsPerAct).map(({ id }) => ({ entity: distinctPairKind, id, fields: { life: 'deleted' } })); // prettier-ignore
  if (edits.length > 0) {
    const made = await open.acts.perform({ label: distinctLabel(entity, areDifferent), shape: 'together', edits });
    if (!made.ok) return made;
  }
  if (!areDifferent) await keepApart(open, entity.name, (keys) => keys.filter((key) => key !== pairKey(pair)));
  return accept(null);
}

const apartSchema = z.array(z.string());
const apartName = (entity: string) => `duplicates-apart/${entity}`;

/**
 * Returns the keys of the pairs that people called different on only this device, as builds before ADR 55 kept them. Empty once
 * `sendKeptApart` has made records of them.
 */
const keptApart = async ({ device }: OpenTenant, entity: string): Promise<readonly string[]> =>
  apartSchema.safeParse(await device.database.getLocal(apartName(entity))).data ?? [];

async function keepApart(
  open: OpenTenant,
  entity: string,
  next: (keys: readonly string[]) => readonly string[],
): Promise<void> {
  const now = await keptApart(open, entity);
  const kept = next(now);
  if (kept.length < now.length) await open.device.database.setLocal(apartName(entity), [...kept]);
}

/**
 * Makes records of the pairs that builds before ADR 55 kept only on this device. Where the person may not make such records, the
 * pairs stay on the device, and apply there. If the device stops in between, the act is made twice. The second act only repeats
 * the statement of the first.
 */
export async function sendKeptApart(open: OpenTenant, entity: Entity): Promise<void> {
  const keys = await keptApart(open, entity.name);
  for (let from = 0; from < keys.length; from += maxEditsPerAct) {
    const some = keys.slice(from, from + maxEditsPerAct);
    const pairs = some.flatMap((key): Pair[] => {
      const [one, other] = key.split(' ');
      return one === undefined || other === undefined ? [] : [[one, other]];
    });
    const edits = pairs.map((pair) => distinctEdit(pair, open.device.userId));
    const label = distinctLabel(entity, true);
    if (edits.length > 0 && !(await open.acts.perform({ label, shape: 'together', isStep: false, edits })).ok) return;
    const sent = new Set(some);
    await keepApart(open, entity.name, (now) => now.filter((key) => !sent.has(key)));
  }
}
