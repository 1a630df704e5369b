import type { NotificationKindId } from '../../bridge/calls/notification-calls.ts';
import { assigned } from './kinds/assigned.ts';
import { due } from './kinds/due.ts';
import { followed } from './kinds/followed.ts';
import { mentioned } from './kinds/mentioned.ts';
import { moved } from './kinds/moved.ts';
import { refused } from './kinds/refused.ts';
import { reminder } from './kinds/reminder.ts';
import { replaced } from './kinds/replaced.ts';
import { told } from './kinds/told.ts';
import { givenToSee } from './kinds/given-to-see.ts';
import type { NotificationKind } from './notification-kind.ts';

/** How the device derives each kind of notification. */
export const notificationKinds: Readonly<Record<NotificationKindId, NotificationKind>> = {
  refused,
  replaced,
  mentioned,
  assigned,
  shared: givenToSee,
  moved,
  followed,
  due,
  reminder,
  told,
};
