import type { Membership } from './access.ts';
import { type Action, actions, type Grant, type Scope } from './role.ts';

/** One grant with the team in which its membership holds. */
type HeldGrant = Grant & { readonly teamId: string | null };

const grantsOf = (memberships: readonly Membership[]): readonly HeldGrant[] =>
  memberships.flatMap(({ grants, teamId }) => grants.map((grant) => ({ ...grant, teamId })));

/** The teams in which these memberships are. */
const teamsOf = (memberships: readonly Membership[]): ReadonlySet<string> =>
  new Set(memberships.flatMap(({ teamId }) => teamId ?? []));

const coversResource = (held: string, given: string): boolean =>
  held === '*' || held === given || (held.endsWith('/*') && given.startsWith(held.slice(0, -1)));

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

const actionsOfGrant = ({ action }: Grant): readonly Action[] => (action === '*' ? actions : [action]);

/**
 * Whether memberships hold everything that the given ones would allow: compared grant by grant, as sets. Somebody who may give rights gives no
 * others. For one and the same person it follows that `can` allows nothing by the given memberships that it does not allow by the held.
 *
 * `guarded` names roles that only their holders give, whatever their grants. Kinds of record that do not exist yet count: all kinds of a
 * pack together are not `*`.
 */
export function holdsAll(
  held: readonly Membership[],
  given: readonly Membership[],
  guarded: ReadonlySet<string> = new Set(),
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
        coversResource(grant.resource, wanted.resource) &&
        (isJoining ? grant.scope === 'org' : coversScope(grant, wanted)),
    );
  };
  return (
    given.every(({ role }) => !guarded.has(role) || held.some((own) => own.role === role)) &&
    (given.every(({ portal }) => portal) || held.some(({ portal }) => !portal)) &&
    grantsOf(given).every((grant) => actionsOfGrant(grant).every((action) => isHeld(grant, action)))
  );
}
