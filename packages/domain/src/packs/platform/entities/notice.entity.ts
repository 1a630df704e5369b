import { entity } from '../../../kernel/entities/entity.ts';
import { choice, flag, instant, ref, text } from '../../../kernel/entities/fields.ts';
import { whatCarries } from '../../../kernel/entities/what-carries.ts';
import { NoticeId } from '../ids.ts';

/** A message of an automation to one person, who alone has it. The list of notifications shows it (ADR 139). It may ask for approval, or offer a record. */
export const notice = entity(NoticeId, {
  label: { one: 'Notice', many: 'Notices' },
  describes: 'A message of an automation to one person. Only that person has it.',
  icon: 'bell',
  title: 'words',
  audience: 'own',
  fields: {
    words: text({ required: true, maxChars: 500, merge: 'fixed', label: 'Notice' }),
    /** The name of the automation. */
    from: text({ required: true, maxChars: 120, merge: 'fixed', label: 'From' }),
    /** Empty where the kind of the record has no page of its own, and for notices about the automation itself. */
    about: ref(whatCarries('files'), { merge: 'fixed', label: 'About' }),
    /** The step of the run that asks this person (`approvalKey`); empty: it only tells them something (AUT-17). */
    ask: text({ maxChars: 120, merge: 'fixed', label: 'Step that asks' }),
    /** Whether the step offers its record, and the person may take it (AUT-20). */
    offers: flag({ merge: 'fixed', label: 'Offers the record' }),
    /** An answer counts until then. */
    until: instant({ merge: 'fixed', label: 'Answer until' }),
    /** Empty for a notice that asks nothing. */
    asked: choice(
      [
        { value: 'open', label: 'Waits for an answer' },
        { value: 'approved', label: 'Approved' },
        { value: 'declined', label: 'Declined' },
        { value: 'over', label: 'Time is over' },
        { value: 'ended', label: 'No longer asked' },
        { value: 'taken', label: 'Taken' },
      ],
      { merge: 'server', label: 'Approval' }, // the server knows how the step ended
    ),
  },
  indexes: [['createdAt'], ['ask'], ['asked', 'createdAt'], ['updatedAt']],
  listed: ['words', 'from', 'about', 'createdAt'],
});
