import { z } from 'zod';
import { type Catalogue, entityOf, unknownEntity } from '../catalogue/catalogue.ts';
import { sealable } from '../catalogue/sealed-group.ts';
import { badDefinition, type DefinitionRefusal, misread, type ReadDefinition } from './own-kinds.ts';
import { withOwnFormulas } from './own-formulas.ts';
import { rollUpFunctions } from '../entities/roll-up.ts';
import { filterSchema } from '../questions/list-query.ts';
import { withOwnRollUps } from './own-roll-ups.ts';
import { formulaResultTypes } from '../formulas/formula.ts';
import { isReservedName } from '../entities/envelope.ts';
import {
  choice,
  date,
  duration,
  email,
  type Field,
  flag,
  geo,
  instant,
  money,
  number,
  percent,
  phone,
  ref,
  runningNumber,
  tags,
  text,
} from '../entities/fields.ts';
import { mostDigits, mostPrefixChars } from '../entities/running-number.ts';
import { idOf } from '../ids.ts';

/** K-3: a tenant's own field as its definition record describes it. */
export const fieldDefinitionSchema = z.object({
  forEntity: z.string(),
  name: z.string().regex(/^[a-z][a-zA-Z0-9]{0,79}$/, 'must be a camelCase word'),
  label: z.string().min(1),
  help: z.string().exactOptional(),
  type: z.enum([
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
    'ref',
    'runningNumber',
    'geo',
  ]),
  /**
   * The format of a text or a number (`kernel/entities/formats`), by its name. Never changed: values would become wrong. A name of
   * a newer build is kept: the field is a plain text or number here.
   */
  format: z.string().nullable().exactOptional(),
  required: z.boolean().exactOptional(),
  searched: z.boolean().exactOptional(),
  /**
   * Options are appended, relabelled or retired, never reordered or removed: records sort by an option's place, and
   * keep retired ones.
   */
  options: z
    .array(
      z.object({
        value: z.string().min(1),
        label: z.string().min(1),
        isRetired: z.boolean().exactOptional(),
        /** For the stages of a kind of the tenant's own: left out, the stage is open. */
        outcome: z.enum(['open', 'won', 'lost']).exactOptional(),
      }),
    )
    .exactOptional(),
  /**
   * For links: the kinds of record that it can name, the tenant's own included. Never changed: a value's form depends
   * on their number.
   */
  targets: z.array(z.string()).exactOptional(),
  /** PLT-7: how the field gets its values, where people do not write them. Never changed: values would be lost. */
  computed: z.enum(['formula', 'roll-up']).exactOptional(),
  /** The expression of a formula (`kernel/formulas`). */
  formula: z.string().exactOptional(),
  /** PLT-8: the related records of a roll-up, and the figure over them. */
  rollUp: z
    .object({
      of: z.string(),
      by: z.string(),
      fn: z.enum(rollUpFunctions),
      field: z.string().exactOptional(),
      where: filterSchema.exactOptional(),
    })
    .exactOptional(),
  /** For running numbers (S-4e). Changed ones apply to the numbers that are given from then on. */
  prefix: z.string().max(mostPrefixChars).exactOptional(),
  digits: z.number().int().min(1).max(mostDigits).exactOptional(),
});
/** The digits of a running number whose definition gives none. */
export const usualDigits = 4;
export type FieldDefinition = z.infer<typeof fieldDefinitionSchema>;

/**
 * Returns the field that a definition declares. A computed value has no format, because nobody could correct a wrong
 * one.
 */
export function fieldFrom(definition: FieldDefinition): Field {
  const { format = null, computed } = definition;
  const field = baseFieldFrom(definition);
  const takesFormat = (field.type === 'text' && field.series === undefined) || field.type === 'number';
  return takesFormat && format !== null && computed === undefined ? { ...field, format } : field;
}

function baseFieldFrom(definition: FieldDefinition): Field {
  const more = {
    label: definition.label,
    required: definition.computed === undefined && (definition.required ?? false),
    searched: definition.searched ?? false,
    ...(definition.help === undefined || definition.help === '' ? {} : { help: definition.help }),
    ...(definition.computed === undefined ? {} : { merge: 'derived' as const }),
  };
  switch (definition.type) {
    case 'text':
      return text(more);
    case 'email':
      return email(more);
    case 'phone':
      return phone(more);
    case 'money':
      return money(more);
    case 'number':
      return number({ ...more, decimals: 6 });
    case 'percent':
      return percent(more);
    case 'flag':
      return flag(more);
    case 'date':
      return date(more);
    case 'instant':
      return instant(more);
    case 'duration':
      return duration(more);
    case 'choice':
      return choice(definition.options ?? [], more);
    case 'tags':
      return tags(more);
    case 'geo':
      return geo(more);
    case 'ref':
      return ref((definition.targets ?? []).map(idOf), more);
    case 'runningNumber':
      return runningNumber({
        ...more,
        searched: true,
        prefix: definition.prefix ?? '',
        digits: definition.digits ?? usualDigits,
      });
  }
}

