import { cutLabel } from '@outpost/domain/kernel/acts/act-label';
import { accessEntities } from '../../access/principal.ts';
import { inTenant } from '../../db/database.ts';
import type { Provision } from '../../identity/sso/settle.ts';
import { applyAsServer, type TenancyPorts } from '../create-tenant.ts';

/** Returns the function that adds a person who comes from an identity provider, with those of the roles that exist, as an ordinary act. */
export const provisioner =
  (ports: TenancyPorts): Provision =>
  async ({ orgId, name, email, roles }) => {
    const present = await inTenant(ports.database, { orgId, mode: 'snapshot' }, (tx) =>
      tx.query<{ key: string }>(
        `select fields ->> 'key' as key from store.platform_role where org_id = $1 and life = 'alive' and fields ->> 'key' = any($2::text[])`,
        [orgId, roles],
      ),
    );
    if (present.length === 0) return undefined;
    const id = ports.ids.newId();
    const memberships = present.map(({ key: role }) => ({ role, teamId: null }));
    await applyAsServer(ports, orgId, {
      label: cutLabel(`Added ${name}, who signed in by the identity provider`),
      edits: [
        {
          id,
          entity: accessEntities.person,
          create: { schema: 1, ownerId: null, teamId: null, sharedWith: [], fields: { name, email, status: 'active', memberships } }, // prettier-ignore
        },
      ],
    });
    return id;
  };
