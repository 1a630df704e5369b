import { given } from '@outpost/domain/kernel/acts/given';
import { accept, type Result } from '@outpost/domain/kernel/refusal';
import { suppression } from '@outpost/domain/packs/crm/entities/suppression.entity';
import type { Service } from '../../jobs/service/service.ts';
import type { OptOut } from '../pack-server.ts';

/**
 * MSG-37: suppresses an address for offers and surveys, because its owner used the link of one. Messages about a contract still go to it:
 * the link stands below offers only. An address that is suppressed already stays as it is, so a second use changes nothing. After an
 * administrator has ended the suppression, a link suppresses the address again.
 */
export async function optOutOfOffers(
  service: Service,
  { messageId, channel, address }: OptOut,
): Promise<Result<unknown>> {
  const listed = await service.list(suppression, { where: { field: 'address', op: 'is', value: address } });
  if (!listed.ok) return listed;
  const ofChannel = listed.value.filter(({ fields }) => fields.channel === channel);
  const { now } = service;
  if (ofChannel.some(({ fields: { endedAt } }) => endedAt === undefined || endedAt > now)) return accept(null);
  const time = `${ofChannel.length}`;
  const stopped = given(
    suppression,
    service.idOf(suppression, 'opt-out', messageId, time),
    { address, channel, reason: 'opt-out', covers: 'offers', since: now, note: 'They used the link of an e-mail.' },
    { ownerId: null },
  );
  return service.act({ once: ['opt-out', messageId, time], label: 'A receiver opted out', edits: [stopped] });
}
