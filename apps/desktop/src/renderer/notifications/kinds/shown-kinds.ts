import type { NotificationKindId } from '../../../bridge/calls/notification-calls.ts';
import { shownAssigned } from './assigned.ts';
import { shownDue } from './due.ts';
import { shownFollowed } from './followed.ts';
import { shownMentioned } from './mentioned.ts';
import { shownMoved } from './moved.ts';
import type { ShownKind } from './notification-words.ts';
import { shownReminder } from './reminder.ts';
import { shownRefused } from './refused.ts';
import { shownReplaced } from './replaced.ts';
import { shownTold } from './told.ts';
import { shownGivenToSee } from './given-to-see.ts';

/** How each kind of notification is shown. */
export const shownKinds: Readonly<Record<NotificationKindId, ShownKind>> = {
  refused: shownRefused,
  replaced: shownReplaced,
  mentioned: shownMentioned,
  assigned: shownAssigned,
  shared: shownGivenToSee,
  moved: shownMoved,
  followed: shownFollowed,
  due: shownDue,
  reminder: shownReminder,
  told: shownTold,
};

/** Kinds that ask the person for a decision: they are always listed, and stay until the person has decided. */
export const needingKinds: ReadonlySet<NotificationKindId> = new Set(['refused', 'replaced']);
