import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { useRouterState } from '@tanstack/react-router';
import { useCatalogue } from '../records/use-entity.ts';

/** Returns the kind of record whose list is open; undefined on any other page. */
export function useKindHere(): Entity | undefined {
  const { entities } = useCatalogue();
  const path = useRouterState({ select: (state) => state.location.pathname });
  const [, , pack, name] = path.split('/');
  return path.startsWith('/list/') && pack !== undefined && name !== undefined
    ? entities.get(`${pack}/${name}`)
    : undefined;
}
