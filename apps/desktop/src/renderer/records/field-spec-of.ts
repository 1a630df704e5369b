import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { formatOf } from '@outpost/domain/kernel/entities/formats/format-of';
import { type Field, namesKind, refTarget, refValue, numberSeriesOf } from '@outpost/domain/kernel/entities/fields';
import type { FieldSpec, NamedValue, RefOption, SpecOf } from '@outpost/ui/fields/field-spec';
import type { FoundTitles } from './find-by-title.ts';

/** The sources that editors need in addition to the declarations. */
export type SpecSources = {
  /** Finds records of these entities by their words; an empty text lists the first records. */
  readonly search: (
    entities: readonly string[],
    text: string,
    signal: AbortSignal,
  ) => Promise<readonly (RefOption & { readonly entity: string })[]>;
  /** Finds the records of these entities with exactly these titles, apart from case and accents. */
  readonly findByTitle?: (entities: readonly string[], titles: readonly string[]) => Promise<FoundTitles>;
  /**
   * Returns a tenant's own field of an entity of the build (K-3), even a retired one: replaced or refused values may
   * belong to such a field.
   */
  readonly ownField: (entity: string, name: string) => Field | undefined;
  /** Returns the name of a loaded record. */
  readonly nameOf: (id: string) => string | undefined;
  /** whether this device keeps no records of a kind. */
  readonly isNotKept?: (entity: string) => boolean;
  readonly onOpen?: (id: string) => void;
  /** Returns how a reference to this kind creates a record by its name; `undefined` if this person can't. */
  readonly createIn?: (entity: string) => SpecOf<'ref'>['create'];
  /** The currency of amounts typed without one. */
  readonly currency: string;
  readonly me: string;
};

const tones = { open: 'neutral', won: 'good', lost: 'neutral' } as const; // red means refused or invalid, so a lost deal is not red

/** in place of the name of a record whose kind this device does not keep. */
export const notKeptWords = 'Not kept on this device';

const referenceOf = (field: Extract<Field, { type: 'ref' }>, sources: SpecSources) => ({
  kind: 'ref' as const,
  isPerson: !namesKind(field) && field.targets[0] === 'platform/person',
  me: sources.me,
  search: async (words: string, signal: AbortSignal): Promise<readonly RefOption[]> =>
    (await sources.search(field.targets, words, signal)).map(({ entity, ...option }) => ({
      ...option,
      id: refValue(field, entity, option.id),
    })),
  named: [...field.targets].sort().join(' '),
  ...(sources.findByTitle === undefined
    ? {}
    : {
        findByName: async (names: readonly string[]): Promise<ReadonlyMap<string, NamedValue>> => {
          const found = await sources.findByTitle?.(field.targets, names);
          return new Map(
            [...(found ?? [])].map(([name, one]) => [
              name,
              'problem' in one ? one : { value: refValue(field, one.entity, one.id) },
            ]),
          );
        },
      }),
  nameOf: (value: string) => {
    const { entity, id } = refTarget(field, value);
    return sources.nameOf(id) ?? (sources.isNotKept?.(entity) === true ? notKeptWords : undefined);
  },
  create: namesKind(field) || field.targets.length !== 1 ? undefined : sources.createIn?.(field.targets[0] ?? ''),
  ...(sources.onOpen === undefined ? {} : { onOpen: (value: string) => sources.onOpen?.(refTarget(field, value).id) }),
});

const bounds = (field: { readonly min?: number; readonly max?: number }) => ({
  ...(field.min === undefined ? {} : { min: field.min }),
  ...(field.max === undefined ? {} : { max: field.max }),
});

/** Whether a field holds years: whole numbers of four digits by its declaration. Years are written without separators. */
const isYear = (field: { readonly decimals: number; readonly min?: number; readonly max?: number }) =>
  field.decimals === 0 && (field.min ?? 0) >= 1_000 && (field.max ?? 10_000) < 10_000;

