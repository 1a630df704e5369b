import { rule } from '../../../kernel/entities/rule.ts';
import { quietHoursOf } from '../../../kernel/notifications/quiet-hours.ts';
import { myNotifications } from '../entities/my-notifications.entity.ts';

/** PLT-2: the quiet hours of a person are two times of day, or none. */
export const quietHoursAreTimes = rule(myNotifications, {
  id: 'PLT-2',
  check: ({
    record: {
      fields: { quietFrom, quietUntil },
    },
  }) => {
    if (quietFrom === undefined && quietUntil === undefined) return undefined;
    return quietHoursOf({ quietFrom, quietUntil })
      ? undefined
      : { message: 'Quiet hours need a beginning and an end, as 18:00 and 08:00.', field: 'quietFrom' };
  },
});
