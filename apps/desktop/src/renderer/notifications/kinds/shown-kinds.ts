import type { NotificationKindId } from '../../../bridge/calls/notification-calls.ts';
import { assigned } from './assigned.ts';
import { due } from './due.ts';
import { followed } from './followed.ts';
import { mentioned } from './mentioned.ts';
import { moved } from './moved.ts';
import type { ShownKind } from './notification-words.ts';
import { reminder } from './reminder.ts';
import { refused } from './refused.ts';
import { replaced } from './replaced.ts';
import { givenToSee } from './given-to-see.ts';

/** How each kind of notification is shown. */
export const shownKinds: Readonly<Record<NotificationKindId, ShownKind>> = {
  refused,
  replaced,
  mentioned,
  assigned,
  shared: givenToSee,
  moved,
  followed,
  due,
  reminder,
};

/** Kinds that ask the person for a decision: they are always listed, and stay until the person has decided. */
export const needingKinds: ReadonlySet<NotificationKindId> = new Set(['refused', 'replaced']);
