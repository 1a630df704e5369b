import { given } from '@outpost/domain/kernel/acts/given';
import { accept, type Result } from '@outpost/domain/kernel/refusal';
import { suppression } from '@outpost/domain/packs/crm/entities/suppression.entity';
import type { Service } from '../../jobs/service/service.ts';
import type { Suppressing } from '../pack-server.ts';

const labels = {
  'opt-out': 'A receiver opted out',
  bounce: 'An address takes no e-mail',
  complaint: 'A receiver complained',
} as const satisfies Record<Suppressing['reason'], string>;

/**
 * MSG-37, MSG-40: suppresses an address on one channel. An address that is suppressed already, as widely, stays as it is. What is told again
 * (`isOften`) suppresses the address again after an administrator has ended its suppression. What happened once does so once.
 */
export async function suppressAddress(
  service: Service,
  { key, isOften = false, channel, address, reason, covers, note }: Suppressing,
): Promise<Result<unknown>> {
  const listed = await service.list(suppression, { where: { field: 'address', op: 'is', value: address } });
  if (!listed.ok) return listed;
  const ofChannel = listed.value.filter(({ fields }) => fields.channel === channel);
  const { now } = service;
  const isCovered = ofChannel.some(
    ({ fields }) =>
      (fields.endedAt === undefined || fields.endedAt > now) && (covers === 'offers' || fields.covers !== 'offers'),
  );
  if (isCovered) return accept(null);
  const once = isOften ? ([...key, `${ofChannel.length}`] as const) : key;
  const id = service.idOf(suppression, ...once);
  if (listed.value.some((one) => one.id === id)) return accept(null);
  const stopped = given(
    suppression,
    id,
    { address, channel, reason, ...(covers === 'offers' ? { covers } : {}), since: now, note },
    { ownerId: null },
  );
  return service.act({ once, label: labels[reason], edits: [stopped] });
}
