import { limitedStates } from '@outpost/domain/kernel/catalogue/stages/time-in-state';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { useMemo } from 'react';
import { useCatalogue } from '../use-entity.ts';

/** Returns the stages of a kind in which the days are limited. */
export function useLimitedStates(entity: Entity): ReadonlySet<string> {
  const workflow = useCatalogue().workflows.get(entity.name);
  return useMemo(
    () => new Set(workflow && workflow.field === entity.stages ? limitedStates(workflow) : []),
    [workflow, entity],
  );
}
