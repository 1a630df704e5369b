import type { Membership } from './access.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { isOwnKindName } from '../catalogue/own-kind-name.ts';
import { type Action, actions, type Grant, grantCovers, type Scope } from '../catalogue/role.ts';

/** One grant with the team in which its membership holds. */
type HeldGrant = Grant & Pick<Membership, 'teamId' | 'until'>;

const grantsOf = (memberships: readonly Membership[]): readonly HeldGrant[] =>
  memberships.flatMap(({ grants, teamId, until }) =>
    grants.map((grant) => ({ ...grant, teamId, ...(until === undefined ? {} : { until }) })),
  );

/** Returns the teams in which these memberships are. */
const teamsOf = (memberships: readonly Membership[]): ReadonlySet<string> =>
  new Set(memberships.flatMap(({ teamId }) => teamId ?? []));

/**
 * Whether a grant of one resource covers all records that a grant of the other covers. The comparison includes kinds of record
 * that do not exist yet: `*` does not cover all kinds of a pack, because a later kind may lack `byWildcard`. All kinds of tenants
 * have `byWildcard`.
 */
function coversResource(held: HeldGrant, given: string, entities: Catalogue['entities']): boolean {
  if (held.resource === given) return true;
  if (given.endsWith('*')) return held.resource === '**' || (held.resource === '*' && given === 'own/*');
  const entity = entities.get(given) ?? { name: given, ...(isOwnKindName(given) ? { byWildcard: true } : {}) };
  return grantCovers({ ...held, action: '*' }, entity, '*');
}

/**
 * `own` lies within `shared`, and every scope within `org`. `team` and `own` cover different records, so neither contains the
 * other.
 */
const within: { readonly [S in Scope]: readonly Scope[] } = {
  own: ['own', 'shared', 'org'],
  shared: ['shared', 'org'],
  team: ['team', 'org'],
  org: ['org'],
};

const coversScope = (held: HeldGrant, given: HeldGrant): boolean =>
  within[given.scope].includes(held.scope) &&
  (held.scope !== 'team' || (held.teamId !== null && held.teamId === given.teamId));

/** Whether the held right lasts at least as long as the given one (PLT-22). */
const lastsAsLong = (held: Pick<Membership, 'until'>, given: Pick<Membership, 'until'>): boolean =>
  held.until === undefined || (given.until !== undefined && given.until <= held.until);

/**
 * Returns the actions that a grant covers. `*` also covers actions that packs name (T-15). So only another `*` contains
 * it, besides each usual action.
 */
const actionsOfGrant = ({ action }: Grant): readonly Action[] => (action === '*' ? [...actions, action] : [action]);

/** The data about the tenant that `holdsAll` needs. */
type HoldingGround = {
  readonly entities: Catalogue['entities'];
  /** Roles that only their holders may assign; no grant replaces holding the role. */
  readonly guarded?: ReadonlySet<string>;
};

/**
 * Whether memberships contain every right of the given ones. The comparison goes grant by grant, on sets. A person who assigns
 * rights may assign only rights that they hold. Consequence, for one person: `can` allows nothing by the given memberships
 * that it forbids by the held ones.
 */
export function holdsAll(
  held: readonly Membership[],
  given: readonly Membership[],
  { entities, guarded = new Set() }: HoldingGround,
): boolean {
  const ownGrants = grantsOf(held);
  const ownTeams = teamsOf(held);
  const mayJoinAll = [...teamsOf(given)].every((team) => ownTeams.has(team));
  const isHeld = (wanted: HeldGrant, action: Action): boolean => {
    if (wanted.scope === 'team' && wanted.teamId === null) return true; // a team grant outside a team reaches no record
    // A person who may create their own records may put them into each of their teams (see `can`).
    const isJoining = action === 'create' && (wanted.scope === 'own' || wanted.scope === 'shared') && !mayJoinAll;
    return ownGrants.some(
      (grant) =>
        (grant.action === '*' || grant.action === action) &&
        lastsAsLong(grant, wanted) &&
        coversResource(grant, wanted.resource, entities) &&
        (isJoining ? grant.scope === 'org' : coversScope(grant, wanted)),
    );
  };
  return (
    given.every(
      (one) => !guarded.has(one.role) || held.some((own) => own.role === one.role && lastsAsLong(own, one)),
    ) &&
    given.every((one) => one.portal || held.some((own) => !own.portal && lastsAsLong(own, one))) &&
    grantsOf(given).every((grant) => actionsOfGrant(grant).every((action) => isHeld(grant, action)))
  );
}