const isFormula = ({ computed }: FieldDefinition): boolean => computed === 'formula';

/**
 * Returns the catalogue with a tenant's own fields in it. Lists, filters, reports, import and API treat them like built-in
 * fields. In a kind that states no worth or no place, the first own field of that type takes its role. They cause no DDL: no
 * index plan names them; the server indexes them through `record_key`.
 *
 * A definition is skipped if it is unreadable, or if its kind does not exist (`records/unknown-entity`). It is skipped with
 * `records/invalid` if the entity or every record has its name already, or if it links to no kind or a missing one. A formula
 * that cannot be read, or that reads itself through others, is left out, too (PLT-7).
 */
export function withOwnFields(
  catalogue: Catalogue,
  written: readonly unknown[],
): { readonly catalogue: Catalogue; readonly read: readonly ReadDefinition<FieldDefinition>[] } {
  const entities = new Map(catalogue.entities);
  const read = written.map((fields, place): ReadDefinition<FieldDefinition> => {
    const parsed = fieldDefinitionSchema.safeParse(fields);
    if (!parsed.success) return { place, refusal: misread(parsed.error) };
    const definition = parsed.data;
    const refusal = judgeField(entities, definition);
    if (refusal) return { place, refusal };
    const entity = entityOf({ entities }, definition.forEntity);
    const field = { ...fieldFrom(definition), isOwn: true as const };
    entities.set(entity.name, {
      ...entity,
      fields: {
        ...entity.fields,
        [definition.name]: isFormula(definition)
          ? { ...field, formula: definition.formula ?? '' }
          : definition.rollUp === undefined
            ? field
            : { ...field, rollUp: definition.rollUp },
      },
      ...(entity.worth === undefined && definition.type === 'money' ? { worth: definition.name } : {}),
      ...(entity.place === undefined && field.type === 'geo' ? { place: definition.name } : {}),
    });
    return { place, definition };
  });
  const formulas = withOwnFormulas({ ...catalogue, entities });
  const rollUps = withOwnRollUps(formulas.catalogue);
  return {
    catalogue: rollUps.catalogue,
    read: read.map((one) => {
      if (!('definition' in one)) return one;
      const { forEntity, name } = one.definition;
      const refusal = formulas.refused.get(forEntity)?.get(name) ?? rollUps.refused.get(forEntity)?.get(name);
      return refusal ? { place: one.place, refusal } : one;
    }),
  };
}

function judgeField(
  entities: Catalogue['entities'],
  { forEntity, name, label, type, required, searched, targets = [], computed, formula, rollUp }: FieldDefinition,
): DefinitionRefusal | undefined {
  const entity = entities.get(forEntity);
  if (!entity) return unknownEntity(forEntity);
  if (name in entity.fields || isReservedName(name))
    return badDefinition(`${entity.label.one} has a field "${name}" already. Choose another name.`, 'name');
  const isSealable =
    sealable.some((one) => one === type) && computed === undefined && required !== true && searched !== true;
  if (entity.sealed !== undefined && !isSealable)
    return badDefinition(
      `${label}: a sealed field is a plain value that is neither required, searched nor computed.`,
      'type',
    );
  if (computed === undefined && formula !== undefined && formula !== '')
    return badDefinition(`${label} is a field that people fill in, and has no formula.`, 'formula');
  if ((computed === 'roll-up') !== (rollUp !== undefined))
    return badDefinition(`${label}: choose the related records of a roll-up, and only of a roll-up.`, 'rollUp');
  if (computed === 'formula' && !formulaResultTypes.some((one) => one === type))
    return badDefinition(`${label} can't be computed by a formula: no formula gives such a value.`, 'type');
  if (type !== 'ref') return undefined;
  if (targets.length === 0) return badDefinition(`Say which kinds of record ${label} links to.`, 'targets');
  if (new Set(targets).size < targets.length)
    return badDefinition(`${label} links to a kind of record twice.`, 'targets');
  const missing = targets.find((target) => !entities.has(target));
  return missing === undefined
    ? undefined
    : badDefinition(`${label} can't link to "${missing}": there is no such kind of record.`, 'targets');
}
