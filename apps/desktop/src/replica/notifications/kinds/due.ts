import { isOpenRecord } from '@outpost/domain/kernel/catalogue/overdue';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { instantOfSchedule } from '@outpost/domain/kernel/calendar/reminder';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import { listQuerySchema } from '@outpost/domain/kernel/questions/list-query';
import { accept } from '@outpost/domain/kernel/refusal';
import { dayIn } from '../../device/day-in.ts';
import type { NotificationAsk, NotificationDraft, PresentNotificationKind } from '../notification-kind.ts';

/** E-3. */
const mostOfKind = 200;

/**
 * An open record of the person is due: its time has come, or its day has begun. The notification ends when the record is closed
 * or moved.
 */
export const due: PresentNotificationKind = {
  id: 'due',
  source: 'present',
  list: async (ask) => {
    const drafts: NotificationDraft[] = [];
    for (const entity of ask.device.catalogue.entities.values()) {
      if (entity.dueBy === undefined || entity.isRetired === true || entity.isRemoved === true) continue;
      const answer = await ask.rows(questionOf(entity, entity.dueBy, ask));
      if (!answer.ok) return answer;
      for (const record of answer.value.rows) {
        const at = instantOfSchedule(record.fields[entity.dueBy], ask.timeZone);
        if (isRemindedThen(entity, record.fields)) continue;
        if (at === undefined || at > ask.now || at < ask.since || !isOpenRecord(entity, record.fields)) continue;
        drafts.push({ at, about: record.id, record: { id: record.id, entity: entity.name }, field: entity.dueBy });
      }
    }
    return accept(drafts);
  },
};

function questionOf({ name, fields }: Entity, dueBy: string, { now, since, timeZone }: NotificationAsk) {
  const isDay = fields[dueBy]?.type === 'date';
  const [from, until] = isDay ? [since, now].map((at) => dayIn(timeZone, Date.parse(at))) : [since, now];
  return listQuerySchema.parse({
    entity: name,
    where: {
      and: [
        { field: 'ownerId', op: 'is', value: '@me' },
        { field: dueBy, op: 'gte', value: from },
        { field: dueBy, op: 'lte', value: until },
      ],
    },
    sort: [{ field: dueBy, direction: 'desc' }],
    limit: mostOfKind,
  });
}

/** Whether the person is reminded of the record at the time at which it is due: one notification is enough. */
const isRemindedThen = ({ dueBy, schedule }: Entity, fields: StoredRecord['fields']): boolean =>
  schedule?.remind !== undefined && schedule.at === dueBy && fields[schedule.remind] === 'PT0M';
