import { entity } from '../../../kernel/entities/entity.ts';
import { choice, instant, ref, text } from '../../../kernel/entities/fields.ts';
import { whatCarries } from '../../../kernel/entities/what-carries.ts';
import { ActivityId, ContactId, ConversationId } from '../ids.ts';

/**
 * INB-1: the calls, texts and e-mails of one record, as work of the inbox: who has it, whether it waits or is done. It has the visibility of
 * that record (A-3a) and none of the words: those are read from the activities, by each person's rights. Its owner is the person who has
 * it. The server makes one for each record and keeps the fields about its newest message (INB-2). People write all others. No unique key: two records that
 * are merged have two conversations for a moment, of which the server keeps one.
 */
export const conversation = entity(ConversationId, {
  label: { one: 'Conversation', many: 'Conversations' },
  describes: 'The calls, texts and e-mails of one record, as work of the inbox.',
  icon: 'inbox',
  title: 'name',
  byWildcard: true,
  parent: 'about',
  fields: {
    /** The name of its record at the time when it began. */
    name: text({ required: true, maxChars: 300 }),
    about: ref(whatCarries('activities'), { label: 'About', required: true, merge: 'fixed' }),
    /** The person of the newest message that names one. */
    with: ref(ContactId, { label: 'With' }),
    /** The newest message or call, and its time. */
    last: ref(ActivityId, { label: 'Newest message' }),
    lastAt: instant({ label: 'Newest' }),
    /** The time at which the server got the newest message that came in. Empty: none came in. */
    lastInAt: instant({ label: 'Newest that came in' }),
    /** The last decision of a person. It counts for the messages that came in until `handledUpTo` (INB-3). */
    handled: choice(
      [
        { value: 'open', label: 'Open' },
        { value: 'snoozed', label: 'Snoozed' },
        { value: 'closed', label: 'Closed' },
      ],
      { required: true, label: 'Decision' },
    ),
    /** The `lastInAt` that the person saw who decided. */
    handledUpTo: instant({ label: 'Decided up to' }),
    snoozeUntil: instant({ label: 'Snoozed until' }),
    /** INB-3: the decision, as far as nothing came in after it. A snoozed one whose time is over is open for its readers. */
    state: choice(
      [
        { value: 'open', label: 'Open' },
        { value: 'snoozed', label: 'Snoozed' },
        { value: 'closed', label: 'Closed' },
      ],
      { label: 'State', merge: 'derived' },
    ),
    /** INB-6: the id of the person who began a reply that is not sent, when, and its words. Empty: nobody. */
    replyBy: text({ maxChars: 36, label: 'Reply begun by' }),
    replyAt: instant({ label: 'Reply begun' }),
    replyWords: text({ multiline: true, maxChars: 4_000, label: 'Unsent reply' }),
  },
  indexes: [
    ['about', 'lastAt'],
    ['state', 'lastAt'],
    ['ownerId', 'state', 'lastAt'],
    ['teamId', 'state', 'lastAt'],
    ['with', 'lastAt'],
    ['last'],
    ['createdAt'],
    ['updatedAt'],
  ],
  listed: ['name', 'about', 'with', 'state', 'lastAt', 'ownerId'],
});
