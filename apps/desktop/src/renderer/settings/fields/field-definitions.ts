import { cutLabel } from '@outpost/domain/kernel/acts/act-label';
import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import {
  type FieldDefinition,
  fieldDefinitionSchema,
  usualDigits,
} from '@outpost/domain/kernel/definitions/own-fields';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { formatNamed } from '@outpost/domain/kernel/entities/formats/format-of';
import { isReservedName } from '@outpost/domain/kernel/entities/envelope';
import type { RollUp } from '@outpost/domain/kernel/entities/roll-up';
import type { JsonValue } from '@outpost/domain/kernel/json';
import type { FieldFormat } from '@outpost/domain/kernel/entities/formats/field-format';
import { foldText } from '@outpost/domain/kernel/text/fold-text';
import type { ActRequest, ShownRecord } from '../../../bridge/contract.ts';
import { oneOf } from '../../records/entity-shape.ts';

/** The kind of record with which a tenant defines its own fields (K-3). */
export const definitionEntity = 'platform/field-definition';

/** One option of a choice field. */
export type FieldOption = NonNullable<FieldDefinition['options']>[number];

/** A definition with its record. */
export type DefinedField = { readonly record: ShownRecord; readonly definition: FieldDefinition };

/** A person's input for a new field. */
export type NewField = Pick<FieldDefinition, 'label' | 'type' | 'help' | 'required' | 'searched'> & {
  /** The name of a format of its type. */
  readonly format?: string | undefined;
  readonly choices: readonly string[];
  /** The kind of record that a link names. */
  readonly target: string;
  /** The expression of a formula; left out for a field that people fill in (PLT-7). */
  readonly formula?: string | undefined;
  /** Left out for a field that is not a roll-up (PLT-8). */
  readonly rollUp?: RollUp | undefined;
  /** The form of running numbers (S-4e). */
  readonly prefix?: string;
  readonly digits?: number;
};

/** The choices for a new field: a type, a format of a text or a number, or a way of working it out. */
export type FieldTypeChoice = FieldDefinition['type'] | FormatChoice | 'formula' | 'roll-up';
type FormatChoice = `format:${string}`;

export const isFormatChoice = (choice: FieldTypeChoice): choice is FormatChoice => choice.startsWith('format:');

/** Returns the choice of a format: "format:iban". */
export const formatChoice = (format: string): FormatChoice => `format:${format}`;

/** Returns the format of a choice; undefined for any other choice, and for a format that this build does not have. */
export const formatChosen = (choice: FieldTypeChoice): FieldFormat | undefined =>
  isFormatChoice(choice) ? formatNamed(choice.slice('format:'.length)) : undefined;

/** Returns the choice by which a field was made. A format of a newer build counts as its base type. */
export const choiceOf = ({ type, format }: Pick<FieldDefinition, 'type' | 'format'>): FieldTypeChoice =>
  typeof format === 'string' && formatNamed(format)?.base === type ? formatChoice(format) : type;

/**
 * Returns the fields that these rows define for one kind of record, in the order of their definition. Leaves out a row that
 * cannot be read as a definition: no other code counts it either.
 */
export function fieldsDefinedFor(entity: string, rows: readonly ShownRecord[]): readonly DefinedField[] {
  const order = ({ createdAt, id }: ShownRecord) => `${createdAt} ${id}`;
  return rows
    .flatMap((record): readonly DefinedField[] => {
      const read = fieldDefinitionSchema.safeParse(record.fields);
      return read.success && read.data.forEntity === entity ? [{ record, definition: read.data }] : [];
    })
    .toSorted((left, right) => (order(left.record) < order(right.record) ? -1 : 1));
}

/** The types whose words search can find. */
const searchable: ReadonlySet<string> = new Set<FieldDefinition['type']>(['text', 'email', 'phone', 'tags']);
export const canBeSearched = (type: string): boolean => searchable.has(type);
/**
 * Whether a field of this type can be required. A yes-or-no field can't: an empty one already means "no". A running
 * number cannot be required either: the server gives it later.
 */
export const canBeRequired = (type: string): boolean => type !== 'flag' && type !== 'runningNumber';

/** Returns `base` if that name is free, otherwise `base` with the first number, from 2, that makes it free. */
function freeName(base: string, isTaken: (name: string) => boolean): string {
  if (!isTaken(base)) return base;
  for (let number = 2; ; number += 1) if (!isTaken(`${base}${number}`)) return `${base}${number}`;
}

const wordsOf = (label: string): readonly string[] =>
  foldText(label)
    .split(/[^a-z0-9]+/u)
    .filter((word) => word !== '');

/**
 * Returns the name under which records store a new field's values: `salesRegion` for "Sales region". It differs from
 * all names in `taken`. Those include retired fields, because records still have their values.
 */
export function nameForLabel(label: string, taken: ReadonlySet<string>): string {
  const [first = 'field', ...rest] = wordsOf(label);
  const camel = [first, ...rest.map((word) => word.charAt(0).toUpperCase() + word.slice(1))].join('').slice(0, 70);
  return freeName(
    /^[a-z]/u.test(camel) ? camel : `field${camel}`,
    (name) => taken.has(name) || isReservedName(name) || name in Object.prototype,
  );
}

