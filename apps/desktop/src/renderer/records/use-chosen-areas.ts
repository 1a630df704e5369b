import { tokensOfPrincipal } from '@outpost/domain/kernel/access/access';
import { areaSettings, chosenAreas } from '@outpost/domain/kernel/access/areas';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { useMemo } from 'react';
import { useRecordList } from '../queries/record-queries.ts';
import { usePrincipal } from '../session/session-context.tsx';
import { useCatalogue } from './use-entity.ts';

/**
 * Returns whether a choice of areas can narrow a kind for this person. It can only for a person who sees all records of
 * the kind (T-30).
 */
export function useIsWhole(): (kind: string) => boolean {
  const principal = usePrincipal();
  const catalogue = useCatalogue();
  const tokens = useMemo(() => new Set(tokensOfPrincipal(principal, catalogue)), [principal, catalogue]);
  return (kind) => tokens.has(`${kind}@org`);
}

const mine = { field: 'ownerId', op: 'is', value: '@me' } as const;

/**
 * Returns the areas of a kind to which this person's computers are limited; none if they keep the whole kind (T-30).
 */
export function useChosenAreas(entity: Entity): readonly string[] {
  const catalogue = useCatalogue();
  const isWhole = useIsWhole();
  const on = areaSettings(catalogue).find(([, fields]) => fields.some(([, kind]) => kind === entity.name))?.[0];
  const isOff = on === undefined || !isWhole(entity.name);
  const { data } = useRecordList({ entity: on ?? entity.name, where: mine, limit: 1 }, { isOff });
  return isOff ? [] : (chosenAreas(catalogue, data?.rows ?? []).get(entity.name) ?? []);
}
