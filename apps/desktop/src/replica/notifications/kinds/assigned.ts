import type { JournalNotificationKind } from '../notification-kind.ts';
import { newValueOf } from './changed-value.ts';

/** Somebody else has made the person the owner of a record, or has made the record for them. */
export const assigned: JournalNotificationKind = {
  id: 'assigned',
  source: 'journal',
  where: ({ me }) => ({ sql: `${newValueOf('ownerId')} = ?`, values: [me] }),
  of: ({ changed, kind, entity }, { me, device }) =>
    changed['ownerId']?.[1] === me &&
    (kind !== 'created' || device.catalogue.views.get(entity)?.isBegunQuietly !== true)
      ? {}
      : undefined,
};
