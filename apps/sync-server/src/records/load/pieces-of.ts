/** E-3, chosen: this many rows take some 2 ms of the event loop. */
export const rowsPerStatement = 1_000;
/**
 * E-3, chosen: this many rows of the feed take Postgres some 5 ms, for which another tenant's quick work may have to
 * wait.
 */
export const filedPerStatement = 250;

/** Yields the items in their order, a bounded number at a time, so that no statement grows with the size of an act. */
export function* piecesOf<T>(items: readonly T[], size: number = rowsPerStatement): Generator<readonly T[]> {
  for (let start = 0; start < items.length; start += size)
    yield start === 0 && items.length <= size ? items : items.slice(start, start + size);
}

/** Yields the items in their order, in pieces of about this weight. A heavier item is a piece of its own. */
export function* weighedPieces<T>(
  items: readonly T[],
  room: number,
  weightOf: (item: T) => number,
): Generator<readonly T[]> {
  let piece: T[] = [];
  let weight = 0;
  for (const item of items) {
    const own = weightOf(item);
    if (piece.length > 0 && weight + own > room) {
      yield piece;
      piece = [];
      weight = 0;
    }
    piece.push(item);
    weight += own;
  }
  if (piece.length > 0) yield piece;
}
