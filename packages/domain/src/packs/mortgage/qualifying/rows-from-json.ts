import type { Cannot } from '../../../kernel/catalogue/calculations/calculation.ts';
import { isObject, type JsonValue } from '../../../kernel/json.ts';
import { cannot } from '../inputs/input-faults.ts';

/** Chosen: a biweekly schedule of 40 years has 1,040 payments. */
const mostRows = 1_500;

/** Reads the values of a row by name. A value of another type is undefined. */
export interface RowReader {
  text(name: string): string | undefined;
  number(name: string): number | undefined;
  flag(name: string): boolean | undefined;
}

const readerOf = (row: Readonly<Record<string, unknown>>): RowReader => {
  const ofType = <V>(name: string, type: 'string' | 'number' | 'boolean'): V | undefined =>
    typeof row[name] === type ? (row[name] as V) : undefined; // just checked
  return {
    text: (name) => ofType(name, 'string'),
    number: (name) => ofType(name, 'number'),
    flag: (name) => ofType(name, 'boolean'),
  };
};

/**
 * Returns the rows of a list in a JSON field. `read` returns undefined for a row that lacks something. Refuses anything else
 * than a list of such rows, with `sample` as the expected form, and more than 1,500 rows.
 */
export function rowsFromJson<Row, Name extends string>(
  field: Name,
  value: JsonValue | undefined,
  { read, sample }: { readonly read: (row: RowReader) => Row | undefined; readonly sample: string },
): { readonly rows: readonly Row[] } | Cannot<Name> {
  if (value === undefined || value === null) return { rows: [] };
  if (!Array.isArray(value)) return cannot(field, `This must be a list such as ${sample}.`);
  const list: readonly JsonValue[] = value; // Array.isArray narrows to any[]
  if (list.length > mostRows) return cannot(field, `This list has ${list.length} rows. The most is ${mostRows}.`);
  const rows: Row[] = [];
  for (const [place, one] of list.entries()) {
    const row = isObject(one) ? read(readerOf(one)) : undefined;
    if (row === undefined) return cannot(field, `Row ${place + 1} must be such as ${sample}.`);
    rows.push(row);
  }
  return { rows };
}
