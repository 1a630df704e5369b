import { countWithNoun } from '../../text/count-words.ts';
import type { DraftFile } from '../draft-import.ts';
import type { ImportRecipe } from '../../catalogue/import-recipe.ts';
import { type MatchingChoices, matchingOf } from '../matching/matching.ts';

/** A warning about an import that may go ahead. It concerns `rowCount` rows of `column`. */
export type ImportWarning = {
  readonly code: 'blank-link' | 'blank-cells' | 'no-key-column' | 'not-taken';
  readonly file: string;
  readonly column: string | null;
  readonly rowCount: number;
  readonly message: string;
};

/** Returns the warnings about a file before its import, the most important first. */
export function warningsOf(
  { table, takenFor, columns }: DraftFile,
  recipe: ImportRecipe,
  matching?: MatchingChoices,
): readonly ImportWarning[] {
  const file = table.fileName;
  if (takenFor === null) {
    const labels = recipe.files.map(({ label }) => label.toLowerCase()).join(', ');
    return [
      {
        code: 'not-taken',
        file,
        column: null,
        rowCount: table.rowCount,
        message: `${file} is not one of: ${labels}. It is not imported.`,
      },
    ];
  }
  const blank = columns.flatMap(({ name, slot, tally: { blankCount } }): ImportWarning[] => {
    if (slot === null || blankCount === 0) return [];
    const isLink = slot.type === 'ref';
    const message = isLink
      ? `${countWithNoun(blankCount, 'row')} without ${slot.label.toLowerCase()}: allowed, it stays empty`
      : `${countWithNoun(blankCount, 'row')} with ${name} empty: it stays empty`;
    return [{ code: isLink ? 'blank-link' : 'blank-cells', file, column: name, rowCount: blankCount, message }];
  });
  const [main] = takenFor.targets;
  const { fields, isAsked } = matchingOf(main, matching);
  const hasKey = columns.some(({ slot }) =>
    slot?.to.some(({ entity, name }) => entity === main.entity && fields.includes(name)),
  );
  const noKey: ImportWarning[] = hasKey
    ? []
    : [
        {
          code: 'no-key-column',
          file,
          column: null,
          rowCount: table.rowCount,
          message:
            isAsked && fields.length === 0
              ? `Every row of ${file} is a new record, as you chose: importing it again makes them twice.`
              : `No column of ${file} identifies its records. A row that has all values of an existing record changes nothing. A row that has only its name is refused until you say whether they are the same.`,
        },
      ];
  return [...noKey, ...blank];
}
