import { tokensOfPrincipal } from '@outpost/domain/kernel/access/access';
import { areaSettings, chosenAreas } from '@outpost/domain/kernel/access/areas';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { useMemo } from 'react';
import { useRecordList } from '../queries/record-queries.ts';
import { usePrincipal } from '../session/session-context.tsx';
import { useCatalogue } from './use-entity.ts';

/** Whether a choice of areas can narrow a kind for this person: only a person who sees all of its records holds it whole (T-30). */
export function useIsWhole(): (kind: string) => boolean {
  const principal = usePrincipal();
  const catalogue = useCatalogue();
  const tokens = useMemo(() => new Set(tokensOfPrincipal(principal, catalogue)), [principal, catalogue]);
  return (kind) => tokens.has(`${kind}@org`);
}

const mine = { field: 'ownerId', op: 'is', value: '@me' } as const;

/** T-30: the areas of a kind to which this person's computers are narrowed; none where they hold the whole kind. */
export function useChosenAreas(entity: Entity): readonly string[] {
  const catalogue = useCatalogue();
  const isWhole = useIsWhole();
  const on = areaSettings(catalogue).find(([, fields]) => fields.some(([, kind]) => kind === entity.name))?.[0];
  const isOff = on === undefined || !isWhole(entity.name);
  const { data } = useRecordList({ entity: on ?? entity.name, where: mine, limit: 1 }, { isOff });
  return isOff ? [] : (chosenAreas(catalogue, data?.rows ?? []).get(entity.name) ?? []);
}
