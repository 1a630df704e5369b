import { rule } from '../../../kernel/entities/rule.ts';
import { quietHoursOf } from '../../../kernel/notifications/quiet-hours.ts';
import { myNotifications } from '../entities/my-notifications.entity.ts';

/** PLT-4: the quiet hours of a person are two times of day, or none. */
export const quietHoursAreTimes = rule(myNotifications, {
  id: 'PLT-4',
  check: ({
    record: {
      fields: { quietFrom, quietUntil },
    },
  }) => {
    if (quietFrom === undefined && quietUntil === undefined) return undefined;
    return quietHoursOf({ quietFrom, quietUntil })
      ? undefined
      : { message: 'Quiet hours need a beginning and an end, such as 18:00 and 08:00.', field: 'quietFrom' };
  },
});
