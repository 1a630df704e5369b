/** One column of a table: its heading, its cells, and whether they are numbers. */
export type TableColumn = { readonly head: string; readonly cells: readonly string[]; readonly isNumber?: boolean };

/** Chosen: longer cells are cut, so that the other columns stay on the screen. JSON output has the whole text. */
const widestCell = 48;

/** Formats columns as lines of text: aligned, numbers to the right, no spaces at the end of a line. */
export function tableText(columns: readonly TableColumn[]): string {
  const laid = columns.map(({ head, cells, isNumber = false }) => {
    const short = [head, ...cells].map(cut);
    const width = Math.max(...short.map(widthOf));
    return short.map((cell) =>
      isNumber ? ' '.repeat(width - widthOf(cell)) + cell : cell + ' '.repeat(width - widthOf(cell)),
    );
  });
  const count = laid[0]?.length ?? 0;
  return Array.from({ length: count }, (_unused, row) =>
    laid
      .map((column) => column[row] ?? '')
      .join('  ')
      .trimEnd(),
  ).join('\n');
}

/** Returns the width of a text as its number of code points. In most scripts that is the number of a terminal's columns. */
const widthOf = (text: string): number => [...text].length;

/** Returns a text as one line of at most `widestCell` code points. */
function cut(text: string): string {
  const line = text.replace(/\s+/gu, ' ').trim();
  const points = [...line];
  return points.length <= widestCell ? line : `${points.slice(0, widestCell - 1).join('')}…`;
}
