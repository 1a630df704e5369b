import { cutLabel } from '@outpost/domain/kernel/acts/act-label';
import { accept, type Result } from '@outpost/domain/kernel/refusal';
import { activity } from '@outpost/domain/packs/crm/entities/activity.entity';
import type { Service } from '../../../jobs/service/service.ts';

/** Chosen: one act takes back so many messages. */
const mostTakenBack = 100;

/** `taken`: they were taken back, now or before. `missing`: they do not exist. All others have an outcome, or could not be taken back. */
export type TakenBack = { readonly taken: ReadonlySet<string>; readonly missing: ReadonlySet<string> };

/** Takes back messages that were not sent, and returns what became of them. */
export async function takeBack(service: Service, messages: readonly string[]): Promise<Result<TakenBack>> {
  const [taken, missing] = [new Set<string>(), new Set(messages)];
  const read = (ids: readonly string[]) => service.list(activity, { where: { field: 'id', op: 'one-of', value: [...ids] } });
  for (let at = 0; at < messages.length; at += mostTakenBack) {
    const part = messages.slice(at, at + mostTakenBack);
    const found = await read(part);
    if (!found.ok) return found;
    const waiting = found.value.filter(({ fields }) => !fields.deliveryStatus && fields.deliveryDecision !== 'not-sent');
    const [first] = waiting;
    if (first)
      await service.act({
        once: ['take back', first.id, String(first.version), service.now],
        label: cutLabel('Took back messages of a campaign'),
        edits: waiting.map(({ id, version, fields }) => ({ id, entity: activity.name, seen: version, fields: { deliveryDecision: [fields.deliveryDecision ?? null, 'not-sent'] } })),
        shape: 'each',
      }); // parts of it may be refused, so the messages are read again
    const now = first ? await read(part) : found;
    if (!now.ok) return now;
    for (const { id, fields } of now.value) {
      missing.delete(id);
      if (!fields.deliveryStatus && fields.deliveryDecision === 'not-sent') taken.add(id);
    }
  }
  return accept({ taken, missing });
} // prettier-ignore
