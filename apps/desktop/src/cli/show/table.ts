/** One column of a table: its heading, its cells, and whether they are numbers. */
export type TableColumn = { readonly head: string; readonly cells: readonly string[]; readonly isNumber?: boolean };

/** Chosen: a longer cell would push the others off the screen. JSON has it whole. */
const widestCell = 48;

/** Lays columns out as lines of text: aligned, numbers to the right, nothing behind the last cell of a line. */
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

/** Code points, which is what a terminal counts for most scripts. */
const widthOf = (text: string): number => [...text].length;

function cut(text: string): string {
  const line = text.replace(/\s+/gu, ' ').trim();
  const points = [...line];
  return points.length <= widestCell ? line : `${points.slice(0, widestCell - 1).join('')}…`;
}
