import type { Entity } from '../entities/entity.ts';
import type { JsonValue } from '../json.ts';
import type { FieldName, Given, RefName, Values } from '../entities/typed-record.ts';

/** The destination of a column's cells: a field of one of the file's entities, or the record's owner or team, given by name. */
export type SlotTarget = { readonly entity: string; readonly field: string };

/** A column that its header and the entity's declaration don't explain. */
export type RecipeColumn = {
  readonly headers: readonly string[];
  /** One column can fill several places: a manager's name is a team's name, and each agent's team. */
  readonly to: readonly SlotTarget[];
  /** The file gives amounts in thousands (3) or millions (6). */
  readonly powerOfTen?: number;
  /** The valid words of this column; the importer suggests one of them for a word that is nearly the same. */
  readonly vocabulary?: readonly string[];
};

/** A record as `complete` gets it: its fields and envelope after linking, and the names in the file's links. */
export type RecordInMaking<E extends Entity = Entity> = {
  readonly fields: Partial<Values<E>>;
  readonly ownerId: string | null;
  readonly teamId: string | null;
  readonly linkNames: { readonly [K in RefName<E>]?: string };
};

/** One kind of record that a file's rows contain. */
export type RecipeTarget = {
  readonly entity: string;
  /** The text field by which other rows and files of this source refer to the record. Compared folded. */
  readonly key: string;
  /**
   * The fields by which a record is matched, so that repeating an import makes no duplicates; the first that is known decides.
   * Absent: `key`. A name is not enough for a match: a record found by its name is left as it is (`RecordDraft.sameNamed`).
   */
  readonly match?: readonly string[];
  /** Values of fields in new records. */
  readonly defaults?: Readonly<Record<string, JsonValue>>;
  /** Takes an owner or team from a linked record where the record has none: a deal's team is its owner's. */
  readonly through?: readonly { readonly field: 'ownerId' | 'teamId'; readonly from: string }[];
  /** Pure. Returns values for fields that are still blank; its values for other fields are ignored. */
  complete?(record: never): Readonly<Record<string, JsonValue>>;
};

type PlaceName<E extends Entity> = FieldName<E> | 'ownerId' | 'teamId';
/** Returns a place in the records of a kind. */
export const slot = <E extends Entity>(of: E, field: PlaceName<E>): SlotTarget => ({ entity: of.name, field });

/** A pack's declaration of a kind of record that a file's rows contain. */
type DeclaredTarget<E extends Entity> = {
  readonly key: FieldName<E>;
  readonly match?: readonly FieldName<E>[];
  readonly defaults?: Partial<Given<E>>;
  readonly through?: readonly { readonly field: 'ownerId' | 'teamId'; readonly from: PlaceName<E> }[];
  readonly complete?: (record: RecordInMaking<E>) => Partial<Given<E>>;
};
/**
 * Declares such a target in two steps: choices that a function returns stay literal only where the kind is fixed
 * before.
 */
export const recipeTarget =
  <E extends Entity>(of: E) =>
  (declared: DeclaredTarget<E>): RecipeTarget =>
    ({ entity: of.name, ...declared }) as RecipeTarget; // values of fields are JSON

/**
 * One kind of file. Its rows are about the first target; columns fill that target's fields unless `columns` names
 * another place.
 */
export type RecipeFile = {
  readonly name: string;
  readonly label: string;
  /** The headers that a file must have to be recognised as this kind. */
  readonly detect: readonly string[];
  readonly targets: readonly [RecipeTarget, ...RecipeTarget[]];
  readonly columns: readonly RecipeColumn[];
};

/** The rules that turn files of one source into records: data, so that a pack adds a source without a change to the importer. */
export type ImportRecipe = {
  readonly name: string;
  readonly label: string;
  /** The entities of owners and teams. */
  readonly people: string;
  readonly teams: string;
  readonly files: readonly RecipeFile[];
};
