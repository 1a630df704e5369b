import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { useLive } from '../session/session-context.tsx';
import { useCatalogue } from './use-entity.ts';

const none: readonly string[] = [];

/** returns the names of the kinds that the person may read and that this device does not keep. */
export function useKindsNotKept(): readonly string[] {
  return useLive('sync')?.notKept ?? none;
}

/** returns the same kinds, those that the catalogue has. */
export function useEntitiesNotKept(): readonly Entity[] {
  const { entities } = useCatalogue();
  return useKindsNotKept().flatMap((name) => entities.get(name) ?? []);
}

/** whether this device keeps no records of a kind. */
export const useIsNotKept = ({ name }: Pick<Entity, 'name'>): boolean => useKindsNotKept().includes(name);
