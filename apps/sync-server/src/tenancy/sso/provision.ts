import { cutLabel } from '@outpost/domain/kernel/acts/act-label';
import { accessEntities } from '../../access/principal.ts';
import { inTenant } from '../../db/database.ts';
import { noteGivenRoles } from '../../identity/providers/given-roles.ts';
import type { Provision } from '../../identity/sso/settle.ts';
import { livingRoles } from './follow-groups.ts';
import { applyAsServer, type TenancyPorts } from '../create-tenant.ts';

/**
 * Returns the function that adds a person who comes from an identity provider, as an ordinary act. The person gets those of the
 * given roles that exist.
 */
export const provisioner =
  (ports: TenancyPorts): Provision =>
  async ({ orgId, providerId, name, email, roles }) => {
    const keys = await inTenant(ports.database, { orgId, mode: 'snapshot' }, (tx) => livingRoles(tx, { orgId, roles }));
    if (keys.length === 0) return undefined;
    const id = ports.ids.newId();
    // The notes are written before the act. If the server stops in between, no role of the person lacks its note, so later
    // sign-ins can remove each one.
    await inTenant(ports.database, { orgId, mode: 'write' }, (tx) => noteGivenRoles(tx, { orgId, providerId, personId: id, roles: keys }, ports)); // prettier-ignore
    const memberships = keys.map((role) => ({ role, teamId: null }));
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
