import type { JournalNotificationKind } from '../notification-kind.ts';
import { newValueOf } from './changed-value.ts';

/** Somebody else has shared a record with the person. */
export const givenToSee: JournalNotificationKind = {
  id: 'shared',
  source: 'journal',
  where: ({ me }) => ({ sql: `instr(${newValueOf('sharedWith')}, ?) > 0`, values: [me] }),
  of: ({ changed }, { me }) => {
    const [from, to] = changed['sharedWith'] ?? [];
    const isIn = (value: unknown) => Array.isArray(value) && value.includes(me);
    return isIn(to) && !isIn(from) ? {} : undefined;
  },
};
