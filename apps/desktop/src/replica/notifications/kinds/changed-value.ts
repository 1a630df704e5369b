import { jsonPath } from '@outpost/domain/kernel/query/sqlite-expression';

/** Returns the SQL expression of a field's new value in a row of the history; NULL where the row does not change the field. */
export const newValueOf = (field: string): string =>
  `data->>'${jsonPath(`row.changed.${field}`).replaceAll("'", "''")}[1]'`;
