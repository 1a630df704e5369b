import type { Entity } from '../entities/entity.ts';
import { type Action, grantCovers } from '../catalogue/role.ts';
import type { Principal } from './access.ts';

/** Whether a role of the person grants this action on some records of the kind, at any scope. `can` decides about one record. */
export const holdsGrant = ({ memberships }: Principal, entity: Entity, action: Action): boolean =>
  memberships.some(({ grants }) => grants.some((grant) => grantCovers(grant, entity, action)));
