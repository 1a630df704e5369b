import { type NamedRole, namedRoles } from '@outpost/domain/kernel/access/judge-access';
import { hashedId } from '@outpost/domain/kernel/hashed-id';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { accessEntities } from '../access/principal.ts';
import { inTenant } from '../db/database.ts';
import { applyOnce, type UpgradePorts } from './apply-once.ts';

type PersonRow = { readonly id: string; readonly version: number; readonly memberships: JsonValue };

/**
 * PLT-22: takes away the roles whose time has ended, an act for each person. Their devices then purge what they may no longer
 * see, as after any loss of a role. Where somebody changes the person's roles meanwhile, their change remains, and the next round
 * tries again.
 */
export async function endTimedRoles(ports: UpgradePorts, orgId: string): Promise<void> {
  const now = new Date(ports.clock.nowMs()).toISOString();
  const people = await inTenant(ports.database, { orgId, mode: 'snapshot' }, (tx) =>
    tx.query<PersonRow>(
      `select id, version, fields->'memberships' as memberships from store.platform_person where org_id = $1 and life = 'alive'
         and jsonb_path_exists(fields, '$.memberships[*].until ? (@ <= $now)', jsonb_build_object('now', $2::text)) order by id`,
      [orgId, now],
    ),
  );
  const hasEnded = ({ until }: NamedRole): boolean => until !== undefined && until <= now;
  for (const { id, version, memberships } of people) {
    const named = namedRoles({ fields: { memberships } });
    const left = named.filter((role) => !hasEnded(role));
    if (left.length === named.length) continue; // a record that cannot be read gives no roles
    await applyOnce(ports, orgId, {
      id: hashedId(orgId, 'ended roles', id, `${version}`),
      label: 'Took away roles whose time had ended',
      again: true, // the merge lets such an act lose to a change made meanwhile
      edits: [
        { id, entity: accessEntities.person, seen: version, fields: { memberships: [memberships, left.map((role) => ({ ...role }))] } },
      ],
    }); // prettier-ignore
  }
}
