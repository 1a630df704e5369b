import type { FieldDefinition } from '../../../kernel/definitions/own-fields.ts';
import { entity } from '../../../kernel/entities/entity.ts';
import { choice, flag, json, number, text } from '../../../kernel/entities/fields.ts';
import { mostDigits, mostPrefixChars } from '../../../kernel/entities/running-number.ts';
import { mostFormulaChars } from '../../../kernel/formulas/formula.ts';
import { FieldDefinitionId } from '../ids.ts';

/** The types of a tenant's own fields, in words for people. */
const types = [
  { value: 'text', label: 'Text' },
  { value: 'choice', label: 'One of a list' },
  { value: 'tags', label: 'Tags' },
  { value: 'flag', label: 'Yes or no' },
  { value: 'number', label: 'Number' },
  { value: 'money', label: 'Money' },
  { value: 'percent', label: 'Percent' },
  { value: 'date', label: 'Date' },
  { value: 'instant', label: 'Date and time' },
  { value: 'duration', label: 'Duration' },
  { value: 'email', label: 'E-mail address' },
  { value: 'phone', label: 'Phone number' },
  { value: 'ref', label: 'Link to a record' },
  { value: 'runningNumber', label: 'Running number' },
  { value: 'geo', label: 'Place on the map' },
] as const satisfies readonly { readonly value: FieldDefinition['type']; readonly label: string }[];

/** K-3: a field that a tenant adds to a kind of record, stored as a record. */
export const fieldDefinition = entity(FieldDefinitionId, {
  label: { one: 'Field', many: 'Fields' },
  icon: 'forms',
  title: 'label',
  byWildcard: true,
  audience: 'tenant',
  governed: true,
  defines: 'fields',
  fields: {
    forEntity: text({ required: true, maxChars: 120, merge: 'fixed', label: 'Kind of record' }),
    /** camelCase; unique among the entity's fields, built-in ones included. */
    name: text({ required: true, maxChars: 80, merge: 'fixed' }),
    label: text({ required: true }),
    help: text({ help: 'One sentence under the field in forms.' }),
    type: choice(types, { required: true, merge: 'fixed' }),
    /** A text, not a choice: older builds keep the name of a newer build's format. */
    format: text({
      maxChars: 80,
      merge: 'fixed',
      help: 'For texts and numbers: the name of a format, such as "iban".',
    }),
    required: flag(),
    searched: flag(),
    options: json({ help: 'For choices: a list of {value, label}.' }),
    targets: json({
      merge: 'fixed',
      label: 'Links to',
      help: 'For links: a list of kinds of record, such as "crm/account".',
    }),
    computed: choice(
      [
        { value: 'formula', label: 'By a formula' },
        { value: 'roll-up', label: 'Over related records' },
      ],
      { merge: 'fixed', label: 'Computed' },
    ),
    /** Not merged by line: half of each of two formulas would be a third one that nobody wrote. */
    formula: text({ multiline: true, maxChars: mostFormulaChars, merge: 'later' }),
    rollUp: json({
      label: 'Roll-up',
      help: 'For roll-ups: {of, by, fn, field, where}, the related kind, its link, the function, its field, and a filter.',
    }),
    prefix: text({ maxChars: mostPrefixChars, help: 'For running numbers: the text before the number, such as INV-.' }),
    digits: number({ min: 1, max: mostDigits, help: 'For running numbers: shorter numbers begin with zeros.' }),
  },
  unique: [['forEntity', 'name']],
  indexes: [['forEntity', 'name'], ['updatedAt']],
  listed: ['label', 'forEntity', 'type', 'required'],
});
