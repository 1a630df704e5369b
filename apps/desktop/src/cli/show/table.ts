/** One column of a table: its heading, its cells, and whether they are numbers. */
export type TableColumn = { readonly head: string; readonly cells: readonly string[]; readonly isNumber?: boolean };

/** Chosen: a longer cell would push the others off the screen. JSON output has it in full. */
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

/** Counts code points, which equal a terminal's columns for most scripts. */
const widthOf = (text: string): number => [...text].length;

function cut(text: string): string {
  const line = text.replace(/\s+/gu, ' ').trim();
  const points = [...line];
  return points.length <= widestCell ? line : `${points.slice(0, widestCell - 1).join('')}…`;
}
