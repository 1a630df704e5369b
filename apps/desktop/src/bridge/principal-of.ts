import type { Principal } from '@outpost/domain/kernel/access/access';
import { parseGrant } from '@outpost/domain/kernel/catalogue/role';
import type { Session } from './contract.ts';

/** Returns the principal for `can`: the person with their grants as last received. */
export function principalOf(session: Session): Principal {
  return {
    userId: session.person?.id ?? '',
    memberships: session.memberships.map((membership) => ({
      ...membership,
      grants: membership.grants.flatMap((written) => parseGrant(written) ?? []),
    })),
  };
}
