import type { Entity } from '../entities/entity.ts';
import type { JsonValue } from '../json.ts';
import type { FieldName, Given, RefName, Values } from '../entities/typed-record.ts';

/** A place that a column's cells go to: a field of one of the file's entities, or the record's owner or team, given by name. */
export type SlotTarget = { readonly entity: string; readonly field: string };

/** A column that its header and the entity's declaration don't explain by themselves. */
export type RecipeColumn = {
  readonly headers: readonly string[];
  /** One column can fill several places: a manager's name is a team's name, and each agent's team. */
  readonly to: readonly SlotTarget[];
  /** The file gives amounts in thousands (3) or millions (6). */
  readonly powerOfTen?: number;
  /** Words that are right in this column; what is nearly one of them is offered as a mend. */
  readonly vocabulary?: readonly string[];
};

/** What a record looks like when `complete` is asked: its fields and envelope after linking, and the names in the file's links. */
export type RecordInMaking<E extends Entity = Entity> = {
  readonly fields: Partial<Values<E>>;
  readonly ownerId: string | null;
  readonly teamId: string | null;
  readonly linkNames: { readonly [K in RefName<E>]?: string };
};

/** One kind of record that a file's rows give. */
export type RecipeTarget = {
  readonly entity: string;
  /** The text field by which other rows and files of this source mean the record. Compared folded. */
  readonly key: string;
  /**
   * The fields by which a record is matched, so that repeating an import makes no duplicates; the first that is known decides.
   * Absent: `key`. A name alone is no such field: what it finds is only left as it is (`RecordDraft.sameNamed`).
   */
  readonly match?: readonly string[];
  /** Fields of new records. */
  readonly defaults?: Readonly<Record<string, JsonValue>>;
  /** Takes an owner or team from a linked record where there is none yet: a deal's team is its owner's. */
  readonly through?: readonly { readonly field: 'ownerId' | 'teamId'; readonly from: string }[];
  /** Pure. Values for fields that are still blank: what it says of others is ignored. */
  complete?(record: never): Readonly<Record<string, JsonValue>>;
};

type PlaceName<E extends Entity> = FieldName<E> | 'ownerId' | 'teamId';
/** A place in the records of a kind. */
export const slot = <E extends Entity>(of: E, field: PlaceName<E>): SlotTarget => ({ entity: of.name, field });

/** What a pack says of a kind of record that a file's rows give. */
type DeclaredTarget<E extends Entity> = {
  readonly key: FieldName<E>;
  readonly match?: readonly FieldName<E>[];
  readonly defaults?: Partial<Given<E>>;
  readonly through?: readonly { readonly field: 'ownerId' | 'teamId'; readonly from: PlaceName<E> }[];
  readonly complete?: (record: RecordInMaking<E>) => Partial<Given<E>>;
};
/** The same, in two steps: choices that a function returns stay literal only where the kind is fixed before. */
export const recipeTarget =
  <E extends Entity>(of: E) =>
  (declared: DeclaredTarget<E>): RecipeTarget =>
    ({ entity: of.name, ...declared }) as RecipeTarget; // values of fields are JSON

/** One kind of file. The first target is what its rows are about; columns go to that one's fields unless `columns` says else. */
export type RecipeFile = {
  readonly name: string;
  readonly label: string;
  /** Headers that all must be there for a file to be taken for this one. */
  readonly detect: readonly string[];
  readonly targets: readonly [RecipeTarget, ...RecipeTarget[]];
  readonly columns: readonly RecipeColumn[];
};

/** How files of one source become records: data, so that a pack adds a source without touching the importer. */
export type ImportRecipe = {
  readonly name: string;
  readonly label: string;
  /** The entities that owners and teams are records of. */
  readonly people: string;
  readonly teams: string;
  readonly files: readonly RecipeFile[];
};
