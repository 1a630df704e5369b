import type { Cannot } from '../../../kernel/catalogue/calculations/calculation.ts';
import { dayWords } from '../../../kernel/days.ts';
import { cannot, dayFault } from '../inputs/input-faults.ts';

/** A row of a table that changes by date. A tenant may replace a table by rows of the same shape. */
export interface DatedRow {
  /** The first day on which it is valid, "2026-01-01". */
  readonly validFrom: string;
  /** The last day on which it is valid. Null: no end is announced. */
  readonly validTo: string | null;
  /** The announcement or law with its date. */
  readonly source: string;
}

const spanWords = ({ validFrom, validTo }: DatedRow): string =>
  validTo === null ? `from ${dayWords(validFrom)} on` : `${dayWords(validFrom)} to ${dayWords(validTo)}`;

/**
 * Returns the row of a table that is valid on a day. Where several are, the one that begins last counts: it is the correction. Refuses a
 * day without a row, and says which days the table covers. `called`: the name of the table in the message, in the plural.
 */
export function rowOfDay<R extends DatedRow, Name extends string>(
  rows: readonly R[],
  { on, field, called }: { readonly on: string; readonly field: Name; readonly called: string },
): R | Cannot<Name> {
  const fault = dayFault(field, on, { called: `“${on}”` });
  if (fault) return fault;
  const [row] = rows
    .filter(({ validFrom, validTo }) => validFrom <= on && (validTo === null || on <= validTo))
    .toSorted((a, b) => (a.validFrom < b.validFrom ? 1 : -1));
  if (row) return row;
  const known = rows.map(spanWords).join('; ');
  const covered = known === '' ? 'The table is empty.' : `The table covers ${known}.`;
  const message = `There are no ${called} for ${dayWords(on)}. ${covered} Add the rows of that day to the table.`;
  return cannot(field, message);
}
