/**
 * Returns rows as one array for each of these columns, as `unnest` takes them. Postgres reads arrays faster than the same data as
 * JSON.
 */
export const columnsOf = <R, C extends keyof R>(
  rows: readonly R[],
  columns: readonly C[],
): readonly (readonly R[C][])[] => columns.map((column) => rows.map((row) => row[column]));
