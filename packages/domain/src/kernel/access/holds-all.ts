import type { Membership } from './access.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { isOwnKindName } from '../catalogue/custom-objects.ts';
import { type Action, actions, type Grant, grantCovers, type Scope } from '../catalogue/role.ts';

/** One grant with the team in which its membership holds. */
type HeldGrant = Grant & { readonly teamId: string | null };

const grantsOf = (memberships: readonly Membership[]): readonly HeldGrant[] =>
  memberships.flatMap(({ grants, teamId }) => grants.map((grant) => ({ ...grant, teamId })));

/** The teams in which these memberships are. */
const teamsOf = (memberships: readonly Membership[]): ReadonlySet<string> =>
  new Set(memberships.flatMap(({ teamId }) => teamId ?? []));

/**
 * Whether a grant of one resource reaches all that a grant of the other does. Kinds of record that do not exist yet count: `*` does not hold
 * all kinds of a pack, of which a later one may not say `byWildcard`. Tenants' own kinds all say so.
 */
function coversResource(held: HeldGrant, given: string, entities: Catalogue['entities']): boolean {
  if (held.resource === given) return true;
  if (given.endsWith('*')) return held.resource === '**' || (held.resource === '*' && given === 'own/*');
  const entity = entities.get(given) ?? { name: given, ...(isOwnKindName(given) ? { byWildcard: true } : {}) };
  return grantCovers({ ...held, action: '*' }, entity, '*');
}

/** `own` lies within `shared`, and everything within `org`. A team's records and one's own are different records: neither holds the other. */
const within: { readonly [S in Scope]: readonly Scope[] } = {
  own: ['own', 'shared', 'org'],
  shared: ['shared', 'org'],
  team: ['team', 'org'],
  org: ['org'],
};

const coversScope = (held: HeldGrant, given: HeldGrant): boolean =>
  within[given.scope].includes(held.scope) &&
  (held.scope !== 'team' || (held.teamId !== null && held.teamId === given.teamId));

/** `*` also stands for actions that packs name (T-15), so it is held only by `*`, beside each usual action. */
const actionsOfGrant = ({ action }: Grant): readonly Action[] => (action === '*' ? [...actions, action] : [action]);

/** What `holdsAll` has to know of the tenant. */
type HoldingGround = {
  readonly entities: Catalogue['entities'];
  /** Roles that only their holders give, whatever their grants. */
  readonly guarded?: ReadonlySet<string>;
};

/**
 * Whether memberships hold everything that the given ones would allow: compared grant by grant, as sets. Somebody who may give rights gives no
 * others. For one and the same person it follows that `can` allows nothing by the given memberships that it does not allow by the held.
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
    if (wanted.scope === 'team' && wanted.teamId === null) return true; // a team's grant outside of a team reaches no record
    // Somebody who creates what is their own may put it into every team that they are in (`can`).
    const isJoining = action === 'create' && (wanted.scope === 'own' || wanted.scope === 'shared') && !mayJoinAll;
    return ownGrants.some(
      (grant) =>
        (grant.action === '*' || grant.action === action) &&
        coversResource(grant, wanted.resource, entities) &&
        (isJoining ? grant.scope === 'org' : coversScope(grant, wanted)),
    );
  };
  return (
    given.every(({ role }) => !guarded.has(role) || held.some((own) => own.role === role)) &&
    (given.every(({ portal }) => portal) || held.some(({ portal }) => !portal)) &&
    grantsOf(given).every((grant) => actionsOfGrant(grant).every((action) => isHeld(grant, action)))
  );
}