function kindOf(field: Field, sources: SpecSources) {
  const format = formatOf(field);
  switch (field.type) {
    case 'text':
      return {
        kind: field.multiline ? ('long-text' as const) : ('text' as const),
        maxChars: field.maxChars,
        ...(field.isMarkdown === true ? { isMarkdown: true } : {}),
        ...(format?.base === 'text' && !field.multiline ? { format } : {}),
      };
    case 'money':
      return { kind: 'money' as const, currency: sources.currency };
    case 'number':
    case 'percent':
      return {
        kind: field.type,
        decimals: field.decimals,
        ...bounds(field),
        ...(isYear(field) ? { isYear: true } : {}),
        ...(format?.base === 'number' ? { format } : {}),
      };
    case 'choice':
      return {
        kind: 'choice' as const,
        options: field.options.map(({ value, label, outcome, isRetired, tone }) => ({
          value,
          label,
          ...(isRetired === true ? { isRetired } : {}),
          ...(tone !== undefined ? { tone } : outcome === undefined ? {} : { tone: tones[outcome] }),
        })),
        ...(field.emptyMeans === undefined ? {} : { emptyMeans: field.emptyMeans }),
      };
    case 'tags':
      return { kind: 'tags' as const, ...(field.options === undefined ? {} : { options: field.options }) };
    case 'ref':
      return referenceOf(field, sources);
    case 'email':
    case 'phone':
    case 'flag':
    case 'date':
    case 'instant':
    case 'duration':
    case 'address':
    case 'geo':
    case 'json':
    case 'file':
      return { kind: field.type };
  }
}

const list = new Intl.ListFormat('en', { type: 'conjunction' });

/** States the source of a formula's value, and the people who can change it (PLT-7). */
function formulaReason({ worksFrom = [] }: Field): string {
  const from = worksFrom.length === 0 ? 'by a formula' : `from ${list.format(worksFrom)}, by a formula`;
  return `Computed ${from}. Administrators change it in the settings, under Fields.`;
}

/** States the source of a roll-up's value: everyone sees the figure over their own records (PLT-8). */
const rollUpReason = ({ worksFrom = [], isOwn }: Field): string =>
  `Computed from the ${list.format(worksFrom)} that you see.${isOwn ? ' Administrators change it in the settings, under Fields.' : ''}`;

/** Returns why no person may edit this field, or `undefined` if people may. */
export function fixedReason(field: Field, isNew: boolean): string | undefined {
  if (field.formula !== undefined) return formulaReason(field);
  if (field.rollUp !== undefined) return rollUpReason(field);
  if (field.merge === 'derived') return 'Computed from the other fields.';
  if (numberSeriesOf(field)) return 'The server gives the number, once the record has reached it. Nobody changes it.';
  if (field.merge === 'server') return 'Written by the server alone.';
  if (field.merge === 'fixed' && !isNew) return 'Given when the record was made, and kept.';
  return undefined;
}

const owner = (entity: Entity): Extract<Field, { type: 'ref' }> => ({
  type: 'ref',
  targets: ['platform/person'],
  onDelete: 'keep',
  label: entity.isAssigned ? 'Assigned to' : 'Owner',
  required: false,
  merge: 'later',
  searched: false,
  importAs: [],
  administered: false,
});
const team: Extract<Field, { type: 'ref' }> = {
  type: 'ref',
  targets: ['platform/team'],
  onDelete: 'keep',
  label: 'Team',
  required: false,
  merge: 'later',
  searched: false,
  importAs: [],
  administered: false,
};

/** Returns the field of that name, including the envelope's people and teams; `undefined` for any other name. */
export function fieldNamed(entity: Entity, name: string): Field | undefined {
  if (name === 'ownerId') return owner(entity);
  if (name === 'teamId') return team;
  return entity.fields[name];
}

/**
 * Returns the properties of a field for editors, cells and filters, from its declaration (idea 1); `undefined` for a
 * name that is not a field.
 */
export function fieldSpecOf(entity: Entity, name: string, sources: SpecSources): FieldSpec | undefined {
  if (name === 'createdAt' || name === 'updatedAt')
    return {
      id: name,
      label: name === 'createdAt' ? 'Created' : 'Changed',
      kind: 'instant',
      readOnlyReason: 'Written by Outpost.',
    };
  const field = fieldNamed(entity, name) ?? sources.ownField(entity.name, name);
  if (!field) return undefined;
  const spec = specOfField(name, field, sources);
  if (entity.schedule?.repeat === name)
    return { ...spec, kind: 'repeat', isSeries: entity.schedule.series !== undefined };
  return spec;
}

/** Returns the spec of a given field, such as one of a calculation (T-18). */
export const specOfField = (id: string, field: Field, sources: SpecSources): FieldSpec => ({
  id,
  label: field.label,
  isRequired: field.required,
  ...(field.help === undefined ? {} : { help: field.help }),
  ...(numberSeriesOf(field) ? { emptyText: 'Number follows' } : {}),
  ...kindOf(field, sources),
});
