/**
 * Formats rows of cells as spreadsheets put them on the clipboard: with tabs and line ends. Cells that contain tabs or line ends
 * are quoted.
 */
export function toTabSeparated(rows: readonly (readonly string[])[]): string {
  return rows
    .map((row) => row.map((cell) => (/[\t\n\r"]/u.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join('\t'))
    .join('\n');
}

/** Parses rows that a spreadsheet put on the clipboard. A last empty line is not a row. */
export function fromTabSeparated(text: string): readonly (readonly string[])[] {
  const rows: string[][] = [[]];
  let cell = '';
  let isQuoted = false;
  const endCell = () => {
    rows.at(-1)?.push(cell);
    cell = '';
  };
  const source = text.replace(/\r\n?/gu, '\n').replace(/\n$/u, '');
  for (let place = 0; place < source.length; place += 1) {
    const char = source[place] ?? '';
    if (isQuoted) {
      if (char !== '"') cell += char;
      else if (source[place + 1] === '"') {
        cell += '"';
        place += 1;
      } else isQuoted = false;
    } else if (char === '"' && cell === '') isQuoted = true;
    else if (char === '\t') endCell();
    else if (char === '\n') {
      endCell();
      rows.push([]);
    } else cell += char;
  }
  endCell();
  return rows;
}
