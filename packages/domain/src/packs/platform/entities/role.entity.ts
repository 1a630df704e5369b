import { entity } from '../../../kernel/entities/entity.ts';
import { flag, tags, text } from '../../../kernel/entities/fields.ts';
import { RoleId } from '../ids.ts';

/** A named set of grants. The built-in roles are written when a tenant is made; tenants may add more. */
export const role = entity(RoleId, {
  label: { one: 'Role', many: 'Roles' },
  icon: 'shield',
  title: 'label',
  byWildcard: true,
  audience: 'tenant',
  governed: true,
  fields: {
    key: text({ required: true, maxChars: 60, merge: 'fixed' }),
    label: text({ required: true }),
    describes: text({ label: 'Description' }),
    grants: tags({ administered: true, help: 'Each as "crm/deal:update@team".' }),
    builtIn: flag({ merge: 'fixed', label: 'Built in' }),
    portal: flag({ merge: 'fixed', label: 'For people outside the organisation' }),
  },
  unique: [['key']],
  indexes: [['key'], ['label'], ['updatedAt']],
  listed: ['label', 'describes'],
});
