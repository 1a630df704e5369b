import { inTenant } from '../../db/database.ts';
import type { Caller, IdentityPorts } from '../identity-ports.ts';
import { endSession } from './sessions.ts';

/** Ends the caller's session. A second call changes nothing. */
export function signOut(
  { orgId, sessionId }: Caller,
  ports: Pick<IdentityPorts, 'database' | 'clock' | 'origin'>,
): Promise<void> {
  return inTenant(ports.database, { orgId, mode: 'write' }, (tx) =>
    endSession(tx, { orgId, sessionId, why: 'signed-out' }, ports),
  );
}
