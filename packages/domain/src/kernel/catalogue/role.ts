import type { Entity } from '../entities/entity.ts';

/**
 * The actions on any record. `assign` changes its owner, the people who see it, or its holders; `administer` writes
 * its administered fields; `export` takes it out of the app in a file.
 */
export const actions = ['read', 'create', 'update', 'assign', 'delete', 'export', 'administer'] as const;
export type UsualAction = (typeof actions)[number];

/** A usual action, or one that a pack names, such as "fund" (T-15). A grant of a usual action never covers a named one. */
export type Action = UsualAction | (string & Record<never, never>);

export const isUsualAction = (action: Action): action is UsualAction => (actions as readonly string[]).includes(action);

/**
 * The reach of a grant. `own`: records that the person owns. `shared`: also records that are shared with or assigned to the
 * person.
 */
export const scopes = ['own', 'shared', 'team', 'org'] as const;
export type Scope = (typeof scopes)[number];

/**
 * A-1: one grant as it is written in a role record: `resource:action@scope`. Example: "crm/deal:update@team".
 *
 * The resource is an entity ("crm/deal"), a pack ("crm/*", but none of its groups of sealed fields), all kinds with `byWildcard` ("*"), or all kinds ("**").
 * The action is one of `actions`, one that a pack names, or all of both ("*").
 */
export type Grant = { readonly resource: string; readonly action: Action; readonly scope: Scope };

/** A role that ships with a pack. Tenants define more, as records of their own. */
export type RoleDeclaration = {
  /** Stable name, unique in the tenant. */
  readonly key: string;
  readonly label: string;
  readonly describes: string;
  /**
   * Raised with each change of the grants, from 1: tenants that have the role are upgraded from one version to the next (T-26).
   */
  readonly version: number;
  readonly grants: readonly string[];
  /** The grants of each version before this one, in order. */
  readonly earlier?: readonly (readonly string[])[];
  /** For people outside the tenant (clients): they do not see the records that everyone in the tenant sees. */
  readonly portal?: boolean;
  /** Only people who hold this role give it or remove it; no other right replaces this. */
  readonly isGivenByHolders?: boolean;
};

/**
 * Returns the grants of these actions on one kind of record, as a role record has them. `named`: the actions that the
 * kind's pack names, in addition to the usual ones. A misspelt action does not compile.
 */
export const grant = <A extends string = never>(
  on: Pick<Entity, 'name'>,
  actionsOnIt: readonly (UsualAction | NoInfer<A>)[],
  scope: Scope,
  _named?: readonly A[],
): readonly string[] => actionsOnIt.map((action) => `${on.name}:${action}@${scope}`);

const pattern = /^(\*\*?|[a-z][a-z0-9-]*\/(?:\*|[a-z][a-z0-9-]*)):(\*|[a-z][a-z0-9-]*)@(own|shared|team|org)$/;

/** Reads one written grant; nothing where it does not have that form. */
export function parseGrant(written: string): Grant | undefined {
  const match = pattern.exec(written);
  if (!match) return undefined;
  const [, resource = '', action = '', scope = ''] = match;
  return { resource, action, scope: scope as Scope }; // the pattern admits no other words
}

type Reached = Pick<Entity, 'name' | 'byWildcard' | 'sealed'>;

/**
 * Whether a grant covers this entity and action. Groups of sealed fields are covered only by their own name and by `**` (K-4).
 */
export function grantCovers(one: Grant, entity: Reached, action: Action): boolean {
  if (one.action !== '*' && one.action !== action) return false;
  if (one.resource === '**' || one.resource === entity.name) return true;
  if (entity.sealed !== undefined) return false;
  if (one.resource === '*') return entity.byWildcard === true;
  return one.resource.endsWith('/*') && entity.name.startsWith(one.resource.slice(0, -1));
}
