import { type Catalogue, entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { allFormats } from '@outpost/domain/kernel/entities/formats/format-of';
import { mostDigits, mostPrefixChars, numberText, type Series } from '@outpost/domain/kernel/entities/running-number';
import { installedCatalogue } from '@outpost/domain/installed-packs';
import type { Formats } from '@outpost/ui/formats/formats';
import type { FieldSpec, SpecOption } from '@outpost/ui/fields/field-spec';
import { areaEntitiesOf } from '../../places/areas.ts';
import { manyOf, oneOf } from '../../records/entity-shape.ts';
import {
  canBeRequired,
  canBeSearched,
  definitionEntity,
  type FieldTypeChoice,
  formatChoice,
} from './field-definitions.ts';

const typeField = entityOf(installedCatalogue, definitionEntity).fields['type'];

/** The field types in people's words, the likeliest first: in the order of the definition's own declaration. */
export const fieldTypeOptions: readonly SpecOption[] =
  typeField?.type === 'choice' ? typeField.options.map(({ value, label }) => ({ value, label })) : [];

/** Returns the input for the way in which a formula's number is shown, if there is a choice. */
export const resultSpec = (types: readonly string[]): FieldSpec => ({
  id: 'result',
  label: 'Shown as',
  kind: 'choice',
  options: fieldTypeOptions.filter(({ value }) => types.includes(value)),
  isRequired: true,
  help: 'This can’t be changed later.',
});

/** The formats of texts and numbers in people's words. */
const formatOptions: readonly SpecOption[] = allFormats.map(({ name, label }) => ({
  value: formatChoice(name),
  label,
}));

/** Returns, in people's words, the choice by which a field was made. */
export const fieldTypeWords = (choice: FieldTypeChoice): string =>
  [...fieldTypeOptions, ...formatOptions].find(({ value }) => value === choice)?.label ?? choice;

/** The inputs for the parts of a definition, for a new field and for a changed one. */
export const nameSpec: FieldSpec = { id: 'label', label: 'Name', kind: 'text', maxChars: 80, isRequired: true };
export const fieldTypeSpec: FieldSpec = {
  id: 'type',
  label: 'Holds',
  kind: 'choice',
  options: [
    ...fieldTypeOptions,
    ...formatOptions,
    { value: 'formula', label: 'Formula: computed from other fields' },
    { value: 'roll-up', label: 'Roll-up: a figure over related records' },
  ],
  isRequired: true,
};

/** Returns the input for the target of a link: a kind of record that has lists, including the organisation's own. */
export const targetSpec = (catalogue: Catalogue): FieldSpec => ({
  id: 'target',
  label: 'Links to',
  kind: 'choice',
  options: areaEntitiesOf(catalogue).map((name) => ({ value: name, label: entityOf(catalogue, name).label.many })),
  isRequired: true,
  help: 'The records that can be chosen. This can’t be changed later.',
});

/** Returns the inputs for the form of running numbers (S-4e). */
export const seriesSpecs = (series: Series): readonly FieldSpec[] => [
  { id: 'prefix', label: 'Before the number', kind: 'text', maxChars: mostPrefixChars },
  {
    id: 'digits',
    label: 'Digits',
    kind: 'number',
    min: 1,
    max: mostDigits,
    isRequired: true,
    help: `As ${numberText(series, 1)}. The server gives the numbers, without gaps, and each once. A record gets its number with the first change that reaches the server.`,
  },
];

/** Explains the effect of requiring a field on records without a value: `empty` of them, if that number is known. */
function requiredHelp(entity: Entity, empty: number | undefined, formats: Formats): string {
  const later = `The next change to such a ${oneOf(entity)} has to fill it in.`;
  if (empty === undefined) return `${entity.label.many} that have it empty stay as they are. ${later}`;
  if (empty === 0) return `All ${manyOf(entity)} that you see have it.`;
  return `${formats.plural(empty, `${oneOf(entity)} has`, `${manyOf(entity)} have`)} it empty, and can stay so. ${later}`;
}

/** Returns the help, and the inputs that fit a field of this type: whether it is required, and whether search finds it. */
export function moreSpecs(
  type: string,
  {
    entity,
    empty,
    formats,
    isComputed = false,
  }: {
    readonly entity: Entity;
    readonly empty: number | undefined;
    readonly formats: Formats;
    /** People do not write the field. */
    readonly isComputed?: boolean;
  },
): readonly FieldSpec[] {
  return [
    {
      id: 'help',
      label: 'Help',
      kind: 'text',
      maxChars: 200,
      help: 'One sentence under the field in forms, if its name leaves a question.',
    },
    ...(canBeRequired(type) && !isComputed
      ? [
          {
            id: 'required',
            label: 'Must be filled in',
            kind: 'flag' as const,
            help: requiredHelp(entity, empty, formats),
          },
        ]
      : []),
    ...(canBeSearched(type)
      ? [
          {
            id: 'searched',
            label: 'Found by search',
            kind: 'flag' as const,
            help: `Search finds ${manyOf(entity)} by the words of this field.`,
          },
        ]
      : []),
  ];
}
