import { cutLabel } from '@outpost/domain/kernel/acts/act-label';
import { accept, type Result } from '@outpost/domain/kernel/refusal';
import { activity } from '@outpost/domain/packs/crm/entities/activity.entity';
import type { Service } from '../../../jobs/service/service.ts';

/** Chosen: one act takes back so many messages. */
const mostTakenBack = 100;

/** Takes back messages that were not sent. The moment of sending refuses the others. */
export async function takeBack(service: Service, messages: readonly string[]): Promise<Result<unknown>> {
  for (let at = 0; at < messages.length; at += mostTakenBack) {
    const part = messages.slice(at, at + mostTakenBack);
    const found = await service.list(activity, { where: { field: 'id', op: 'one-of', value: part } });
    if (!found.ok) return found;
    const waiting = found.value.filter(({ fields }) => !fields.deliveryStatus && fields.deliveryDecision !== 'not-sent');
    const [first] = waiting;
    if (!first) continue;
    await service.act({
      once: ['take back', first.id, String(first.version), service.now],
      label: cutLabel('Took back messages of a campaign'),
      edits: waiting.map(({ id, version, fields }) => ({ id, entity: activity.name, seen: version, fields: { deliveryDecision: [fields.deliveryDecision ?? null, 'not-sent'] } })),
      shape: 'each',
    }); // what cannot be taken back is refused at the moment of sending
  }
  return accept(null);
} // prettier-ignore
