import { instantOfSchedule, reminderAt } from '@outpost/domain/kernel/calendar/reminder';
import { isOpenRecord } from '@outpost/domain/kernel/catalogue/overdue';
import type { Entity, Schedule } from '@outpost/domain/kernel/entities/entity';
import { listQuerySchema } from '@outpost/domain/kernel/questions/list-query';
import { accept } from '@outpost/domain/kernel/refusal';
import { dayIn } from '../../device/day-in.ts';
import type { NotificationAsk, NotificationDraft, PresentNotificationKind } from '../notification-kind.ts';

/** E-3. */
const mostOfKind = 200;
/** The longest time before a record at which a reminder may come, with a day more for zones. */
const longestBeforeMs = 8 * 86_400_000;

/**
 * The time has come at which the person wants to be reminded of a scheduled record. The person owns the record, or has made it
 * where it has no owner. The notification ends when the record is done, and comes again where the record's time is moved.
 */
export const reminder: PresentNotificationKind = {
  id: 'reminder',
  source: 'present',
  list: async (ask) => {
    const drafts: NotificationDraft[] = [];
    for (const entity of ask.device.catalogue.entities.values()) {
      const { schedule } = entity;
      if (schedule?.remind === undefined || entity.isRetired === true || entity.isRemoved === true) continue;
      const answer = await ask.rows(questionOf(entity, { ...schedule, remind: schedule.remind }, ask));
      if (!answer.ok) return answer;
      for (const { id, fields } of answer.value.rows) {
        const [value, before] = [fields[schedule.at], fields[schedule.remind]];
        const time = instantOfSchedule(value, ask.timeZone);
        if (time === undefined || typeof before !== 'string' || !isOpenRecord(entity, fields)) continue;
        const at = reminderAt({ at: time, before }, ask.timeZone);
        if (at > ask.now || at < ask.since) continue;
        drafts.push({ at, about: id, record: { id, entity: entity.name }, field: schedule.at, value: value ?? null });
      }
    }
    return accept(drafts);
  },
};

function questionOf(
  { name, fields }: Entity,
  { at, remind }: Required<Pick<Schedule, 'at' | 'remind'>>,
  { now, since, timeZone }: NotificationAsk,
) {
  const last = new Date(Date.parse(now) + longestBeforeMs).toISOString();
  const isDay = fields[at]?.type === 'date';
  const [from, until] = isDay ? [since, last].map((one) => dayIn(timeZone, Date.parse(one))) : [since, last];
  return listQuerySchema.parse({
    entity: name,
    where: {
      and: [
        { field: remind, op: 'is-not-empty' },
        { field: at, op: 'gte', value: from },
        { field: at, op: 'lte', value: until },
        {
          or: [
            { field: 'ownerId', op: 'is', value: '@me' },
            {
              and: [
                { field: 'ownerId', op: 'is-empty' },
                { field: 'createdBy', op: 'is', value: '@me' },
              ],
            },
          ],
        },
      ],
    },
    sort: [{ field: at, direction: 'desc' }],
    limit: mostOfKind,
  });
}
