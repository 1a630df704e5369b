import { entity } from '../../../../kernel/entities/entity.ts';
import { address, choice, date, ref, text } from '../../../../kernel/entities/fields.ts';
import { whatCarries } from '../../../../kernel/entities/what-carries.ts';
import { ContactId, LetterBatchId, LetterId, TemplateVersionId } from '../../ids.ts';
import { purposeChoices } from '../../message-choices.ts';

/**
 * A letter on paper to a person, about a record, whose visibility it has (A-3a). It is written without a network. One that is released is
 * printed with others in a batch (LET-2). Until then it is taken back. Afterwards it says for ever what stands on the paper (LET-6).
 */
export const letter = entity(LetterId, {
  label: { one: 'Letter', many: 'Letters' },
  describes: 'A letter on paper to a person, printed in a batch.',
  icon: 'mail',
  title: 'subject',
  byWildcard: true,
  parent: 'about',
  closedBy: {
    field: 'batch',
    but: ['about', 'with'], // not on paper, and a converted lead takes its letters along
    why: 'This letter is in a print batch, so it stays as it is on paper. Write a new letter instead.',
  },
  fields: {
    about: ref(whatCarries('activities'), { label: 'About', required: true }),
    with: ref(ContactId, { label: 'With' }),
    /** The name above the address. */
    receiver: text({ required: true, searched: true, maxChars: 200, label: 'Name on the letter' }),
    address: address({ required: true }),
    /** Empty: the day of the batch, which the server writes here. */
    datedOn: date({ label: 'Date on the letter', help: 'Empty: the day on which it is printed.' }),
    subject: text({ required: true, searched: true, maxChars: 300 }),
    body: text({ required: true, multiline: true, markdown: true, searched: true, label: 'Text' }),
    /** The template whose words the letter began with. */
    templateVersion: ref(TemplateVersionId, { label: 'Template' }),
    purpose: choice(purposeChoices, { label: 'Purpose', help: 'Empty: contract.' }),
    release: choice(
      [
        { value: 'draft', label: 'Keep it as a draft' },
        { value: 'print', label: 'Print it' },
        { value: 'cancel', label: 'Do not print it' },
      ],
      { required: true, label: 'Release' },
    ),
    /** LET-2: only the server puts a letter into a batch. */
    batch: ref(LetterBatchId, { label: 'Print batch', merge: 'server', onDelete: 'refuse' }),
    status: choice(
      [
        { value: 'draft', label: 'Draft' },
        { value: 'waiting', label: 'Waits for a batch' },
        { value: 'in-batch', label: 'In a batch' },
        { value: 'cancelled', label: 'Cancelled' },
      ],
      { label: 'State', merge: 'derived' },
    ),
  },
  indexes: [['about', 'createdAt'], ['status', 'createdAt'], ['batch', 'createdAt'], ['createdAt'], ['updatedAt']],
  listed: ['subject', 'receiver', 'about', 'status', 'batch', 'ownerId'],
});
