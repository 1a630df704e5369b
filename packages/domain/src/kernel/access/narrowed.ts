import type { Catalogue } from '../catalogue/catalogue.ts';
import { type Grant, grantCovers, type Scope } from '../catalogue/role.ts';
import type { Membership } from './access.ts';

/**
 * Returns the memberships with the rights that both they and the grants give: those of a program that acts for a person
 * with fewer rights. No right is added. Grants whose common part is not a grant (the records of a team, and one's own)
 * give nothing.
 */
export const narrowedTo = (
  memberships: readonly Membership[],
  grants: readonly Grant[],
  catalogue: Pick<Catalogue, 'entities'>,
): readonly Membership[] =>
  memberships.map((membership) => ({
    ...membership,
    grants: membership.grants.flatMap((held) => grants.flatMap((asked) => common(held, asked, catalogue))),
  }));

function common(a: Grant, b: Grant, catalogue: Pick<Catalogue, 'entities'>): readonly Grant[] {
  const scope = commonScope(a.scope, b.scope);
  const action = a.action === '*' ? b.action : b.action === '*' || a.action === b.action ? a.action : undefined;
  if (scope === undefined || action === undefined) return [];
  return commonResources(a, b, catalogue).map((resource) => ({ resource, action, scope }));
}

function commonResources(a: Grant, b: Grant, { entities }: Pick<Catalogue, 'entities'>): readonly string[] {
  if (a.resource === b.resource || b.resource === '**') return [a.resource];
  if (a.resource === '**') return [b.resource];
  const covers = ({ resource }: Grant, name: string): boolean => {
    const entity = entities.get(name);
    return entity !== undefined && grantCovers({ resource, action: '*', scope: 'org' }, entity, '*');
  };
  return [...entities.keys()].filter((name) => covers(a, name) && covers(b, name));
}

/** `own` lies within `shared`, and every scope within `org`. Other pairs of scopes have no scope in common. */
function commonScope(a: Scope, b: Scope): Scope | undefined {
  if (a === b || b === 'org') return a;
  if (a === 'org') return b;
  return a === 'team' || b === 'team' ? undefined : 'own';
}
