import type { Principal } from '@outpost/domain/kernel/access/access';
import { membershipsIn } from '@outpost/domain/kernel/access/judge-access';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';

/** The kinds of record that decide who may do what: a change of one of them changes what follows it. */
export const accessEntities = { person: 'platform/person', role: 'platform/role' } as const;

/** Whether a change of this kind of record may change someone's rights. */
export const decidesAccess = (entity: string): boolean =>
  entity === accessEntities.person || entity === accessEntities.role;

/** Whether somebody works for the tenant: `removed` is a person whose record is gone, deleted or merged into another. */
export type Standing = 'active' | 'suspended' | 'removed';

/** Whether this person works for the tenant now. Only active people are answered anything. */
export function standingOf(person: Pick<StoredRecord, 'life' | 'fields'> | undefined): Standing {
  if (person?.life !== 'alive') return 'removed';
  return person.fields['status'] === 'suspended' ? 'suspended' : 'active';
}

/**
 * what a person may do, from their record and the tenant's roles as the database has them. A person who is suspended or
 * gone, and a role that is gone, give nothing.
 */
export function principalOf(person: StoredRecord | undefined, roles: readonly StoredRecord[]): Principal {
  if (!person) return { userId: '', memberships: [] };
  return { userId: person.id, memberships: standingOf(person) === 'active' ? membershipsIn(person, roles) : [] };
}
