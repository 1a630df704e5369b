import type { FieldTypeName } from '../entities/fields.ts';
import type { ColumnTally } from './columns/column-tally.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { ImportRecipe } from '../catalogue/import-recipe.ts';
import type { KnownRecords } from './matching/known-records.ts';
import { type Proposal, matchNames, nearMissesWithin } from '../text/near-misses.ts';
import { isPlaceholder } from './cells/placeholders.ts';
import { entitiesToKnow, type ImportSlot, keyFieldOf } from './recipe-slots.ts';

/**
 * A mend offered for one column, and whether it is taken. `isSure`: the new value is known to be right and the old value occurs
 * nowhere else, so the mend may be taken without asking.
 */
export type Mend = Proposal & { readonly id: string; readonly isSure: boolean; readonly isTaken: boolean };

/** The parts of a column that its mends depend on. `cells` contains all different cells if `isWhole`. */
export type ColumnToMend = {
  readonly column: number;
  readonly slot: ImportSlot | null;
  readonly cells: ReadonlyMap<string, number>;
  readonly isWhole: boolean;
  readonly tally: ColumnTally;
  readonly isOurs: boolean;
};
type FileToMend = {
  readonly table: { readonly fileName: string };
  readonly columns: readonly ColumnToMend[];
};

/**
 * The input for computing mends. `mends`: a person's decisions, by the mend's id. `takeMends` takes the sure mends that the
 * person has not decided.
 */
export type MendGround = {
  readonly recipe: ImportRecipe;
  readonly catalogue: Catalogue;
  readonly known: KnownRecords;
  readonly choices?: { readonly mends?: ReadonlyMap<string, boolean>; readonly takeMends?: boolean };
};

/** Columns of free words with more different values than this contain names or prose; no mends are sought in them. */
const mostWords = 200;

/**
 * Returns the names in each entity's key column of these files and in its existing records: the possible targets of links. An
 * entity with more names than are kept is left out, because among part of them a right name would look like a misspelling.
 */
export function namesInFiles(
  files: readonly FileToMend[],
  { recipe, catalogue, known }: MendGround,
): ReadonlyMap<string, readonly string[]> {
  const names = new Map<string, string[]>();
  const tooMany = new Set<string>();
  const add = (entity: string, more: Iterable<string>): void => {
    const list = names.get(entity) ?? [];
    for (const name of more) list.push(name);
    names.set(entity, list);
  };
  for (const { columns } of files) {
    for (const { slot, cells, isWhole } of columns) {
      for (const { entity, name, field } of slot?.to ?? []) {
        if (field.type === 'ref' || name !== keyFieldOf(entity, recipe, catalogue)) continue;
        if (!isWhole) tooMany.add(entity);
        add(
          entity,
          [...cells.keys()].flatMap((cell) => (cell.trim() === '' ? [] : [cell.trim()])),
        );
      }
    }
  }
  for (const [entity, [keyField = '']] of entitiesToKnow(recipe, catalogue)) {
    const there = known.texts(entity, keyField);
    if (there === null) tooMany.add(entity);
    else add(entity, there);
  }
  for (const entity of tooMany) names.delete(entity);
  return names;
}

/**
 * Whether a value of one field also occurs in another field of these files or of existing records. Such a value is a word in its
 * own right.
 */
type StandsElsewhere = (value: string, entity: string, field: string) => boolean;

