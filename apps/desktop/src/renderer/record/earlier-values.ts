import type { JsonValue } from '@outpost/domain/kernel/json';
import type { HistoryRow } from '@outpost/domain/sync/protocol';

/** The values of a record on an earlier day, or why they are not known. */
export type Earlier =
  /** `not-yet`: the record was added later. `unknown`: the known journal begins later. */
  | { readonly state: 'not-yet' | 'unknown' }
  | { readonly state: 'known'; readonly valueAt: (name: string) => JsonValue };

type Known = {
  /** The rows of the journal of this record that are known, newest first. */
  readonly rows: readonly HistoryRow[];
  /** Returns the present value of a field. */
  readonly presentOf: (name: string) => JsonValue;
  /** Returns the calendar day of an instant. */
  readonly dayOf: (at: string) => string;
};

/** Returns the values that a record had at the end of a day ("2026-11-20"), as the server's journal has them (S-9). */
export function valuesOn(day: string, { rows, presentOf, dayOf }: Known): Earlier {
  const later = rows.filter(({ at }) => dayOf(at) > day);
  const earlier = rows.slice(later.length);
  if (later.some(({ kind }) => kind === 'created')) return { state: 'not-yet' };
  if (earlier.length === 0) return { state: 'unknown' };
  return {
    state: 'known',
    valueAt: (name) => {
      const last = earlier.find(({ changed }) => Object.hasOwn(changed, name));
      if (last) return last.changed[name]?.[1] ?? null;
      const next = later.findLast(({ changed }) => Object.hasOwn(changed, name));
      return next ? (next.changed[name]?.[0] ?? null) : presentOf(name);
    },
  };
}

/** Returns the rows that changed a field, newest first, each with the value that it set. */
export const valuesOfField = (
  name: string,
  rows: readonly HistoryRow[],
): readonly { readonly row: HistoryRow; readonly value: JsonValue }[] =>
  rows.flatMap((row) => {
    const pair = row.changed[name];
    return pair === undefined ? [] : [{ row, value: pair[1] }];
  });
