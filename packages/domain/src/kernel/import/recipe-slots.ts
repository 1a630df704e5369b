import { isHiddenField } from '../catalogue/stages/pipelines-of.ts';
import { type Catalogue, entityOf } from '../catalogue/catalogue.ts';
import type { Entity } from '../entities/entity.ts';
import { type Field, type FieldTypeName, isWritable, ref } from '../entities/fields.ts';
import type { MappableField } from './columns/map-columns.ts';
import { idOf } from '../ids.ts';
import { foldText } from '../text/fold-text.ts';
import type { ImportRecipe, RecipeFile } from '../catalogue/import-recipe.ts';

/** A field that a column fills. `part`: the column contains only this part of the field's text, counted from 0 (a first name). */
export type SlotPlace = {
  readonly entity: string;
  readonly name: string;
  readonly field: Field;
  readonly part?: number;
};

/** A target of a column, for the mapping and for display. */
export type ImportSlot = {
  /** "closedOn", or for several places "platform/team.name+teamId": unique within a file. */
  readonly name: string;
  readonly label: string;
  readonly type: FieldTypeName;
  readonly importAs: readonly string[];
  readonly to: readonly SlotPlace[];
  readonly powerOfTen: number;
  readonly vocabulary: readonly string[];
  /** The slot of the whole text that this one is a part of. */
  readonly partOf?: string;
};

/**
 * Returns a recipe for files of one entity without a source of their own. Records are matched by e-mail addresses and declared
 * unique keys, and by name only when a person chooses that. Other rows refer to them by the first unique text, otherwise by name.
 */
export function plainRecipe(
  entity: Entity,
  envelope: { readonly people: string; readonly teams: string },
): ImportRecipe {
  const key = uniqueTexts(entity)[0] ?? entity.title;
  return {
    name: entity.name,
    label: entity.label.many,
    ...envelope,
    files: [
      {
        name: entity.name,
        label: entity.label.many,
        detect: [],
        targets: [
          { entity: entity.name, key, match: matchFieldsOf(entity).filter((name) => !isBareName(entity, name)) },
        ],
        columns: [
          { headers: ['owner', 'assigned to'], to: [{ entity: entity.name, field: 'ownerId' }] },
          { headers: ['team'], to: [{ entity: entity.name, field: 'teamId' }] },
        ],
      },
    ],
  };
}

const uniqueTexts = (entity: Entity): readonly string[] =>
  entity.unique.flatMap(([name = '', ...more]) =>
    more.length === 0 && entity.fields[name]?.type === 'text' ? [name] : [],
  );

/** Whether a field is merely the name of a record: two records may have the same name. */
export const isBareName = (entity: Entity, field: string): boolean =>
  field === entity.title && !uniqueTexts(entity).includes(field);

/**
 * Returns the fields by which an entity's records can be matched, the most distinctive first: e-mail, declared keys, and last the
 * name.
 */
export function matchFieldsOf(entity: Entity): readonly string[] {
  const emails = Object.entries(entity.fields).flatMap(([name, { type }]) => (type === 'email' ? [name] : []));
  return [...new Set([...emails, ...uniqueTexts(entity), entity.title])];
}

const headerKey = (header: string): string => foldText(header).replace(/[^\p{L}\p{N}]+/gu, ' ');

/** Returns the recipe's file whose `detect` headers are all present; of several, the one with the most. */
export function detectFile(header: readonly string[], recipe: ImportRecipe): RecipeFile | null {
  const present = new Set(header.map(headerKey));
  const fitting = recipe.files.filter((file) => file.detect.every((wanted) => present.has(headerKey(wanted))));
  return [...fitting].sort((a, b) => b.detect.length - a.detect.length)[0] ?? null;
}

/**
 * Returns the possible targets of a file's columns: the recipe's columns first, then the main entity's other fields that an
 * import may fill.
 */