/** Returns a function that looks values up in the other fields of the files and of existing records. */
export function valuesElsewhere(
  files: readonly FileToMend[],
  { known, recipe, catalogue }: MendGround,
): StandsElsewhere {
  const texts = [...entitiesToKnow(recipe, catalogue).keys()].flatMap((entity) =>
    Object.entries(catalogue.entities.get(entity)?.fields ?? {}).flatMap(([field, { type }]) =>
      type === 'text' ? [{ entity, field }] : [],
    ),
  );
  const inRecords = new Map<string, ReadonlySet<string>>();
  const isInRecords = (text: string, { entity, field }: (typeof texts)[number]): boolean => {
    const place = `${entity}.${field}`;
    const found = inRecords.get(place) ?? new Set(known.texts(entity, field));
    inRecords.set(place, found);
    return found.has(text);
  };
  return (value, entity, field) => {
    const text = value.trim();
    const isOther = (to: ImportSlot['to'] | undefined): boolean =>
      to === undefined || !to.some((place) => place.entity === entity && place.name === field);
    const isInFiles = files.some(({ columns }) =>
      columns.some(({ slot, cells, isOurs }) => !isOurs && isOther(slot?.to) && (cells.has(value) || cells.has(text))),
    );
    // A value that an existing record has in the same field is a word in its own right too, not a misspelling.
    return isInFiles || texts.some((place) => isInRecords(text, place));
  };
}

/** Returns the mends offered for one column, and which of them are taken. */
export function mendsFor(
  file: FileToMend,
  { column, slot, cells, isWhole, tally }: ColumnToMend,
  {
    input,
    names,
    stands,
  }: {
    readonly input: MendGround;
    readonly names: ReadonlyMap<string, readonly string[]>;
    readonly stands: StandsElsewhere;
  },
): readonly Mend[] {
  const { choices, recipe, catalogue, known } = input;
  const proposals = (slot?.to ?? []).flatMap(
    ({ entity, name, field }): readonly (Proposal & Pick<Mend, 'isSure'>)[] => {
      const unlessElsewhere = (found: readonly Proposal[]) =>
        found.map((proposal) => ({
          ...proposal,
          isSure: proposal.why !== 'rare-and-near' && !stands(proposal.from, entity, name),
        }));
      if (field.type === 'ref') {
        const possible = field.targets.map((target) => names.get(target));
        if (possible.includes(undefined)) return [];
        return unlessElsewhere(
          matchNames(
            cells,
            possible.flatMap((found) => found ?? []),
          ).proposals,
        );
      }
      if (field.type === 'choice')
        return [
          ...unlessElsewhere(
            matchNames(
              cells,
              field.options.flatMap(({ value, label }) => [label, value]),
            ).proposals,
          ),
          ...placeholdersIn(cells, field.type, tally),
        ];
      if (field.type !== 'text') return placeholdersIn(cells, field.type, tally);
      const isName = name === keyFieldOf(entity, recipe, catalogue) || name === catalogue.entities.get(entity)?.title;
      // Two numbers of a format that differ in one digit are two numbers.
      if (field.multiline || field.format !== undefined || isName || !isWhole || cells.size > mostWords) return [];
      const used = known.texts(entity, name) ?? [];
      return unlessElsewhere(nearMissesWithin(cells, { vocabulary: [...(slot?.vocabulary ?? []), ...used] }));
    },
  );
  const unique = new Map(proposals.map((proposal) => [proposal.from, proposal]));
  return [...unique.values()].map((proposal) => {
    const id = `${file.table.fileName}:${column}:${proposal.from}`;
    const byDefault = proposal.isSure && (choices?.takeMends ?? false);
    return { ...proposal, id, isTaken: choices?.mends?.get(id) ?? byDefault };
  });
}

/** Finds placeholders in columns that do not keep text: they mean an empty cell. */
function placeholdersIn(
  cells: ReadonlyMap<string, number>,
  type: FieldTypeName,
  { placeholderCount }: ColumnTally,
): readonly (Proposal & Pick<Mend, 'isSure'>)[] {
  if (placeholderCount === 0) return [];
  const isFigure = ['money', 'number', 'percent'].includes(type); // a dash means zero in many accounts
  return [...cells].flatMap(([from, rowCount]) =>
    isPlaceholder(from)
      ? [{ from, to: '', rowCount, why: 'placeholder' as const, isSure: !(isFigure && /^[-–—\s]+$/u.test(from)) }]
      : [],
  );
}
