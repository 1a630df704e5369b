import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { useMemo } from 'react';
import { useLiveValue } from '../session/session-context.tsx';
import { useCatalogue } from './use-entity.ts';

/**
 * returns the names of the kinds that the person may read and that this device does not keep. The array stays the same until
 * they change: the state of sync is sent often, and whole lists are drawn from this.
 */
export function useKindsNotKept(): readonly string[] {
  const names = useLiveValue('sync', (sync) => sync?.notKept.join(' ') ?? '');
  return useMemo(() => (names === '' ? [] : names.split(' ')), [names]);
}

/** returns the declarations of the same kinds, without those that the catalogue lacks. */
export function useEntitiesNotKept(): readonly Entity[] {
  const { entities } = useCatalogue();
  return useKindsNotKept().flatMap((name) => entities.get(name) ?? []);
}

/** whether this device keeps no records of a kind. */
export const useIsNotKept = ({ name }: Pick<Entity, 'name'>): boolean => useKindsNotKept().includes(name);
