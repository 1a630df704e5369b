import type { inheritedFrom } from '@outpost/domain/kernel/access/access';
import { type Act, isCreate, maxEditsPerAct } from '@outpost/domain/kernel/acts/act';
import { weightOfAct } from '@outpost/domain/engine/act/weight-of';
import { type Database, inTenant } from '../../db/database.ts';

/** Chosen: two undos fit into one transaction, even of the largest acts. */
const fewUndos = 2;

/**
 * Returns a function that weighs acts before they are decided, in usual edits. The weight of an undo is the number of
 * changes that it would reverse, from the journal. Its own edits do not count: it needs none.
 */
export async function weighActs(
  database: Database,
  orgId: string,
  acts: readonly Act[],
): Promise<(act: Act) => number> {
  const undone = acts.flatMap(({ undoes }) => undoes ?? []);
  const known = new Map<string, number>();
  if (undone.length > fewUndos) {
    const rows = await inTenant(database, { orgId, mode: 'snapshot' }, (tx) =>
      tx.query<{ act: string; count: number }>(
        `select a.act, (select count(*) from (select 1 from store.journal j where j.org_id = $1 and j.act = a.act limit ${maxEditsPerAct}) c) as count
         from unnest($2::uuid[]) as a(act)`,
        [orgId, [...new Set(undone)]],
      ),
    );
    for (const { act, count } of rows) known.set(act, count);
    for (const act of acts) if (known.get(act.id) === 0) known.set(act.id, weigh(act));
  }
  function weigh(act: Act): number {
    if (act.undoes === undefined) return weightOfAct(act);
    return Math.max(1, known.get(act.undoes) ?? maxEditsPerAct);
  }
  return weigh;
}

/** Chosen: bounds how long one batch holds the tenant's clock. A thousand changes take some tens of milliseconds. */
export const mostEditsPerTransaction = 2_000;

/** Returns the first acts that go into one transaction, and their weight. An act that is too large goes by itself. */
export function takeBatch(
  acts: readonly Act[],
  weigh: (act: Act) => number,
): { readonly batch: readonly Act[]; readonly weight: number } {
  let weight = 0;
  for (const [place, act] of acts.entries()) {
    const own = weigh(act);
    if (place > 0 && weight + own > mostEditsPerTransaction) return { batch: acts.slice(0, place), weight };
    weight += own;
  }
  return { batch: acts, weight };
}

/** Measured: while Postgres writes one step, the server decides the next. Smaller steps cost more statements than they gain. */
export const editsPerStep = 125;

/** Returns whether a work pauses for others between its steps (E-3). */
export const isLargeWork = (weight: number): boolean => weight > editsPerStep;

/** A-3a: the fields that decide the visibility of a record, and of the records below it, however many they are. */
const seenBy: readonly string[] = ['ownerId', 'teamId', 'sharedWith'] satisfies (keyof Parameters<
  typeof inheritedFrom
>[0])[];

/** Returns whether acts are much work, or may be: the weight of an edit does not count the records below its record. */
export const areLargeWork = (acts: readonly Pick<Act, 'edits'>[], weight: number): boolean =>
  isLargeWork(weight) || acts.some(changesWhoSees);

const changesWhoSees = ({ edits }: Pick<Act, 'edits'>): boolean =>
  edits.some((edit) => !isCreate(edit) && seenBy.some((name) => name in edit.fields));
