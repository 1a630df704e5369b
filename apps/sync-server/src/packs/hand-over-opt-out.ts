import type { OptOutLink } from '../integrations/email/opt-out-links.ts';
import { noteOptOut, readSentMessage } from '../jobs/message-log/opt-outs.ts';
import { openService, type ServicePorts } from '../jobs/service/service.ts';
import type { Suppressor } from './pack-server.ts';

/**
 * MSG-37: hands over that the receiver of a message opted out, to the pack that keeps suppressions, and notes it in the journal once. Messages
 * about a contract still go to the address: the link stands below offers only. A message that the log does not have, or whose receiver was
 * erased by law, changes nothing. Throws where it could not be kept.
 */
export async function handOverOptOut(
  ports: ServicePorts,
  link: OptOutLink,
  suppressor: Suppressor | undefined,
): Promise<void> {
  const { orgId, messageId } = link;
  const sent = await readSentMessage(ports, link);
  const service = sent && suppressor && (await openService(ports, suppressor.account, orgId));
  if (!service) return;
  const { row, channel, address } = sent;
  const why = { reason: 'opt-out', covers: 'offers', note: 'They used the link of an e-mail.' } as const;
  const done = await suppressor.suppress(service, {
    key: ['opt-out', messageId],
    isOften: true,
    channel,
    address,
    ...why,
  });
  if (!done.ok) throw new Error(`An opt-out was not kept: ${done.code}`); // the mail program tries again
  await noteOptOut(ports, orgId, { row, by: suppressor.account.userId });
}
