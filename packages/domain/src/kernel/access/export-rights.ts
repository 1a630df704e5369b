import type { Catalogue } from '../catalogue/catalogue.ts';
import { grantCovers } from '../catalogue/role.ts';
import type { Entity } from '../entities/entity.ts';
import { type StoredRecord, visibilityOf } from '../entities/record.ts';
import { type Principal, tokensOfPrincipal } from './access.ts';
import { holdsGrant } from './holds-grant.ts';

type Seen = Pick<StoredRecord, 'ownerId' | 'teamId' | 'sharedWith' | 'inherited'>;

/** Whether this person may take some records of a kind out of the app in a file. One's own records of a kind with the audience `own` need no grant. */
export const mayExportSome = (principal: Principal, entity: Entity): boolean =>
  entity.audience === 'own' || holdsGrant(principal, entity, 'export');

/** Returns the scopes at which the person may export records of a kind, each with the team of its role. */
const heldScopes = (principal: Principal, entity: Entity) =>
  principal.memberships.flatMap(({ teamId, grants }) =>
    grants.filter((grant) => grantCovers(grant, entity, 'export')).map(({ scope }) => ({ scope, teamId })),
  );

const teamsOf = (held: ReturnType<typeof heldScopes>): ReadonlySet<string> =>
  new Set(held.flatMap(({ scope, teamId }) => (scope === 'team' && teamId !== null ? teamId : [])));

/**
 * returns which records of a kind this person may take out of the app in a file: `all`, or a test of one record. As with reading,
 * a grant of any scope also covers their own records and those shared with them. Records that everybody in the tenant sees
 * need a grant of any scope. Only records that the person sees are tested.
 */
export function exportableBy(principal: Principal, entity: Entity): 'all' | ((record: Seen) => boolean) {
  if (entity.audience === 'own') return 'all';
  const held = heldScopes(principal, entity);
  if (held.length === 0) return () => false;
  if (entity.audience === 'tenant' || held.some(({ scope }) => scope === 'org')) return 'all';
  const teams = teamsOf(held);
  return (record) => {
    const { ownerId, teamId, sharedWith } = visibilityOf(record);
    const people = [ownerId, record.ownerId, ...sharedWith]; // of a child: the parent's owner and the child's own assignee
    return people.includes(principal.userId) || (teamId !== null && teams.has(teamId));
  };
}

/**
 * whether the person may take every record of a kind that they see out of the app. No record then has to be tested, and counts and
 * sums of such records tell nothing else.
 */
export function mayExportAllSeen(principal: Principal, catalogue: Catalogue, entity: Entity): boolean {
  if (exportableBy(principal, entity) === 'all') return true;
  if (!mayExportSome(principal, entity)) return false;
  const name = `${entity.name}@`;
  const teams = teamsOf(heldScopes(principal, entity));
  const covered = new Set([`${name}user:${principal.userId}`, ...[...teams].map((team) => `${name}team:${team}`)]);
  return tokensOfPrincipal(principal, catalogue).every((token) => !token.startsWith(name) || covered.has(token));
}
