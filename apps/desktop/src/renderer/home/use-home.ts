import type { Membership, Principal } from '@outpost/domain/kernel/access/access';
import { type Home, homeWith } from '@outpost/domain/kernel/catalogue/pages/home-of-packs';
import { grantCovers, type RoleDeclaration } from '@outpost/domain/kernel/catalogue/role';
import { limitedStates } from '@outpost/domain/kernel/catalogue/stages/time-in-state';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { useMemo } from 'react';
import { mayCreate, mayRead } from '../records/may.ts';
import { useCatalogue } from '../records/use-entity.ts';
import { usePrincipal } from '../session/session-context.tsx';

/**
 * Returns the parts of the home page that the tenant's packs declare, for this person: those about their own records for kinds
 * that they may create, and those of a team for kinds that they may read. `limited`: the kinds that they may create whose stages
 * have a limit of days.
 */
export function useHome(): Home & { readonly limited: readonly Entity[] } {
  const { home, entities, roles, workflows } = useCatalogue();
  const principal = usePrincipal();
  return useMemo(() => {
    const ofPacks = homeWith(home, (name, homeOf) => {
      const entity = entities.get(name);
      if (entity === undefined) return false;
      if (homeOf === undefined) return mayCreate(principal, entity);
      return mayRead(principal, entity) && leadingMemberships(principal, entity, { homeOf, roles }).length > 0;
    });
    const limited = [...workflows.values()].flatMap((workflow) => {
      const entity = entities.get(workflow.on);
      const isLimited = entity?.stages === workflow.field && limitedStates(workflow).length > 0;
      return entity && isLimited && mayCreate(principal, entity) ? [entity] : [];
    });
    return { ...ofPacks, limited };
  }, [home, entities, roles, workflows, principal]);
}

type Leading = { readonly homeOf: readonly string[]; readonly roles: readonly RoleDeclaration[] };

/**
 * Returns the memberships by which a person gets a panel of a team: their role is named, or the tenant has made it and it reads
 * the records of a team.
 */
export function leadingMemberships(
  { memberships }: Principal,
  entity: Entity,
  { homeOf, roles }: Leading,
): readonly Membership[] {
  const isDeclared = (role: string) => roles.some(({ key }) => key === role);
  return memberships.filter(
    ({ role, grants }) =>
      homeOf.includes(role) ||
      (!isDeclared(role) &&
        grants.some((one) => one.scope !== 'own' && one.scope !== 'shared' && grantCovers(one, entity, 'read'))),
  );
}
