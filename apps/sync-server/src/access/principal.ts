import type { Membership, Principal } from '@outpost/domain/kernel/access';
import type { StoredRecord } from '@outpost/domain/kernel/record';
import { parseGrant } from '@outpost/domain/kernel/role';
import { z } from 'zod';

/** The kinds of record that decide who may do what: a change of one of them changes what follows it. */
export const accessEntities = { person: 'platform/person', role: 'platform/role' } as const;

/** Whether a change of this kind of record may change someone's rights. */
export const decidesAccess = (entity: string): boolean =>
  entity === accessEntities.person || entity === accessEntities.role;

const membershipsSchema = z.array(z.object({ role: z.string(), teamId: z.string().nullable().default(null) }));

/**
 * what a person may do, from their record and the tenant's roles as the database has them. A person who is suspended or
 * gone, and a role that is gone, give nothing.
 */
export function principalOf(person: StoredRecord | undefined, roles: readonly StoredRecord[]): Principal {
  if (!person) return { userId: '', memberships: [] };
  const isActive = person.life === 'alive' && person.fields['status'] !== 'suspended';
  const held = membershipsSchema.safeParse(person.fields['memberships'] ?? []);
  if (!isActive || !held.success) return { userId: person.id, memberships: [] };
  const byKey = new Map(roles.filter((role) => role.life === 'alive').map((role) => [role.fields['key'], role]));
  const memberships = held.data.flatMap(({ role: key, teamId }): Membership[] => {
    const role = byKey.get(key);
    if (!role) return [];
    const written = Array.isArray(role.fields['grants']) ? role.fields['grants'] : [];
    const grants = written.flatMap((grant) => (typeof grant === 'string' ? (parseGrant(grant) ?? []) : []));
    return [{ role: key, teamId, grants, portal: role.fields['portal'] === true }];
  });
  return { userId: person.id, memberships };
}
