import { entity } from '../../../kernel/entities/entity.ts';
import { json, text } from '../../../kernel/entities/fields.ts';
import { PageLayoutId } from '../ids.ts';

/** PLT-10, PLT-11: how administrators have arranged the page of a kind of record. Without one, the page is the pack's. */
export const pageLayout = entity(PageLayoutId, {
  label: { one: 'Page layout', many: 'Page layouts' },
  icon: 'dashboard',
  title: 'forEntity',
  byWildcard: true,
  audience: 'tenant',
  governed: true,
  defines: 'pages',
  fields: {
    forEntity: text({ required: true, maxChars: 120, merge: 'fixed', label: 'Kind of record' }),
    sections: json({ required: true, help: 'A list of {title, tab, fields}.' }),
    hidden: json({ help: 'Names of fields that the page does not show.' }),
    figures: json({
      help: 'Figures in the head of the page: {shown, hidden}, names in order. Empty: as the pack has them.',
    }),
    columns: json({
      help: 'Columns of related lists: {"pack/kind.reference": [names in order]}. Lists that it does not name: as the pack has them.',
    }),
    lists: json({ help: 'Related lists on the page: {shown, hidden}, names in order. Empty: as the pack has them.' }),
  },
  unique: [['forEntity']],
  indexes: [['forEntity'], ['updatedAt']],
  listed: ['forEntity', 'updatedAt'],
});
