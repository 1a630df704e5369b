import { automationKinds } from '@outpost/domain/kernel/automation/automation-kinds';
import { refTarget } from '@outpost/domain/kernel/entities/fields';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import { listQuerySchema } from '@outpost/domain/kernel/questions/list-query';
import { accept } from '@outpost/domain/kernel/refusal';
import type { NotificationAsk, NotificationDraft, PresentNotificationKind } from '../notification-kind.ts';

/** E-3. */
const mostOfKind = 200;

/**
 * An automation has told the person something. They alone have the notice. The record that it is about is named only where this device
 * holds it.
 */
export const told: PresentNotificationKind = {
  id: 'told',
  source: 'present',
  list: async (ask) => {
    const entity = ask.device.catalogue.entities.get(automationKinds.notice);
    if (entity === undefined) return accept([]);
    const answer = await ask.rows(
      listQuerySchema.parse({
        entity: entity.name,
        where: { field: 'createdAt', op: 'gte', value: ask.since },
        sort: [{ field: 'createdAt', direction: 'desc' }],
        limit: mostOfKind,
      }),
    );
    if (!answer.ok) return answer;
    return accept(answer.value.rows.map((record) => draftOf(ask, record)));
  },
};

function draftOf({ device }: NotificationAsk, { id, createdAt, fields }: StoredRecord): NotificationDraft {
  const about = device.catalogue.entities.get(automationKinds.notice)?.fields['about'];
  const named = typeof fields['about'] === 'string' && about?.type === 'ref' ? refTarget(about, fields['about']) : undefined; // prettier-ignore
  const held = named && device.catalogue.entities.has(named.entity) ? device.lookups.shown(named.entity, named.id) : undefined; // prettier-ignore
  return {
    at: createdAt,
    about: id,
    quote: typeof fields['words'] === 'string' ? fields['words'] : '',
    value:
      fields['asked'] == null ? (fields['from'] ?? null) : { from: fields['from'] ?? null, asked: fields['asked'] },
    ...(named && held?.life === 'alive' ? { record: named } : {}),
  };
}
