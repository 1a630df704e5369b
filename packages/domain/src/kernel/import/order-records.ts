import { foldText } from '../fold-text.ts';
import type { DraftsByKey, RecordDraft } from './read-records.ts';

/**
 * The entities of an import, those that others refer to first: teams before people before deals. Where two refer to each
 * other, the order in which they were read decides.
 */
export function orderEntities(drafts: ReadonlyMap<string, DraftsByKey>): readonly string[] {
  const needs = new Map([...drafts].map(([entity, own]) => [entity, neededBy(own, entity)]));
  const ordered: string[] = [];
  const visited = new Set<string>();
  const visit = (entity: string): void => {
    if (visited.has(entity)) return;
    visited.add(entity);
    for (const needed of needs.get(entity) ?? []) if (drafts.has(needed)) visit(needed);
    ordered.push(entity);
  };
  for (const entity of drafts.keys()) visit(entity);
  return ordered;
}

function neededBy(drafts: DraftsByKey, entity: string): ReadonlySet<string> {
  const needed = new Set<string>();
  for (const { links } of drafts.values())
    for (const { targets } of links) for (const target of targets) if (target !== entity) needed.add(target);
  return needed;
}

/**
 * One entity's records, those that others of them refer to first (a parent account before its subsidiaries), and apart those
 * that stand in a circle of such references or lead into one.
 */
export function orderDrafts(drafts: DraftsByKey): {
  readonly ordered: readonly RecordDraft[];
  readonly inCircles: readonly RecordDraft[];
} {
  const above = new Map<RecordDraft, RecordDraft[]>();
  const below = new Map<RecordDraft, RecordDraft[]>();
  for (const draft of drafts.values()) {
    const parents = draft.links
      .filter(({ targets }) => targets.includes(draft.entity))
      .flatMap(({ name }) => drafts.get(foldText(name)) ?? []);
    above.set(draft, parents);
    for (const parent of parents) {
      const children = below.get(parent);
      if (children) children.push(draft);
      else below.set(parent, [draft]);
    }
  }
  // Kahn's order: a record is ready when all above it are; what never gets ready hangs on a circle.
  const waiting = new Map([...above].map(([draft, parents]) => [draft, parents.length]));
  const ordered = [...drafts.values()].filter((draft) => waiting.get(draft) === 0);
  for (let index = 0; index < ordered.length; index += 1) {
    const ready = ordered[index];
    for (const child of (ready && below.get(ready)) ?? []) {
      const left = (waiting.get(child) ?? 0) - 1;
      waiting.set(child, left);
      if (left === 0) ordered.push(child);
    }
  }
  return { ordered, inCircles: [...drafts.values()].filter((draft) => (waiting.get(draft) ?? 0) > 0) };
}