export function importSlotsOf(file: RecipeFile, recipe: ImportRecipe, catalogue: Catalogue): readonly ImportSlot[] {
  const [main] = file.targets;
  const own = file.columns.map((column): ImportSlot => {
    const to = column.to.map(({ entity, field }) => ({
      entity,
      name: field,
      field: fieldOf(entityOf(catalogue, entity), field, recipe),
    }));
    const [first] = to;
    if (!first) throw new Error(`Recipe ${recipe.name}: column ${column.headers.join('/')} goes nowhere`);
    return {
      name: to.map(({ entity, name }) => (entity === main.entity ? name : `${entity}.${name}`)).join('+'),
      label: first.field.label,
      type: first.field.type,
      importAs: column.headers,
      to,
      powerOfTen: column.powerOfTen ?? 0,
      vocabulary: column.vocabulary ?? [],
    };
  });
  const taken = new Set(own.map(({ name }) => name));
  const entity = entityOf(catalogue, main.entity);
  const others = Object.entries(entity.fields).flatMap(([name, field]): ImportSlot[] => {
    if (taken.has(name) || !isWritable(field) || field.type === 'file' || isHiddenField(entity, name)) return [];
    const to = [{ entity: main.entity, name, field }];
    const rest = { type: field.type, powerOfTen: 0, vocabulary: [] };
    const parts = (field.type === 'text' ? (field.importParts ?? []) : []).map(
      ({ label, importAs }, part): ImportSlot => ({
        ...rest,
        name: `${name}:${label}`,
        label,
        importAs,
        to: [{ entity: main.entity, name, field, part }],
        partOf: name,
      }),
    );
    return [{ ...rest, name, label: field.label, importAs: field.importAs, to }, ...parts];
  });
  return [...own, ...others];
}

/** Returns the fields of the file's records that no file fills in, because they are computed. */
export const computedFieldsOf = (file: RecipeFile, catalogue: Catalogue): readonly MappableField[] =>
  Object.entries(entityOf(catalogue, file.targets[0].entity).fields).flatMap(([name, field]) =>
    field.merge === 'derived' ? [{ name, label: field.label, type: field.type }] : [],
  );

function fieldOf(entity: Entity, name: string, recipe: ImportRecipe): Field {
  if (name === 'ownerId') return ref(idOf(recipe.people), { label: 'Owner' });
  if (name === 'teamId') return ref(idOf(recipe.teams), { label: 'Team' });
  const field = entity.fields[name];
  if (!field) throw new Error(`Recipe ${recipe.name}: ${entity.name} has no field ${name}`);
  return field;
}

/**
 * Returns the field by which records of an entity are identified and linked: its target's key if the recipe has one, otherwise
 * its title.
 */
export function keyFieldOf(entity: string, recipe: ImportRecipe, catalogue: Catalogue): string {
  const target = recipe.files.flatMap(({ targets }) => targets).find((candidate) => candidate.entity === entity);
  return target?.key ?? entityOf(catalogue, entity).title;
}

/**
 * Returns the entities whose records an import must know before it begins, to update and to link them. Each has its lookup
 * fields: the link field first, then the match fields.
 */
export function entitiesToKnow(recipe: ImportRecipe, catalogue: Catalogue): ReadonlyMap<string, readonly string[]> {
  const targets = new Set(recipe.files.flatMap((file) => file.targets.map(({ entity }) => entity)));
  const linked = recipe.files.flatMap((file) =>
    importSlotsOf(file, recipe, catalogue).flatMap(({ to }) =>
      to.flatMap(({ field }) => (field.type === 'ref' ? field.targets : [])),
    ),
  );
  return new Map(
    [...new Set([...targets, ...linked])].map((name) => {
      const entity = entityOf(catalogue, name);
      const match = targets.has(name) ? matchFieldsOf(entity) : [];
      return [name, [...new Set([keyFieldOf(name, recipe, catalogue), ...match])]];
    }),
  );
}
