import type { OptOutLink } from '../integrations/email/opt-out-links.ts';
import { noteOptOut, readSentMessage } from '../jobs/message-log/opt-outs.ts';
import { openService, type ServicePorts } from '../jobs/service/service.ts';
import type { OptOutReceiver } from './pack-server.ts';

/**
 * MSG-37: hands over that the receiver of a message opted out, to the pack that keeps suppressions, and notes it in the journal once. A
 * message that the log does not have, or whose receiver was erased by law, changes nothing. Throws where it could not be kept.
 */
export async function handOverOptOut(
  ports: ServicePorts,
  link: OptOutLink,
  receiver: OptOutReceiver | undefined,
): Promise<void> {
  const { orgId, messageId } = link;
  const sent = await readSentMessage(ports, link);
  const service = sent && receiver && (await openService(ports, receiver.account, orgId));
  if (!service) return;
  const { row, channel, address } = sent;
  const done = await receiver.optOut(service, { messageId, channel, address });
  if (!done.ok) throw new Error(`An opt-out was not kept: ${done.code}`); // the mail program tries again
  await noteOptOut(ports, orgId, { row, by: receiver.account.userId });
}
