import type { LinkedIds } from '../integrations/email/signed-links.ts';
import { noteConfirmed, readAskedConfirmation } from '../jobs/confirmations/asked-confirmations.ts';
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
  const askedAt = await readAskedConfirmation(ports, { orgId, consent: id });
  if (askedAt === undefined || ports.clock.nowMs() - Date.parse(askedAt) > validMs) return;
  const service = receiver && (await openService(ports, receiver.account, orgId));
  if (!service) return;
  const done = await receiver.confirm(service, { consent: id, askedAt });
  if (!done.ok) throw new Error(`A confirmation was not kept: ${done.code}`); // the person may press again
  await noteConfirmed(ports, { orgId, consent: id, at: service.now });
}
