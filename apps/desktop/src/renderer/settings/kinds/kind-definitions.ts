import { cutLabel } from '@outpost/domain/kernel/acts/act-label';
import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import { type KindDefinition, kindDefinitionSchema } from '@outpost/domain/kernel/definitions/own-kinds';
import { ownKindName } from '@outpost/domain/kernel/catalogue/own-kind-name';
import { canBeUnique } from '@outpost/domain/kernel/definitions/tenant-definitions';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { foldText } from '@outpost/domain/kernel/text/fold-text';
import type { SpecOption } from '@outpost/ui/fields/field-spec';
import type { ActRequest, ShownRecord } from '../../../bridge/contract.ts';

/** The kind of record with which a tenant defines its own kinds (K-3). */
export const kindEntity = 'platform/custom-object';

/** A definition of a kind, with its record. */
export type DefinedKind = { readonly record: ShownRecord; readonly definition: KindDefinition };

/** A person's input for a new kind of record. `belongsTo` is empty for a kind whose records have owners of their own. */
export type NewKind = {
  readonly label: string;
  readonly labelMany: string;
  readonly icon: string;
  readonly belongsTo: string;
};

/** The parts of a definition that can change. An empty name of a field means none. */
export type KindChange = {
  readonly label?: string;
  readonly labelMany?: string;
  readonly icon?: string;
  readonly stages?: string;
  readonly pipelines?: string;
  readonly unique?: readonly (readonly string[])[];
  readonly scheduleAt?: string;
  readonly scheduleLasts?: string;
  readonly scheduleDone?: string;
  readonly alikeBy?: readonly string[];
};

/** Returns the kinds that these rows define, by their labels. Leaves out a row that cannot be read as a definition. */
export const definedKinds = (rows: readonly ShownRecord[]): readonly DefinedKind[] =>
  rows
    .flatMap((record): readonly DefinedKind[] => {
      const read = kindDefinitionSchema.safeParse(record.fields);
      return read.success ? [{ record, definition: read.data }] : [];
    })
    .toSorted((left, right) => left.definition.labelMany.localeCompare(right.definition.labelMany, 'en'));

/** Returns the names of kinds that a new kind can't have: those of all kinds, and of retired ones. */
export const kindNamesTaken = (catalogue: Catalogue, defined: readonly DefinedKind[]): ReadonlySet<string> =>
  new Set([...catalogue.entities.keys(), ...defined.map(({ definition }) => ownKindName(definition.name))]);

/**
 * Returns the name under which records, grants and links keep a new kind: `service-visit` for "Service visit". It is
 * followed by a number if the name is taken.
 */
export function kindNameFor(label: string, taken: ReadonlySet<string>): string {
  const words = foldText(label)
    .split(/[^a-z0-9]+/u)
    .filter((word) => word !== '')
    .join('-')
    .slice(0, 34)
    .replace(/-$/u, '');
  const base = /^[a-z]/u.test(words) ? words : `kind${words === '' ? '' : `-${words}`}`;
  if (!taken.has(ownKindName(base))) return base;
  for (let number = 2; ; number += 1) if (!taken.has(ownKindName(`${base}-${number}`))) return `${base}-${number}`;
}

/** Returns the kind that has a label already, for one record or for many. */
export function kindCalled(catalogue: Catalogue, label: string, apart?: string): Entity | undefined {
  const wanted = foldText(label.trim());
  return [...catalogue.entities.values()].find(
    (entity) =>
      entity.isRetired !== true &&
      entity.name !== apart &&
      (foldText(entity.label.one) === wanted || foldText(entity.label.many) === wanted),
  );
}

/** Returns the ordinary act that adds a kind of record: it works offline, is sent like any other and can be undone. */
export function addKindRequest(kind: NewKind, taken: ReadonlySet<string>): ActRequest {
  const { label, labelMany, icon, belongsTo } = kind;
  return {
    label: cutLabel(`Added the kind of record ${labelMany}`),
    edits: [
      {
        entity: kindEntity,
        create: {
          fields: {
            name: kindNameFor(label, taken),
            label,
            labelMany,
            ...(icon === '' ? {} : { icon }),
            ...(belongsTo === '' ? {} : { belongsTo }),
          },
        },
      },
    ],
  };
}

/** Returns the act of one change of a kind's definition. */
export function changeKindRequest({ record, definition }: DefinedKind, change: KindChange): ActRequest {
  const { unique, alikeBy, ...rest } = change;
  const said =
    change.label === undefined && change.labelMany === undefined
      ? `Changed the kind of record ${definition.labelMany}`
      : `Renamed the kind of record ${definition.labelMany} to ${change.labelMany ?? change.label}`;
  return {
    label: cutLabel(said),
    edits: [
      {
        entity: kindEntity,
        id: record.id,
        fields: {
          ...rest,
          ...(unique === undefined ? {} : { unique: unique.map((set) => [...set]) }),
          ...(alikeBy === undefined ? {} : { alikeBy: [...alikeBy] }),
        },
      },
    ],
  };
}

/** Returns the act that retires a kind, or restores it: its records stay with it either way. */
export const kindLifeRequest = ({ record, definition }: DefinedKind, life: 'alive' | 'deleted'): ActRequest => ({
  label: cutLabel(`${life === 'deleted' ? 'Retired' : 'Brought back'} the kind of record ${definition.labelMany}`),
  edits: [{ entity: kindEntity, id: record.id, fields: { life } }],
});

/** Returns the fields of a kind that can be in a unique set. */
export const uniqueChoices = ({ fields }: Entity): readonly SpecOption[] =>
  Object.entries(fields).flatMap(([value, field]) => (canBeUnique(field) ? [{ value, label: field.label }] : []));

/** Returns the fields of a kind that can give its records stages or pipelines: lists of choices that people fill in. */
export const choiceFields = ({ fields }: Entity): readonly SpecOption[] =>
  Object.entries(fields).flatMap(([value, field]) =>
    field.type === 'choice' && field.merge !== 'derived' ? [{ value, label: field.label }] : [],
  );

/** Returns a unique set in words: "Plate", or "Site and number". */
export const setInWords = (entity: Entity, set: readonly string[]): string =>
  set.map((name, place) => wordAt(entity.fields[name]?.label ?? name, place)).join(' and ');

const wordAt = (label: string, place: number): string =>
  place === 0 ? label : `${label.charAt(0).toLowerCase()}${label.slice(1)}`;
