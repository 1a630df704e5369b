import { rule } from '../../../kernel/entities/rule.ts';
import { minuteOf } from '../../../kernel/notifications/quiet-hours.ts';
import { myNotifications } from '../entities/my-notifications.entity.ts';

/** NTF-2: e-mails come at a time of day, and an escalation to another person names that person, who is not its owner. */
export const mailWishesAreUsable = rule(myNotifications, {
  id: 'NTF-2',
  check: ({
    record: {
      ownerId,
      fields: { mailAt, escalateTo, escalatePerson },
    },
  }) => {
    if (mailAt !== undefined && minuteOf(mailAt) === undefined)
      return { message: 'E-mails come at a time of day, such as 07:30.', field: 'mailAt' };
    if (escalateTo !== 'person') return undefined;
    if (escalatePerson === undefined)
      return { message: 'Choose the person who is told of notifications that you leave unread.', field: 'escalatePerson' };
    return escalatePerson === ownerId
      ? { message: 'Choose somebody else, or "Me" to get the e-mail yourself.', field: 'escalatePerson' }
      : undefined;
  },
}); // prettier-ignore
