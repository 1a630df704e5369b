import { automationKinds } from '@outpost/domain/kernel/automation/automation-kinds';
import { refTarget } from '@outpost/domain/kernel/entities/fields';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import { listQuerySchema } from '@outpost/domain/kernel/questions/list-query';
import { accept, type Result } from '@outpost/domain/kernel/refusal';
import type { JsonValue } from '@outpost/domain/kernel/json';
import type { NotificationAsk, NotificationDraft, PresentNotificationKind } from '../notification-kind.ts';

/** E-3. */
const mostOfKind = 200;
/** A question names few values. Of more requests that wait, the older ones are answered on the page of their record. */
const mostAsks = 50;

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
    const given = await verdictsOf(ask, answer.value.rows);
    return given.ok ? accept(answer.value.rows.map((record) => draftOf(ask, record, given.value))) : given;
  },
};

const isOpen = ({ fields }: StoredRecord): boolean => fields['asked'] === 'open' && typeof fields['ask'] === 'string';

type Verdicts = ReadonlyMap<JsonValue | undefined, JsonValue>;

/** Returns the answers of this person to requests that still wait, by the step that asks (AUT-17). The server has not counted them yet. */
async function verdictsOf(ask: NotificationAsk, notices: readonly StoredRecord[]): Promise<Result<Verdicts>> {
  const asks = notices
    .filter(isOpen)
    .slice(0, mostAsks)
    .map(({ fields }) => fields['ask'] ?? null);
  if (asks.length === 0 || !ask.device.catalogue.entities.has(automationKinds.decision)) return accept(new Map());
  const answer = await ask.rows(
    listQuerySchema.parse({
      entity: automationKinds.decision,
      where: { field: 'ask', op: 'one-of', value: asks },
      limit: mostOfKind,
    }),
  );
  if (!answer.ok) return answer;
  const mine = answer.value.rows.filter(({ createdBy }) => createdBy === ask.me);
  return accept(new Map(mine.map(({ fields }) => [fields['ask'], fields['verdict'] ?? null])));
}

function draftOf({ device }: NotificationAsk, record: StoredRecord, given: Verdicts): NotificationDraft {
  const { id, createdAt, fields } = record;
  const about = device.catalogue.entities.get(automationKinds.notice)?.fields['about'];
  const named = typeof fields['about'] === 'string' && about?.type === 'ref' ? refTarget(about, fields['about']) : undefined; // prettier-ignore
  const held = named && device.catalogue.entities.has(named.entity) ? device.lookups.shown(named.entity, named.id) : undefined; // prettier-ignore
  return {
    at: createdAt,
    about: id,
    quote: typeof fields['words'] === 'string' ? fields['words'] : '',
    value:
      fields['asked'] == null
        ? (fields['from'] ?? null)
        : {
            from: fields['from'] ?? null,
            asked: fields['asked'],
            ...(fields['offers'] === true ? { offers: true } : {}),
            ...(isOpen(record)
              ? { ask: fields['ask'] ?? null, until: fields['until'] ?? null, given: given.get(fields['ask']) ?? null }
              : {}),
          },
    ...(named && held?.life === 'alive' ? { record: named } : {}),
  };
}
