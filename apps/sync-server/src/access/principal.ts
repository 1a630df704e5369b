import type { Principal } from '@outpost/domain/kernel/access/access';
import { membershipsBy } from '@outpost/domain/kernel/access/judge-access';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';

/** The kinds of record from which rights are computed. */
export const accessEntities = { person: 'platform/person', role: 'platform/role' } as const;

/** Returns whether a change of this kind of record may change someone's rights. */
export const decidesAccess = (entity: string): boolean =>
  entity === accessEntities.person || entity === accessEntities.role;

/** Whether a person works for the tenant. `removed`: the person's record is deleted or merged into another one. */
export type PersonStatus = 'active' | 'suspended' | 'removed';

/** Returns whether this person works for the tenant now. The server answers active people only. */
export function personStatusOf(person: Pick<StoredRecord, 'life' | 'fields'> | undefined): PersonStatus {
  if (person?.life !== 'alive') return 'removed';
  return person.fields['status'] === 'suspended' ? 'suspended' : 'active';
}

/**
 * returns the rights of a person, from their record and from the tenant's roles as the database has them. A
 * suspended or removed person has no rights, and a removed role grants none.
 */
export function principalOf(person: StoredRecord | undefined, roles: readonly StoredRecord[]): Principal {
  return person ? principalsBy(roles)(person) : { userId: '', memberships: [] };
}

/** Returns `principalOf` for many people of one tenant: it reads the roles once. */
export function principalsBy(
  roles: readonly StoredRecord[],
): (person: Pick<StoredRecord, 'id' | 'life' | 'fields'>) => Principal {
  const membershipsOf = membershipsBy(roles);
  return (person) => ({
    userId: person.id,
    memberships: personStatusOf(person) === 'active' ? membershipsOf(person) : [],
  });
}
