import { hasSeveralPipelines, livePipelines } from '@outpost/domain/kernel/catalogue/stages/pipelines-of';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { Filter, RelativeSpan } from '@outpost/domain/kernel/questions/list-query';
import { z } from 'zod';
import { withPipeline } from '../../records/stages/pipeline-filter.ts';

/** The periods to which a person narrows the home page. */
export const homePeriods = [
  'this-month',
  'last-month',
  'this-quarter',
  'last-quarter',
  'this-year',
  'last-year',
] as const satisfies readonly RelativeSpan[];
export type HomePeriod = (typeof homePeriods)[number];

/** The state of the home page in its address. `pipelines`: a pipeline by the name of its kind of record. */
export const homeSearchSchema = z.object({
  /** Left out: each panel has its own period. */
  period: z.enum(homePeriods).optional().catch(undefined),
  pipelines: z.record(z.string().max(120), z.string().max(120)).optional().catch(undefined),
});
export type HomeSearch = z.infer<typeof homeSearchSchema>;

/** Returns the filter of the chosen pipeline of each kind. A pipeline that the kind does not have is left out. */
export function pipelineFilters(
  entities: ReadonlyMap<string, Entity>,
  chosen: HomeSearch['pipelines'] = {},
): ReadonlyMap<string, Filter> {
  return new Map(
    Object.entries(chosen).flatMap(([kind, pipeline]): (readonly [string, Filter])[] => {
      const entity = entities.get(kind);
      if (!entity || !hasSeveralPipelines(entity)) return [];
      const filter = livePipelines(entity).some(({ value }) => value === pipeline)
        ? withPipeline(entity, undefined, pipeline)
        : undefined;
      return filter ? [[kind, filter]] : [];
    }),
  );
}
