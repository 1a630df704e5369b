/** E-3: chosen; so many rows are some tenths of a second of Postgres, far from its statement timeout. */
export const rowsPerStatement = 5_000;

/** The items in their order, a bounded number at a time: no statement grows with what an act comes to. */
export function* piecesOf<T>(items: readonly T[], size: number = rowsPerStatement): Generator<readonly T[]> {
  for (let start = 0; start < items.length; start += size)
    yield start === 0 && items.length <= size ? items : items.slice(start, start + size);
}
