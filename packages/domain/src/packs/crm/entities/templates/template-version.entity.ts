import { entity } from '../../../../kernel/entities/entity.ts';
import { ref, text } from '../../../../kernel/entities/fields.ts';
import { TemplateId, TemplateVersionId } from '../../ids.ts';

/**
 * The words of a template at one time. A version never changes, so that a sent e-mail can name the words that it began with. `words` is
 * Markdown with values in the language of LiquidJS; `layout` is MJML with "{{ words }}" at one place, and `frame` is the HTML that
 * was made of it when the version was saved.
 */
export const templateVersion = entity(TemplateVersionId, {
  label: { one: 'Version of a template', many: 'Versions of templates' },
  describes: 'The subject and the words of a template at one time.',
  icon: 'history',
  title: 'subject',
  audience: 'tenant',
  byWildcard: true,
  isAppendOnly: true,
  fields: {
    template: ref(TemplateId, { required: true, merge: 'fixed', label: 'Template' }),
    subject: text({ required: true, merge: 'fixed', maxChars: 400 }),
    words: text({ required: true, multiline: true, merge: 'fixed', maxChars: 20_000, label: 'Words' }),
    layout: text({ multiline: true, merge: 'fixed', maxChars: 40_000, label: 'Layout (MJML)' }),
    frame: text({ required: true, multiline: true, merge: 'fixed', maxChars: 80_000, label: 'Layout as HTML' }),
    note: text({ merge: 'fixed', maxChars: 200, label: 'What changed' }),
  },
  indexes: [['template', 'createdAt'], ['createdAt'], ['updatedAt']],
  listed: ['subject', 'template', 'note', 'createdAt', 'createdBy'],
});
