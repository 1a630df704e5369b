import { entity } from '../../../kernel/entities/entity.ts';
import { choice, flag, number, tags, text } from '../../../kernel/entities/fields.ts';
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
    grants: tags({ administered: true, dangerous: true, help: 'Each as "crm/deal:update@team".' }),
    /** People with the role sign in with a second factor: any one, one that resists a stolen mailbox or number, or one that a false page cannot use (PLT-18). */
    secondFactor: choice(
      [
        { value: 'any', label: 'Any second factor' },
        { value: 'app', label: 'An authenticator app or a passkey' },
        { value: 'passkey', label: 'A passkey' },
      ],
      { dangerous: true, label: 'Second factor' },
    ),
    /** Days after the first sign-in under this rule in which a person may still sign in without a second factor. Empty: none. */
    secondFactorDays: number({ decimals: 0, min: 0, max: 90, dangerous: true, label: 'Days to set it up' }),
    builtIn: flag({ merge: 'fixed', label: 'Built in' }),
    portal: flag({ merge: 'fixed', label: 'For people outside the organisation' }),
  },
  unique: [['key']],
  indexes: [['key'], ['label'], ['updatedAt']],
  listed: ['label', 'describes'],
});
