import type { RowRange } from '../../queries/use-windows.ts';

/**
 * Chosen: the most rows of one print, about 130 pages. More would take the window seconds to draw, and is read in a spreadsheet rather
 * than on paper.
 */
export const mostPrinted = 5_000;

/** The most rows that are read at once (`listQuerySchema`), so that other questions are answered in between. */
const pieceRows = 1_000;

/** A group of a list, in the order of its rows. A folded group is printed without its rows. */
type Counted = { readonly count: number; readonly isFolded: boolean };

/** A printed group, and the indexes of its printed rows in the list. */
type PrintedPart<Group> = { readonly group: Group; readonly rows: RowRange };

/**
 * Returns the groups that are printed, with at most `most` rows. `all` is the number of rows that would be printed without that
 * limit. A group that gets none of its rows because of the limit is left out, and so are the groups after it.
 */
export function printedParts<Group extends Counted>(
  groups: readonly Group[],
  most: number,
): { readonly parts: readonly PrintedPart<Group>[]; readonly all: number } {
  const parts: PrintedPart<Group>[] = [];
  let [start, all, isCut] = [0, 0, false];
  for (const group of groups) {
    const wanted = group.isFolded ? 0 : group.count;
    const given = Math.max(0, Math.min(wanted, most - all));
    isCut ||= wanted > 0 && given === 0;
    if (!isCut) parts.push({ group, rows: { start, end: start + given } });
    all += wanted;
    start += group.count;
  }
  return { parts, all };
}

/** Divides the printed rows into pieces of at most 1,000 rows, in order. Rows of neighbouring groups are one range. */
export function printedPieces(parts: readonly Pick<PrintedPart<unknown>, 'rows'>[]): readonly (readonly RowRange[])[] {
  const pieces: RowRange[][] = [];
  let room = 0;
  for (const { rows } of parts) {
    for (let { start } = rows; start < rows.end;) {
      if (room === 0) {
        pieces.push([]);
        room = pieceRows;
      }
      const end = Math.min(rows.end, start + room);
      const piece = pieces.at(-1) ?? [];
      const before = piece.at(-1);
      if (before?.end === start) piece[piece.length - 1] = { start: before.start, end };
      else piece.push({ start, end });
      room -= end - start;
      start = end;
    }
  }
  return pieces;
}
