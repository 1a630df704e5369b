import { entity } from '../../../../kernel/entities/entity.ts';
import { choice, flag, text } from '../../../../kernel/entities/fields.ts';
import { TemplateId } from '../../ids.ts';
import { purposeChoices } from '../../message-choices.ts';

/**
 * An e-mail that is written once and filled in for many records. Everybody in the organisation holds it, so that it can be used offline.
 * Its words are in its versions, of which the newest is used (MSG-24).
 */
export const template = entity(TemplateId, {
  label: { one: 'Template', many: 'Templates' },
  describes: 'An e-mail that is written once and filled in with the values of a record.',
  icon: 'file-text',
  title: 'name',
  audience: 'tenant',
  byWildcard: true,
  fields: {
    name: text({ required: true, searched: true, maxChars: 120 }),
    about: text({ required: true, merge: 'fixed', maxChars: 120, label: 'Written about' }),
    purpose: choice(purposeChoices, {
      label: 'Purpose',
      help: 'Offers and surveys go only to people who agreed to them.',
    }),
    retired: flag({ label: 'No longer offered' }),
  },
  indexes: [['name'], ['createdAt'], ['updatedAt']],
  listed: ['name', 'about', 'purpose', 'retired'],
});
