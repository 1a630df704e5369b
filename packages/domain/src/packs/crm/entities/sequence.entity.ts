import { entity } from '../../../kernel/entities/entity.ts';
import { choice, flag, text } from '../../../kernel/entities/fields.ts';
import { SequenceId } from '../ids.ts';
import { purposeChoices } from '../message-choices.ts';

/**
 * Messages and tasks that follow each other until the person answers. Everybody in the organisation holds it, so that it can be started
 * offline. Its steps are in its versions: an enrolment begins with the newest one and keeps it (SEQ-1).
 */
export const sequence = entity(SequenceId, {
  label: { one: 'Sequence', many: 'Sequences' },
  describes: 'Messages and tasks that follow each other until the person answers.',
  icon: 'history',
  title: 'name',
  audience: 'tenant',
  byWildcard: true,
  fields: {
    name: text({ required: true, searched: true, maxChars: 120 }),
    describes: text({ maxChars: 400, label: 'Description' }),
    about: text({ required: true, merge: 'fixed', maxChars: 120, label: 'Written about' }),
    purpose: choice(purposeChoices, {
      required: true,
      label: 'Purpose',
      help: 'Offers and surveys go only to people who agreed to them.',
    }),
    /** Nobody in it goes on. */
    paused: flag({ label: 'Paused' }),
    retired: flag({ label: 'No longer offered' }),
  },
  indexes: [['name'], ['createdAt'], ['updatedAt']],
  listed: ['name', 'about', 'purpose', 'paused', 'retired'],
});
