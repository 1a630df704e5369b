/** What can be done to a record. `assign` changes who owns, sees or holds it; `administer` writes its administered fields. */
export const actions = ['read', 'create', 'update', 'assign', 'delete', 'administer'] as const;
export type Action = (typeof actions)[number];

/** How far a grant reaches. `own`: records one owns. `shared`: those shared with or assigned to one, too. */
export const scopes = ['own', 'shared', 'team', 'org'] as const;
export type Scope = (typeof scopes)[number];

/**
 * A-1: one grant as it is written in a role record: `resource:action@scope`, where the resource is an entity ("crm/deal"), a
 * pack ("crm/*") or everything ("*"), and the action one of `actions` or `*`. Example: "crm/deal:update@team".
 */
export type Grant = { readonly resource: string; readonly action: Action | '*'; readonly scope: Scope };

/** A role that ships with a pack. Tenants define more, as records of their own. */
export type RoleDeclaration = {
  /** Stable name, unique in the tenant. */
  readonly key: string;
  readonly label: string;
  readonly describes: string;
  readonly grants: readonly string[];
  /** For people outside the tenant (clients): they do not see what everyone in it sees. */
  readonly portal?: boolean;
  /** Only people who hold this role give it or take it away, whatever others may do. */
  readonly isGivenByHolders?: boolean;
};

const pattern =
  /^(\*|[a-z][a-z0-9-]*\/(?:\*|[a-z][a-z0-9-]*)):(\*|read|create|update|assign|delete|administer)@(own|shared|team|org)$/;

/** Reads one written grant; nothing when it is not of that form. */
export function parseGrant(written: string): Grant | undefined {
  const match = pattern.exec(written);
  if (!match) return undefined;
  const [, resource = '', action = '', scope = ''] = match;
  return { resource, action: action as Grant['action'], scope: scope as Scope }; // the pattern admits no other words
}

/** Whether a grant speaks of this entity and action. */
export function grantCovers(grant: Grant, entity: string, action: Action): boolean {
  if (grant.action !== '*' && grant.action !== action) return false;
  if (grant.resource === '*' || grant.resource === entity) return true;
  return grant.resource.endsWith('/*') && entity.startsWith(grant.resource.slice(0, -1));
}
