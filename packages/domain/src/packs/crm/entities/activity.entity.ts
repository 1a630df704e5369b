import { reminderChoices } from '../../../kernel/calendar/reminder.ts';
import { whatCarries } from '../../../kernel/entities/what-carries.ts';
import { entity } from '../../../kernel/entities/entity.ts';
import { choice, duration, email, instant, json, phone, ref, text } from '../../../kernel/entities/fields.ts';
import { callOutcomes, lineEnds } from '../call-outcomes.ts';
import { ActivityId, CampaignId, ContactId, EnrolmentId, TemplateVersionId } from '../ids.ts';
import { meetingOutcomes } from '../meeting-outcomes.ts';
import { purposeChoices } from '../message-choices.ts';

/**
 * A past or planned event around a record: a call, a meeting, an e-mail, a text message, a note. It has the visibility of the record
 * that it is about (A-3a). An e-mail, a text message or a call with `delivery: 'send'` is an intent (idea 4): the server sends or places it once it
 * has synced and writes the outcome. A person decides about one that may have been sent. The server makes the texts and e-mails that come in.
 */
export const activity = entity(ActivityId, {
  label: { one: 'Activity', many: 'Activities' },
  icon: 'activity',
  title: 'subject',
  byWildcard: true,
  parent: 'about',
  schedule: { at: 'happensAt', lasts: 'lasts', remind: 'remind', repeat: 'repeat', series: 'series' },
  fields: {
    about: ref(whatCarries('activities'), { label: 'About', required: true }),
    kind: choice(
      [
        { value: 'note', label: 'Note' },
        { value: 'call', label: 'Call' },
        { value: 'meeting', label: 'Meeting' },
        { value: 'email', label: 'E-mail' },
        { value: 'text', label: 'Text' },
      ],
      { required: true, merge: 'fixed' },
    ),
    /** Of a text message, an e-mail or a call. Empty: it goes out. */
    direction: choice(
      [
        { value: 'out', label: 'Outgoing' },
        { value: 'in', label: 'Incoming' },
      ],
      { label: 'Direction', merge: 'fixed' },
    ),
    /** The number at the other end of a text message or a call: of its receiver, or of the sender of one that came in. */
    number: phone({ label: 'Number' }),
    /** The outcome of a call (CRM-11). Empty for other activities, and for calls that were logged without one. */
    outcome: choice(callOutcomes, { label: 'Outcome', importAs: ['call outcome', 'call result', 'disposition'] }),
    /** The outcome of a meeting (CRM-11). Empty for other activities, and for meetings that lie ahead. */
    meetingOutcome: choice(meetingOutcomes, { label: 'Meeting outcome', importAs: ['meeting result'] }),
    subject: text({ searched: true }),
    body: text({ multiline: true, markdown: true, searched: true, label: 'Text', importAs: ['description'] }),
    happensAt: instant({ label: 'When', importAs: ['starts', 'start'] }),
    lasts: duration({ label: 'Length' }),
    remind: choice(reminderChoices, { label: 'Remind me' }),
    /** A rule of RFC 5545 with the day of the last one as its end (CRM-10). All activities of the series have it. */
    repeat: text({ maxChars: 120, label: 'Repeats', importAs: ['series rule'] }),
    /** The same in all activities of one series: the id of the first, or the UID of an imported one. */
    series: text({ maxChars: 400, label: 'Series' }),
    with: ref(ContactId, { label: 'With' }),
    toAddress: email({ label: 'To' }),
    /** The address of an e-mail that came in, as it says itself: nothing proves it (MBX-5). */
    fromAddress: email({ label: 'From' }),
    /** The quotes and the signature of an e-mail that came in (MBX-4). */
    quoted: text({ multiline: true, label: 'Quoted text' }),
    /** The ids of the files of an e-mail or a text, as a list: files of the record that it is about (MSG-43, MSG-72). */
    attached: json({ label: 'Attached files', merge: 'fixed' }),
    delivery: choice(
      [
        { value: 'log', label: 'Only keep it' },
        { value: 'send', label: 'Send it' },
      ],
      { label: 'Delivery', merge: 'fixed' }, // a later edit can't withdraw a sent mail
    ),
    /** The purpose of a message to send. Empty: contract, which is one's own correspondence. Consent is asked for by it (MSG-5). */
    purpose: choice(purposeChoices, {
      label: 'Purpose',
      help: 'Offers and surveys go only to people who agreed to them.',
    }),
    /** The version of a template that an e-mail began with. Its layout is the e-mail's. */
    templateVersion: ref(TemplateVersionId, { label: 'Template', merge: 'fixed' }),
    /** The enrolment whose step wrote the message. It does not go out once the enrolment has stopped (SEQ-3). */
    enrolment: ref(EnrolmentId, { label: 'Sequence', merge: 'fixed' }),
    /** The campaign that wrote the message. It does not go out while the campaign does not run (CMP-5). */
    campaign: ref(CampaignId, { label: 'Campaign', merge: 'fixed' }),
    /** A message to send waits until this time, and is not sent after the other (CRM-12). */
    sendAt: instant({ label: 'Send at' }),
    sendUntil: instant({ label: 'Not after' }),
    deliveryStatus: choice(
      [
        { value: 'sent', label: 'Sent' },
        { value: 'delivered', label: 'Delivered' }, // the network or the receiver's mail server reports it
        { value: 'failed', label: 'Failed' },
        { value: 'returned', label: 'Came back' }, // an e-mail: the receiver's mail server did not take it (MSG-40)
        { value: 'unknown', label: 'Not known' },
        { value: 'expired', label: 'Not sent in time' },
      ],
      { label: 'Sent?', merge: 'server' }, // only the server knows the outcome
    ),
    /** The decision of a person about a message that waits, or whose sending had no success (CRM-12). Each outcome empties it. */
    deliveryDecision: choice(
      [
        { value: 'sent', label: 'It was sent' },
        { value: 'again', label: 'Send it again' },
        { value: 'not-sent', label: 'Do not send it' },
      ],
      { label: 'Decision' },
    ),
    deliveredAt: instant({ label: 'Sent at', merge: 'server' }),
    deliveryError: text({ label: 'Why it failed', merge: 'server' }),
    // MSG-47: what its receiver did with an e-mail that is followed. Uses that may be by machines do not count for the two times.
    openedAt: instant({ label: 'First opened', merge: 'server' }),
    clickedAt: instant({ label: 'First link used', merge: 'server' }),
    /** `kernel/messages/mail-uses.ts`. */
    uses: json({ label: 'Opens and clicks', merge: 'server' }),
    // MSG-83: the pages of the organisation's websites that its receiver saw after a link of it, and when the first.
    visitedAt: instant({ label: 'First visit', merge: 'server' }),
    /** `kernel/messages/page-visits.ts`. */
    visits: json({ label: 'Visited pages', merge: 'server' }),
    /** How the line to the other person ended, of a call that the server connected (MSG-64). A person says by `outcome` what it was about. */
    line: choice(lineEnds, { label: 'On the line', merge: 'server' }),
    /** How long such a call lasted. */
    talked: duration({ label: 'Talked', merge: 'server' }),
    /** Whether a call was recorded, and on what ground (MSG-69). Empty: it was not, and nobody was asked. */
    recorded: choice(
      [
        { value: 'one-party', label: 'Recorded: one person’s consent is enough' },
        { value: 'agreed', label: 'Recorded: agreed by a key' },
        { value: 'no-key', label: 'Not recorded: no key was pressed' },
        { value: 'lost', label: 'The recording did not come' },
        { value: 'message', label: 'Message of the caller' },
      ],
      { label: 'Recording', merge: 'server' },
    ),
    recordedWhy: text({ label: 'Ground of the recording', merge: 'server' }),
    /** The ids of the recording's files, as a list: files of the record that the call is about. */
    recording: json({ label: 'Recorded files', merge: 'server' }),
  },
  indexes: [
    ['about', 'happensAt'],
    ['kind', 'happensAt'],
    ['happensAt'],
    ['with'],
    ['number', 'happensAt'], // the newest text with a number (MSG-13)
    ['series', 'happensAt'],
    ['ownerId', 'happensAt'],
    ['createdAt'],
    ['updatedAt'],
  ],
  listed: ['subject', 'about', 'kind', 'outcome', 'happensAt', 'ownerId'],
});
