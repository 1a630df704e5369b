import { entity } from '../../../kernel/entities/entity.ts';
import { ref, text } from '../../../kernel/entities/fields.ts';
import { whatCarries } from '../../../kernel/entities/what-carries.ts';
import { NoticeId } from '../ids.ts';

/** A message of an automation to one person, who alone has it. The list of notifications shows it (ADR 139). */
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
  },
  indexes: [['createdAt'], ['updatedAt']],
  listed: ['words', 'from', 'about', 'createdAt'],
});
