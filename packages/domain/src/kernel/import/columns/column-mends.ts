import type { FieldTypeName } from '../../entities/fields.ts';
import type { ColumnTally } from './column-tally.ts';
import type { Catalogue } from '../../catalogue/catalogue.ts';
import type { ImportRecipe } from '../../catalogue/import-recipe.ts';
import type { KnownRecords } from '../matching/known-records.ts';
import { type Proposal, matchNames, nearMissesWithin } from '../../text/near-misses.ts';
import { isPlaceholder } from '../cells/placeholders.ts';
import { entitiesToKnow, type ImportSlot, keyFieldOf } from '../recipe-slots.ts';

/**
 * A mend that is offered for one column, and whether it is taken. `isSure`: its new value is known to be right and its old value
 * stands nowhere else, so it may be taken without asking.
 */
export type Mend = Proposal & { readonly id: string; readonly isSure: boolean; readonly isTaken: boolean };

/** The parts of a column that its mends depend on. `cells` are all its different cells where `isWhole`. */
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

/** The input from which mends are worked out. `mends`: a person's decisions, by the mend's id. `takeMends` takes the undecided ones that are sure. */
export type MendGround = {
  readonly recipe: ImportRecipe;
  readonly catalogue: Catalogue;
  readonly known: KnownRecords;
  readonly choices?: { readonly mends?: ReadonlyMap<string, boolean>; readonly takeMends?: boolean };
};

/** Columns of free words with more different values than this are names or prose, and no mends are sought in them. */
const mostWords = 200;

/**
 * The names that each entity's key column gives in these files, and those that are there already: what links can mean. An entity
 * with more names than are kept has none here: among a part of them a right name would look like a misspelling.
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

/** Whether a value of one field stands in another field too, of these files or of the records that are there: then it is a word of its own. */
type StandsElsewhere = (value: string, entity: string, field: string) => boolean;

/** Looks values up in the other fields of the files and of the records that are there. */
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
    // In the same field of a record that is there it stands as such, too: then it is no misspelling of another.
    return isInFiles || texts.some((place) => isInRecords(text, place));
  };
}

/** The mends that are offered for one column, and which of them are taken. */
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
      if (field.multiline || isName || !isWhole || cells.size > mostWords) return [];
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

/** Words for nothing, where no text is kept: an empty cell is what they mean. */
function placeholdersIn(
  cells: ReadonlyMap<string, number>,
  type: FieldTypeName,
  { placeholderCount }: ColumnTally,
): readonly (Proposal & Pick<Mend, 'isSure'>)[] {
  if (placeholderCount === 0) return [];
  const isFigure = ['money', 'number', 'percent'].includes(type); // a dash is nought in many accounts
  return [...cells].flatMap(([from, rowCount]) =>
    isPlaceholder(from)
      ? [{ from, to: '', rowCount, why: 'placeholder' as const, isSure: !(isFigure && /^[-–—\s]+$/u.test(from)) }]
      : [],
  );
}
