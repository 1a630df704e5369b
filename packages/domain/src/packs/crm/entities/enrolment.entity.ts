import { entity } from '../../../kernel/entities/entity.ts';
import { choice, email, instant, json, number, phone, ref, text } from '../../../kernel/entities/fields.ts';
import { whatCarries } from '../../../kernel/entities/what-carries.ts';
import type { StoredRecord } from '../../../kernel/entities/record.ts';
import { readEnrolmentLog } from '../../../kernel/sequences/sequence-steps.ts';
import { stopReasonChoices } from '../stop-reasons.ts';
import { ContactId, EnrolmentId, SequenceId, SequenceVersionId } from '../ids.ts';

/** SEQ-11: returns the number of an enrolment's messages that were sent. */
function sentMessagesIn({ fields: { log } }: Pick<StoredRecord, 'fields'>): number {
  const read = readEnrolmentLog(log ?? []);
  return read.ok ? read.value.filter(({ what }) => what === 'sent').length : 0;
}

/**
 * A record that is in a sequence, with the visibility of that record (A-3a). The person who made it is the sender: its steps are allowed as
 * far as that person holds the rights at that moment (SEQ-2). The server moves it from step to step; people pause it, stop it, or let it go
 * on. It rests while its record is deleted.
 */
export const enrolment = entity(EnrolmentId, {
  label: { one: 'Enrolment', many: 'Enrolments' },
  describes: 'A record that is in a sequence, and where it stands.',
  icon: 'history',
  title: 'name',
  byWildcard: true,
  parent: 'about',
  undoLeaves: { one: 'message was sent and stays', many: 'messages were sent and stay', countIn: sentMessagesIn },
  fields: {
    /** "After the proposal: South façade". */
    name: text({ required: true, maxChars: 300, merge: 'fixed' }),
    about: ref(whatCarries('activities'), { label: 'About', required: true, merge: 'fixed' }),
    sequence: ref(SequenceId, { required: true, merge: 'fixed', label: 'Sequence' }),
    sequenceVersion: ref(SequenceVersionId, { required: true, merge: 'fixed', label: 'Version' }),
    with: ref(ContactId, { label: 'With' }),
    toAddress: email({ label: 'E-mail' }),
    number: phone({ label: 'Number' }),
    /** The words of its messages, as the sender saw them (SEQ-4). */
    letters: json({ required: true }),
    status: choice(
      [
        { value: 'active', label: 'Under way' },
        { value: 'paused', label: 'Paused' },
        { value: 'stuck', label: 'Waits for you' },
        { value: 'finished', label: 'Finished' },
        { value: 'stopped', label: 'Stopped' },
      ],
      { required: true },
    ),
    stoppedBy: choice(stopReasonChoices, { label: 'Why it stopped' }),
    endedAt: instant({ label: 'Ended' }),
    /** The number of its next step; the first is 0. */
    place: number({ required: true, decimals: 0, min: 0, max: 30, label: 'Next step' }),
    /** Not before this time. Empty: as soon as its message has an outcome. */
    nextAt: instant({ label: 'Next' }),
    /** The id of the message that was written last and has no outcome yet. */
    waitsFor: text({ maxChars: 36, label: 'Message on its way' }),
    /** Why a person must decide. */
    why: text({ maxChars: 1_000, label: 'What is wrong' }),
    log: json({ label: 'Log' }),
  },
  unique: [['sequence', 'about']],
  indexes: [
    ['about', 'createdAt'],
    ['status', 'nextAt'],
    ['sequence', 'status', 'nextAt'],
    ['number', 'status'],
    ['with', 'status'],
    ['waitsFor'],
    ['ownerId', 'status'],
    ['createdAt'],
    ['updatedAt'],
  ],
  listed: ['name', 'about', 'sequence', 'status', 'stoppedBy', 'nextAt', 'ownerId'],
});