/**
 * Returns the choices with the values that records keep. An old choice keeps its value when its label changes. A new choice gets
 * a value made from its label. Blank choices are left out.
 */
export function withValues(choices: readonly FieldOption[]): readonly FieldOption[] {
  const taken = new Set(choices.map(({ value }) => value));
  return choices
    .filter(({ label }) => label.trim() !== '')
    .map((option) => {
      const label = option.label.trim();
      if (option.value !== '') return { ...option, label };
      const value = freeName(wordsOf(label).join('-') || 'choice', (name) => taken.has(name));
      taken.add(value);
      return { ...option, value, label };
    });
}

/** Returns a label that two choices share. Labels that differ only in case or accents are the same. */
export function repeatedLabel(choices: readonly Pick<FieldOption, 'label'>[]): string | undefined {
  const seen = new Set<string>();
  for (const { label } of choices) {
    const folded = foldText(label.trim());
    if (folded !== '' && seen.has(folded)) return label.trim();
    seen.add(folded);
  }
  return undefined;
}

/** Returns all names that a new field of this kind of record can't have. */
export function namesTaken(catalogue: Catalogue, entity: string, rows: readonly DefinedField[]): ReadonlySet<string> {
  return new Set([
    ...Object.keys(catalogue.entities.get(entity)?.fields ?? {}),
    ...rows.map(({ definition }) => definition.name),
  ]);
}

/** Returns a roll-up as its definition record keeps it: without parts that are not given. */
const asJson = ({ of, by, fn, field, where }: RollUp): JsonValue => ({
  of,
  by,
  fn,
  ...(field === undefined ? {} : { field }),
  ...(where === undefined ? {} : { where: where as JsonValue }), // a filter is JSON
});

/** Returns the ordinary act that adds a field: it works offline, is sent like any other and can be undone. */
export function addFieldRequest(entity: Entity, field: NewField, taken: ReadonlySet<string>): ActRequest {
  const { label, type, help, choices, target } = field;
  const isComputed = field.formula !== undefined || field.rollUp !== undefined;
  return {
    label: cutLabel(`Added the field ${label} to ${entity.label.many.toLowerCase()}`),
    edits: [
      {
        entity: definitionEntity,
        create: {
          fields: {
            forEntity: entity.name,
            name: nameForLabel(label, taken),
            label,
            type,
            ...(field.format === undefined || isComputed ? {} : { format: field.format }),
            ...(help === undefined || help === '' ? {} : { help }),
            ...(field.formula === undefined ? {} : { computed: 'formula', formula: field.formula.trim() }),
            ...(field.rollUp === undefined ? {} : { computed: 'roll-up', rollUp: asJson(field.rollUp) }),
            ...(field.required === true && canBeRequired(type) && !isComputed ? { required: true } : {}),
            ...(field.searched === true && canBeSearched(type) && field.rollUp === undefined ? { searched: true } : {}),
            ...(type === 'choice' && !isComputed
              ? { options: [...withValues(choices.map((one) => ({ value: '', label: one })))] }
              : {}),
            ...(type === 'ref' ? { targets: [target] } : {}),
            ...(type === 'runningNumber' ? { prefix: field.prefix ?? '', digits: field.digits ?? usualDigits } : {}),
          },
        },
      },
    ],
  };
}

/** Returns the act of one change of a field's definition. */
export function changeFieldRequest(
  { record, definition }: DefinedField,
  entity: Entity,
  change: Partial<
    Pick<
      FieldDefinition,
      'label' | 'help' | 'required' | 'searched' | 'options' | 'formula' | 'rollUp' | 'prefix' | 'digits'
    >
  >,
): ActRequest {
  const { options, rollUp, ...rest } = change;
  const what =
    change.label === undefined
      ? change.formula !== undefined || change.rollUp !== undefined
        ? `Changed how ${definition.label} is computed`
        : change.options === undefined
          ? `Changed the field ${definition.label} of ${oneOf(entity)}s`
          : `Changed the choices of ${definition.label}`
      : `Renamed the field ${definition.label} to ${change.label}`;
  return {
    label: cutLabel(what),
    edits: [
      {
        entity: definitionEntity,
        id: record.id,
        fields: {
          ...rest,
          ...(options === undefined ? {} : { options: [...options] }),
          ...(rollUp === undefined ? {} : { rollUp: asJson(rollUp) }),
        },
      },
    ],
  };
}

/** Returns the act that retires a field, or restores it: its values stay with their records either way. */
export const lifeRequest = ({ record, definition }: DefinedField, life: 'alive' | 'deleted'): ActRequest => ({
  label: cutLabel(`${life === 'deleted' ? 'Retired' : 'Brought back'} the field ${definition.label}`),
  edits: [{ entity: definitionEntity, id: record.id, fields: { life } }],
});
