import { entity } from '../../../kernel/entities/entity.ts';
import { choice, number, ref, tags, text } from '../../../kernel/entities/fields.ts';
import { mostEscalationHours } from '../../../kernel/notifications/notice-wishes.ts';
import { MyNotificationsId, PersonId } from '../ids.ts';

/**
 * The notifications that a person has read, the kinds that they want to get, and their pins. The notifications themselves
 * are stored nowhere: each device derives them from the records and the history that it holds (ADR 0044). A person has one
 * such record, or a few where several devices made one before they synced: all of them count together
 * (`kernel/notifications/read-marks.ts`).
 */
export const myNotifications = entity(MyNotificationsId, {
  label: { one: 'My notifications', many: 'My notifications' },
  describes:
    'The notifications that a person has read, the kinds that they want, and their pins. Only that person has it.',
  icon: 'bell',
  title: 'quietFrom',
  audience: 'own',
  fields: {
    /**
     * Instants: notifications up to the latest one are read. A set, so that of two devices' instants the later one
     * counts (S-4).
     */
    readUpTo: tags({ label: 'Read up to' }),
    /** Ids of notifications after that instant that are read, and of those up to it that are not. */
    read: tags({ label: 'Read after it' }),
    unread: tags({ label: 'Unread before it' }),
    /** Kinds of notification that the person does not want. */
    hidden: tags({ label: 'Not wanted' }),
    /** Kinds of notification that the operating system shows, too. */
    outside: tags({ label: 'Shown by the computer' }),
    /**
     * The records about which the person wants notifications of changes, such as "crm/deal:id". At most 500, the limit
     * of a list of tags.
     */
    following: tags({ label: 'Followed records' }),
    /**
     * The records and views that the person has pinned, such as "crm/deal:id" and "crm/deal?closing", and the lists
     * pinned by default that they have unpinned (ADR 0117). Sets, so that pins of two devices are united (S-4).
     */
    pinned: tags(),
    unpinned: tags(),
    /**
     * Times of day, "18:00": between them the operating system shows nothing. They are in the time zone in which the
     * person reads times: their own, or the organisation's if they have set none.
     */
    quietFrom: text({ maxChars: 5, label: 'Quiet from' }),
    quietUntil: text({ maxChars: 5, label: 'Quiet until' }),
    // NTF-1 … NTF-10: what the server sends (`kernel/notifications/notice-wishes.ts`).
    /** Kinds of notification that the server sends by e-mail while they are unread. */
    mailed: tags({ label: 'Sent by e-mail' }),
    /** Kinds that it sends by Web Push, and by text message, while they are unread. */
    pushed: tags({ label: 'Sent by push' }),
    texted: tags({ label: 'Sent by text' }),
    /** Empty: soon after each notification, outside of the quiet hours. */
    mailRhythm: choice(
      [
        { value: 'at-once', label: 'At once' },
        { value: 'daily', label: 'Once a day' },
        { value: 'weekly', label: 'Once a week' },
      ],
      { label: 'E-mails come' },
    ),
    /** A time of day in the same zone as the quiet hours, "07:30". */
    mailAt: text({ maxChars: 5, label: 'E-mails come at' }),
    /** ISO 8601. */
    mailOn: choice(
      [
        { value: '1', label: 'Monday' },
        { value: '2', label: 'Tuesday' },
        { value: '3', label: 'Wednesday' },
        { value: '4', label: 'Thursday' },
        { value: '5', label: 'Friday' },
        { value: '6', label: 'Saturday' },
        { value: '7', label: 'Sunday' },
      ],
      { label: 'E-mails come on' },
    ),
    /** Kinds of which an e-mail goes out when a notification stays unread. */
    escalated: tags({ label: 'Not left unread' }),
    escalateHours: number({ min: 1, max: mostEscalationHours, label: 'Unread for hours' }),
    /** Empty: the person themselves. */
    escalateTo: choice(
      [
        { value: 'me', label: 'Me' },
        { value: 'lead', label: 'The lead of my team' },
        { value: 'person', label: 'Another person' },
      ],
      { label: 'Then tell' },
    ),
    escalatePerson: ref(PersonId, { label: 'Person to tell' }),
  },
  listed: ['quietFrom', 'quietUntil'],
});
