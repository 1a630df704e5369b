import type { Membership } from '@outpost/domain/kernel/access/access';
import { namedRoles } from '@outpost/domain/kernel/access/judge-access';
import type { ShownRecord } from '../../../bridge/contract.ts';

type Leader = {
  readonly me: string;
  /** The memberships by which the person leads: each in one team, or in the whole organisation. */
  readonly led: readonly Membership[];
  /** The keys of roles for people outside the organisation. */
  readonly outside: ReadonlySet<string>;
};

/**
 * Returns the people of the teams that a person leads, without that person, suspended people, and people outside the
 * organisation.
 */
export function ledPeople(people: readonly ShownRecord[], { me, led, outside }: Leader): readonly ShownRecord[] {
  const leadsAll = led.some(({ teamId, grants }) => teamId === null || grants.some(({ scope }) => scope === 'org'));
  const teams = new Set(led.map(({ teamId }) => teamId));
  return people.filter(({ id, fields }) => {
    if (id === me || fields['status'] === 'suspended') return false;
    const roles = namedRoles({ fields });
    const isOutside = roles.length > 0 && roles.every(({ role }) => outside.has(role));
    return !isOutside && (leadsAll || roles.some(({ teamId, role }) => teams.has(teamId) && !outside.has(role)));
  });
}
