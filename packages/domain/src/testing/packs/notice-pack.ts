import type { Pack } from '../../kernel/catalogue/catalogue.ts';
import { entity } from '../../kernel/entities/entity.ts';
import { choice, text } from '../../kernel/entities/fields.ts';
import { idOf } from '../../kernel/ids.ts';

/** A-3b: its author opens it to everyone. */
export const officeNotice = entity(idOf('office/notice'), {
  label: { one: 'Notice', many: 'Notices' },
  title: 'name',
  byWildcard: true,
  openWhen: { field: 'audience', is: 'everyone' },
  fields: {
    name: text({ required: true }),
    audience: choice([
      { value: 'people', label: 'The people that it is shared with' },
      { value: 'everyone', label: 'Everyone' },
    ]),
  },
});

/** A small pack with records that can be open to everyone. */
export const noticePack: Pack = { name: 'office', version: 1, entities: [officeNotice], roles: [] };
