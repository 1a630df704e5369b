import type { ImportStore, StoredDraft } from './import-store.ts';
import { keyText } from '../matching/known-records.ts';

/**
 * Orders the entities of an import so that referenced entities come first: teams before people before deals. Where two refer to
 * each other, the order of reading decides. `needs` lists, for each entity in that order, the entities that its records refer to.
 */
export function orderEntities(needs: ReadonlyMap<string, ReadonlySet<string>>): readonly string[] {
  const ordered: string[] = [];
  const visited = new Set<string>();
  const visit = (entity: string): void => {
    if (visited.has(entity)) return;
    visited.add(entity);
    for (const needed of needs.get(entity) ?? []) if (needs.has(needed)) visit(needed);
    ordered.push(entity);
  };
  for (const entity of needs.keys()) visit(entity);
  return ordered;
}

/** Whether some entity is made before one that it refers to. Then a reference may prove to be dangling. */
export function refersForward(needs: ReadonlyMap<string, ReadonlySet<string>>): boolean {
  const ordered = orderEntities(needs);
  return ordered.some((entity, index) =>
    [...(needs.get(entity) ?? [])].some((needed) => needed !== entity && ordered.indexOf(needed) > index),
  );
}

/** The next draft, or several drafts that cannot be made because they refer to each other in a cycle. */
export type DraftTurn = { readonly make: StoredDraft } | { readonly inCircle: readonly StoredDraft[] };

/** The number of drafts read from the store at once. */
const perPage = 500;
/** Chosen: no table nests records deeper. It limits the memory for finding a row's ancestors. */
const mostAbove = 1_000;

/**
 * Yields one entity's drafts in the order in which their records are made: a parent account before its subsidiaries, otherwise in
 * file order. The caller marks the drafts of each turn as made or dropped before it asks for the next. `refersToItself`: whether
 * records of the entity refer to others of it.
 */
export function* draftsInOrder(
  store: ImportStore,
  { entity, refersToItself }: { readonly entity: string; readonly refersToItself: boolean },
): Generator<DraftTurn, void, void> {
  let after = 0;
  for (;;) {
    const page = store.draftsAfter(entity, after, perPage);
    for (const stored of page) {
      after = stored.place;
      if (refersToItself) yield* withThoseAbove(store, stored);
      else yield { make: stored };
    }
    if (page.length < perPage) return;
  }
}

function* withThoseAbove(store: ImportStore, wanted: StoredDraft): Generator<DraftTurn, void, void> {
  const path = [wanted];
  const places = new Set([wanted.place]);
  for (let current = path.at(-1); current !== undefined; current = path.at(-1)) {
    if (store.stateAt(current.place) !== 'waiting') {
      places.delete(current.place);
      path.pop();
      continue;
    }
    const above = waitingAbove(store, current);
    if (above === undefined) {
      yield { make: current };
    } else if (places.has(above.place) || path.length >= mostAbove) {
      yield { inCircle: [...path] };
    } else {
      path.push(above);
      places.add(above.place);
    }
  }
}

/** Returns a waiting draft of the same entity that this one refers to. */
function waitingAbove(store: ImportStore, { draft }: StoredDraft): StoredDraft | undefined {
  for (const { name, targets } of draft.links) {
    if (!targets.includes(draft.entity)) continue;
    const mark = store.markByName(draft.entity, keyText(name));
    if (mark?.state === 'waiting') return store.draftByName(draft.entity, keyText(name)) ?? undefined;
  }
  return undefined;
}
