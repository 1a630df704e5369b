import { entity } from '../../../kernel/entities/entity.ts';
import { choice, instant, text } from '../../../kernel/entities/fields.ts';
import { AutomationId } from '../ids.ts';

/**
 * Work that follows from a change of a record (ADR 139). The record has its name and what is in use; each of its versions says what it
 * does. Without a living version it is a draft. The server pauses it, too: `pausedWhy` says why.
 */
export const automation = entity(AutomationId, {
  label: { one: 'Automation', many: 'Automations' },
  describes: 'Work that the server does when a record changes: it makes tasks, changes fields and tells people.',
  icon: 'refresh',
  title: 'name',
  governed: true,
  fields: {
    name: text({ required: true, maxChars: 120 }),
    describes: text({ maxChars: 400, label: 'Description' }),
    /** The id of the version that runs; empty: it is a draft. A reference could not be made in one act with its version, which refers to it. */
    live: text({ maxChars: 36, label: 'Live version' }),
    /** Since then it starts nothing. */
    pausedAt: instant({ label: 'Paused since' }),
    pausedWhy: choice(
      [
        { value: 'person', label: 'A person paused it' },
        { value: 'storm', label: 'It started too often' },
        { value: 'definition', label: 'Its definition does not fit the records any more' },
      ],
      { label: 'Why it is paused' },
    ),
  },
  indexes: [['name'], ['updatedAt']],
  listed: ['name', 'live', 'pausedAt', 'pausedWhy'],
});
