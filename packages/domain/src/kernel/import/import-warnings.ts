import { countOf } from './count-words.ts';
import type { DraftFile } from './draft-import.ts';
import type { ImportRecipe } from './import-recipe.ts';

/** Something that is allowed and that a person should know. `rowCount` rows of `column` have it. */
export type ImportWarning = {
  readonly code: 'blank-link' | 'blank-cells' | 'extra-cells' | 'no-key-column' | 'not-taken';
  readonly file: string;
  readonly column: string | null;
  readonly rowCount: number;
  readonly message: string;
};

/** What a person should know of a file before it is imported, the most weighty first. */
export function warningsOf({ table, takenFor, columns }: DraftFile, recipe: ImportRecipe): readonly ImportWarning[] {
  const file = table.fileName;
  if (takenFor === null) {
    const labels = recipe.files.map(({ label }) => label.toLowerCase()).join(', ');
    return [
      {
        code: 'not-taken',
        file,
        column: null,
        rowCount: table.rows.length,
        message: `${file} is none of: ${labels}. Nothing of it is imported.`,
      },
    ];
  }
  const blank = columns.flatMap(({ name, slot, blankCount }): ImportWarning[] => {
    if (slot === null || blankCount === 0) return [];
    const isLink = slot.type === 'ref';
    const message = isLink
      ? `${countOf(blankCount, 'row')} without ${slot.label.toLowerCase()}: allowed, it stays empty`
      : `${countOf(blankCount, 'row')} with ${name} empty: it stays empty`;
    return [{ code: isLink ? 'blank-link' : 'blank-cells', file, column: name, rowCount: blankCount, message }];
  });
  const [main] = takenFor.targets;
  const hasKey = columns.some(({ slot }) =>
    slot?.to.some(({ entity, name }) => entity === main.entity && name === main.key),
  );
  const noKey: ImportWarning[] = hasKey
    ? []
    : [
        {
          code: 'no-key-column',
          file,
          column: null,
          rowCount: table.rows.length,
          message: `No column tells the records of ${file} apart: importing it again would make them twice.`,
        },
      ];
  const extra: ImportWarning[] =
    table.extraCellsCount === 0
      ? []
      : [
          {
            code: 'extra-cells',
            file,
            column: null,
            rowCount: table.extraCellsCount,
            message: `${countOf(table.extraCellsCount, 'row')} with more cells than the header: those are left out`,
          },
        ];
  return [...noKey, ...extra, ...blank];
}
