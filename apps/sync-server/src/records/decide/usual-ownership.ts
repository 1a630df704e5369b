import type { CreateEdit } from '@outpost/domain/kernel/acts/act';
import type { Entity } from '@outpost/domain/kernel/entities/entity';

type Maker = { readonly userId: string | null; readonly teams: ReadonlySet<string> };

/**
 * Returns the owner and team of a new record for which its maker names none. As on a device, a child has no owner of its own, and other
 * records belong to the maker.
 */
export function usualOwnership(
  { parent, audience }: Pick<Entity, 'parent' | 'audience'>,
  { userId, teams }: Maker,
): Pick<CreateEdit['create'], 'ownerId' | 'teamId'> {
  return parent !== undefined || audience === 'tenant'
    ? { ownerId: null, teamId: null }
    : { ownerId: userId, teamId: [...teams][0] ?? null };
}
