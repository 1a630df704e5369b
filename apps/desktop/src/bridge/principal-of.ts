import { membershipFrom, type Principal } from '@outpost/domain/kernel/access/access';
import type { Session } from './contract.ts';

/** Returns the session's person with the grants that the server sent last, as `can` takes them. Grants that this build can't parse are left out. */
export function sessionPrincipalOf(session: Session): Principal {
  return {
    userId: session.person?.id ?? '',
    memberships: session.memberships.map(membershipFrom),
  };
}
