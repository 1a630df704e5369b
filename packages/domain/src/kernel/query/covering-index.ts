import type { Entity } from '../entities/entity.ts';
import { type Condition, fixedPaths } from './filters/condition.ts';
import { keyNamesOf } from '../entities/further-keys.ts';
import { type IndexPlan, indexPlansOf } from './plans/index-plan.ts';
import type { PathTarget } from './query-path.ts';

/** The data that a scan reads besides the filter that selects the records. */
export type Reads = { readonly conditions: readonly Condition[]; readonly asked: readonly PathTarget[] };

/** Returns the fields of the asked record whose keys this reads, or `undefined` if it reads more than keys. */
function keysRead(asked: PathTarget): readonly string[] | undefined {
  if (asked.hop) return [asked.hop.plan.field];
  if (!asked.plan) return undefined;
  return keyNamesOf(asked.field.type, asked.name);
}

function conditionReads(condition: Condition): readonly (readonly string[] | undefined)[] {
  switch (condition.kind) {
    case 'test':
      return [keysRead(condition.asked)];
    case 'not':
      return conditionReads(condition.part);
    case 'and':
    case 'or':
      return condition.parts.flatMap(conditionReads);
  }
}

/**
 * Returns an index that contains everything that a scan over the entity's records reads, if there is one. Then the scan reads no
 * record.
 */
export function coveringIndex(entity: Entity, reads: Reads & { readonly condition: Condition }): IndexPlan | undefined {
  const fixed = fixedPaths(reads.condition);
  return covering(entity, reads)
    .filter(({ columns }) => fixed.size === 0 || fixed.has(columns[0]?.field ?? ''))
    .sort((a, b) => a.columns.length - b.columns.length)[0];
}

/** Whether an index that begins with a field contains everything that a scan grouped by that field reads. */
export const isGroupedInIndex = (
  entity: Entity,
  by: string,
  reads: Reads & { readonly condition: Condition },
): boolean => covering(entity, reads).some(({ columns }) => columns[0]?.field === by);

/** Returns the indexes that contain everything that a scan reads. */
function covering(entity: Entity, reads: Reads & { readonly condition: Condition }): readonly IndexPlan[] {
  const found = [
    ...conditionReads(reads.condition),
    ...reads.conditions.flatMap(conditionReads),
    ...reads.asked.map(keysRead),
  ];
  const needed = new Set(found.flatMap((names) => names ?? ['']));
  return indexPlansOf(entity).filter(({ columns, covers }) =>
    needed.isSubsetOf(new Set(['id', ...columns.map(({ field }) => field), ...covers.map(({ field }) => field)])),
  );
}
