import type { PartHeld } from '@outpost/domain/kernel/access/kept-off-devices';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { useMemo } from 'react';
import { useLiveValue } from '../session/session-context.tsx';
import { useCatalogue } from './use-entity.ts';

/**
 * returns the names of the kinds that the person may read and that this device does not keep. The array stays the same until
 * they change: the state of sync is sent often, and whole lists are drawn from this.
 */
function useKindsNotKept(): readonly string[] {
  const names = useLiveValue('sync', (sync) => sync?.notKept.join(' ') ?? '');
  return useMemo(() => (names === '' ? [] : names.split(' ')), [names]);
}

/**
 * returns the kinds of which this device keeps only records that were changed in a month or later. The array stays the same
 * until they change.
 */
export function useKindsPartlyKept(): readonly PartHeld[] {
  const parts = useLiveValue(
    'sync',
    (sync) => sync?.partlyKept.map(({ kind, since }) => `${kind} ${since}`).join(',') ?? '',
  );
  return useMemo(
    () =>
      (parts === '' ? [] : parts.split(',')).map((part) => {
        const [kind = '', since = ''] = part.split(' ');
        return { kind, since };
      }),
    [parts],
  );
}

/** returns the kinds of which this device keeps no records or only some: what it counts of them is not whole. */
export function useKindsNotWhole(): readonly string[] {
  const [notKept, parts] = [useKindsNotKept(), useKindsPartlyKept()];
  return useMemo(() => [...notKept, ...parts.map(({ kind }) => kind)], [notKept, parts]);
}

/** returns the declarations of the kinds that this device does not keep, without those that the catalogue lacks. */
export function useEntitiesNotKept(): readonly Entity[] {
  const { entities } = useCatalogue();
  return useKindsNotKept().flatMap((name) => entities.get(name) ?? []);
}

/** the same for the kinds that are not kept whole. */
export function useEntitiesNotWhole(): readonly Entity[] {
  const { entities } = useCatalogue();
  return useKindsNotWhole().flatMap((name) => entities.get(name) ?? []);
}

/** whether this device keeps no records of a kind. */
export const useIsNotKept = ({ name }: Pick<Entity, 'name'>): boolean => useKindsNotKept().includes(name);

/** the first month of the records that this device keeps of a kind; undefined if it keeps all of them, or none. */
export const useKeptSince = ({ name }: Pick<Entity, 'name'>): string | undefined =>
  useKindsPartlyKept().find(({ kind }) => kind === name)?.since;
