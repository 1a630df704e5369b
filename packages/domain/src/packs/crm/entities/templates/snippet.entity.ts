import { entity } from '../../../../kernel/entities/entity.ts';
import { choice, text } from '../../../../kernel/entities/fields.ts';
import { mostSnippetChars } from '../../../../kernel/templates/snippets.ts';
import { SnippetId } from '../../ids.ts';

/**
 * PSH-1: words that replace a typed shortcut in any text field. A snippet is its owner's, or everybody's when an administrator
 * opens it. Devices hold the snippets that their person sees, so that they can be used offline.
 */
export const snippet = entity(SnippetId, {
  label: { one: 'Snippet', many: 'Snippets' },
  describes: 'Words that replace a shortcut, such as ;addr, while a person types.',
  icon: 'quote',
  title: 'name',
  byWildcard: true,
  openWhen: { field: 'audience', is: 'everyone' },
  fields: {
    name: text({ required: true, searched: true, maxChars: 80 }),
    /** A semicolon, then letters, digits and hyphens (PSH-1). */
    shortcut: text({ required: true, maxChars: 25, help: 'A semicolon and a short word, such as ;addr.' }),
    /** Values stand in double braces, as in a template. */
    words: text({ required: true, multiline: true, maxChars: mostSnippetChars, label: 'Words' }),
    /** BCP 47: "de" or "de-CH". Empty for every language. */
    language: text({ maxChars: 12, label: 'Language', help: 'Empty for every language.' }),
    /** Empty: its owner and its team see it. */
    audience: choice([{ value: 'everyone', label: 'Everybody' }], { administered: true, label: 'For' }),
  },
  indexes: [['shortcut'], ['name'], ['updatedAt']],
  listed: ['name', 'shortcut', 'language', 'audience', 'ownerId'],
});
