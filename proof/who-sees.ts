import type { JsonValue } from '@outpost/domain/kernel/json';
import type { ProofMembership } from './proof-server.ts';

/** The kinds by which a tenant defines its own kinds of record and fields (K-3): everyone inside sees these records. */
export const definingKinds: readonly string[] = ['platform/custom-object', 'platform/field-definition'];

/** Whether histories are held to the rules in this kind of record: deals, tasks, the tenant's own kinds, and what defines these. */
export const isWatched = (entity: string): boolean =>
  entity === 'crm/deal' || entity === 'crm/task' || entity.startsWith('own/') || definingKinds.includes(entity);

/** A record as far as seeing goes: its kind, and its envelope and fields by name. */
export type SightedRecord = { readonly entity: string; readonly valueOf: (field: string) => JsonValue | undefined };
export type Sighted = {
  readonly find: (id: string) => SightedRecord | undefined;
  /** The own kinds of record whose records belong to others. */
  readonly ownChildren: ReadonlySet<string>;
};

/** The own kind of record that a definition is of, where its records belong to others. */
export function ownChildDefinedBy({ entity, valueOf }: SightedRecord): string | undefined {
  const name = valueOf('name');
  const isChild = entity === 'platform/custom-object' && typeof valueOf('belongsTo') === 'string';
  return isChild && typeof name === 'string' ? `own/${name}` : undefined;
}

/**
 * A-3, A-3a in words of their own, without tokens: who has no role sees nothing; definitions are everyone's; what belongs to another
 * record is seen by its assignee and by who sees that record; of the rest each is seen by its owner, those it is shared with, admins, and
 * managers and viewers of its team.
 */
export function whoSees(
  me: string,
  record: SightedRecord,
  { roles, all }: { readonly roles: readonly ProofMembership[]; readonly all: Sighted },
): boolean {
  if (roles.length === 0) return false;
  const { entity, valueOf } = record;
  if (definingKinds.includes(entity)) return true;
  const parentField = entity === 'crm/task' ? 'about' : all.ownChildren.has(entity) ? 'parent' : undefined;
  if (valueOf('ownerId') === me) return true;
  if (parentField !== undefined) {
    const named = valueOf(parentField);
    const parent = typeof named === 'string' ? all.find(named.slice(named.indexOf(':') + 1)) : undefined;
    return parent !== undefined && whoSees(me, parent, { roles, all });
  }
  const sharedWith = valueOf('sharedWith');
  if (Array.isArray(sharedWith) && sharedWith.includes(me)) return true;
  return roles.some(
    ({ role, teamId }) =>
      role === 'admin' || ((role === 'manager' || role === 'viewer') && teamId === (valueOf('teamId') ?? null)),
  );
}
