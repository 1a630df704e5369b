import { inTenant } from '../db/database.ts';
import type { LinkedIds } from '../integrations/email/signed-links.ts';
import { openService, type ServicePorts } from '../jobs/service/service.ts';
import type { ConfirmationReceiver } from './pack-server.ts';

/** Chosen: somebody who comes back from holidays can still confirm. A later press is no proof of a wish from then. */
const validMs = 30 * 86_400_000;

/**
 * MSG-50: hands over that a person has confirmed a consent, to the pack that keeps consents. Only a link of an e-mail that was sent counts,
 * for 30 days; the first press counts. Throws where it could not be kept.
 */
export async function handOverConfirmation(
  ports: ServicePorts,
  { orgId, id }: LinkedIds,
  receiver: ConfirmationReceiver | undefined,
): Promise<void> {
  const [asked] = await inTenant(ports.database, { orgId, mode: 'snapshot' }, (tx) =>
    tx.query<{ at: string }>(
      'select at from store.confirmation where org_id = $1 and consent_id = $2 and why is null and confirmed_at is null',
      [orgId, id],
    ),
  );
  if (!asked || ports.clock.nowMs() - Date.parse(asked.at) > validMs) return;
  const service = receiver && (await openService(ports, receiver.account, orgId));
  if (!service) return;
  const done = await receiver.confirm(service, { consent: id, askedAt: asked.at });
  if (!done.ok) throw new Error(`A confirmation was not kept: ${done.code}`); // the person may press again
  await inTenant(ports.database, { orgId, mode: 'write' }, (tx) =>
    tx.query(
      'update store.confirmation set confirmed_at = $3 where org_id = $1 and consent_id = $2 and confirmed_at is null',
      [orgId, id, service.now],
    ),
  );
}
