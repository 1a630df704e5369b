import { entity } from '../../../kernel/entity.ts';
import { choice, flag, json, text } from '../../../kernel/fields.ts';

/** K-3: a field that a tenant adds to a kind of record, as a record of its own. */
export const fieldDefinition = entity('platform/field-definition', {
  label: { one: 'Field', many: 'Fields' },
  icon: 'forms',
  title: 'label',
  audience: 'tenant',
  governed: true,
  defines: 'fields',
  fields: {
    forEntity: text({ required: true, maxChars: 120, merge: 'fixed', label: 'Kind of record' }),
    /** camelCase; unique among the entity's fields, built-in ones included. */
    name: text({ required: true, maxChars: 80, merge: 'fixed' }),
    label: text({ required: true }),
    type: choice(
      (
        [
          'text',
          'email',
          'phone',
          'money',
          'number',
          'percent',
          'flag',
          'date',
          'instant',
          'duration',
          'choice',
          'tags',
        ] as const
      ).map((value) => ({ value, label: value })),
      { required: true, merge: 'fixed' },
    ),
    required: flag(),
    searched: flag(),
    options: json({ help: 'For choices: a list of {value, label}.' }),
  },
  unique: [['forEntity', 'name']],
  indexes: [['forEntity', 'name'], ['updatedAt']],
  listed: ['label', 'forEntity', 'type', 'required'],
});
