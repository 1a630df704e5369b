import { type Edit, isCreate } from '../../kernel/acts/act.ts';
import type { Catalogue } from '../../kernel/catalogue/catalogue.ts';
import { outsidePipeline, pipelinesOf } from '../../kernel/catalogue/stages/pipelines-of.ts';
import type { StoredRecord } from '../../kernel/entities/record.ts';
import { type Refusal, refuse } from '../../kernel/refusal.ts';

/**
 * PLT-16: returns the refusals of edits that put a record into a stage outside of its pipeline, by record. Only the device on which
 * the edits are made asks this. The server accepts such a record, because a device with older definitions could not know it.
 */
export function stagesOutside(
  edits: readonly Edit[],
  {
    catalogue,
    recordOf,
  }: {
    readonly catalogue: Pick<Catalogue, 'entities'>;
    readonly recordOf: (id: string) => Pick<StoredRecord, 'fields'> | undefined;
  },
): ReadonlyMap<string, Refusal> {
  const refused = new Map<string, Refusal>();
  for (const edit of edits) {
    const entity = catalogue.entities.get(edit.entity);
    const pipelines = entity && pipelinesOf(entity);
    const stages = entity?.stages;
    if (!entity || !pipelines || stages === undefined) continue;
    const changed = isCreate(edit)
      ? edit.create.fields
      : Object.fromEntries(Object.entries(edit.fields).map(([name, [, to]]) => [name, to]));
    if (!(stages in changed) && !(pipelines.name in changed)) continue;
    const before = isCreate(edit) ? {} : recordOf(edit.id)?.fields;
    const why = before && outsidePipeline(entity, { ...before, ...changed });
    if (why !== undefined) refused.set(edit.id, refuse('records/invalid', why, { field: stages, rule: 'PLT-16' }));
  }
  return refused;
}
