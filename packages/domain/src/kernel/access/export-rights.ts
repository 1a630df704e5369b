import { grantCovers } from '../catalogue/role.ts';
import type { Entity } from '../entities/entity.ts';
import { type StoredRecord, visibilityOf } from '../entities/record.ts';
import type { Principal } from './access.ts';
import { holdsGrant } from './holds-grant.ts';

type Seen = Pick<StoredRecord, 'ownerId' | 'teamId' | 'sharedWith' | 'inherited'>;

/** Whether this person may take some records of a kind out of the app in a file. One's own records of a kind with the audience `own` need no grant. */
export const mayExportSome = (principal: Principal, entity: Entity): boolean =>
  entity.audience === 'own' || holdsGrant(principal, entity, 'export');

/**
 * returns which records of a kind this person may take out of the app in a file: `all`, or a test of one record. As with reading,
 * a grant of any scope also covers their own records and those shared with them. Records that everybody in the tenant sees
 * need a grant of any scope. Only records that the person sees are tested.
 */
export function exportableBy(principal: Principal, entity: Entity): 'all' | ((record: Seen) => boolean) {
  if (entity.audience === 'own') return 'all';
  const held = principal.memberships.flatMap(({ teamId, grants }) =>
    grants.filter((grant) => grantCovers(grant, entity, 'export')).map(({ scope }) => ({ scope, teamId })),
  );
  if (held.length === 0) return () => false;
  if (entity.audience === 'tenant' || held.some(({ scope }) => scope === 'org')) return 'all';
  const teams = new Set(held.flatMap(({ scope, teamId }) => (scope === 'team' && teamId !== null ? teamId : [])));
  return (record) => {
    const { ownerId, teamId, sharedWith } = visibilityOf(record);
    const people = [ownerId, record.ownerId, ...sharedWith]; // of a child: the parent's owner and the child's own assignee
    return people.includes(principal.userId) || (teamId !== null && teams.has(teamId));
  };
}
