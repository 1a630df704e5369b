import { isEmptyValue } from '../kernel/entities/field-types.ts';
import { type StoredRecord, valueIn, withValue } from '../kernel/entities/record.ts';
import { type JsonValue, sameJson } from '../kernel/json.ts';
import { tellsBlanked } from './erased-row.ts';
import type { HistoryRow } from './protocol.ts';

/** The author and the time ("2026-11-20T08:00:00.000Z") of a change. */
export type ChangedBy = Pick<HistoryRow, 'by' | 'at'>;

/**
 * A record at an earlier instant. `not-yet`: it was added later. `not-known`: the known history does not reach that
 * instant; `since` is the instant from which it does, null without any history.
 */
export type AsItWas =
  | { readonly state: 'not-yet' }
  | { readonly state: 'not-known'; readonly why: 'older' | 'gap' | 'other-fields'; readonly since: string | null }
  | {
      readonly state: 'known';
      readonly record: StoredRecord;
      /** By field: the first change after the instant. Fields that nobody changed since are absent. */
      readonly next: Readonly<Record<string, ChangedBy>>;
      /** Fields whose known changes contradict each other. Their value at that instant is not known, and left out. */
      readonly unknown: readonly string[];
    };

type Known = {
  /** The record as the server has it now. */
  readonly record: StoredRecord;
  /** All rows of its history back to some number, newest first, none left out. */
  readonly rows: readonly HistoryRow[];
  /** Whether the kind has, or had, a field of this name. Names of the envelope count too. */
  readonly isField: (name: string) => boolean;
};

/**
 * Returns a record as it was at an instant ("2026-11-20T08:00:00.000Z"), computed from the present one and the journal's
 * rows since (S-9). A change at the instant itself counts as made. Never guesses: where a row is missing, lost its
 * content by law, or names a field that the kind no longer has, earlier values are `not-known`.
 */
export function asItWas(at: string, { record, rows: told, isField }: Known): AsItWas {
  if (record.updatedAt <= at) return { state: 'known', record, next: {}, unknown: [] }; // no row is needed
  const rows = told.filter(({ n }) => n <= record.version); // the record has not got the changes of newer ones yet
  const found = rows.findIndex((row) => row.at <= at);
  const later = found < 0 ? rows : rows.slice(0, found);
  const earlier = found < 0 ? [] : rows.slice(found);
  if (record.createdAt > at || later.some(({ kind }) => kind === 'created')) return { state: 'not-yet' };
  const [newest] = rows;
  if (newest === undefined || newest.n < record.version) return { state: 'not-known', why: 'older', since: null };
  const gap = later.findIndex((row) => tellsBlanked(row));
  // The row has the time of the erasure, and the change was before the row above it.
  if (gap >= 0) return { state: 'not-known', why: 'gap', since: later[gap - 1]?.at ?? record.updatedAt };
  const foreign = later.find(({ changed }) => Object.keys(changed).some((name) => !isField(name)));
  if (foreign) return { state: 'not-known', why: 'other-fields', since: foreign.at };
  if (earlier.length === 0) return { state: 'not-known', why: 'older', since: later.at(-1)?.at ?? null };
  return valuesAt(record, later, earlier);
}

/** Takes the later changes of each field back, and compares the result with the newest earlier change of the field. */
function valuesAt(
  record: StoredRecord,
  later: readonly HistoryRow[],
  earlier: readonly HistoryRow[],
): Extract<AsItWas, { readonly state: 'known' }> {
  const rows = [...later, ...earlier];
  const names = new Set([...Object.keys(record.fields), ...rows.flatMap(({ changed }) => Object.keys(changed))]);
  const next: Record<string, ChangedBy> = {};
  const unknown: string[] = [];
  const last = earlier[0];
  let then: StoredRecord =
    last === undefined ? record : { ...record, version: last.n, updatedAt: last.at, updatedBy: last.by };
  for (const name of names) {
    let value = valueIn(record, name);
    let isWhole = true;
    for (const { changed, by, at } of later) {
      const pair = changed[name];
      if (pair === undefined) continue;
      isWhole &&= isSameValue(pair[1], value);
      value = pair[0];
      next[name] = { by, at };
    }
    isWhole &&= isSetSo(name, value, earlier);
    if (!isWhole) unknown.push(name);
    then = withValue(then, name, isWhole ? valueOf(name, value) : valueOf(name, null));
  }
  return { state: 'known', record: then, next, unknown };
}

/** Whether the newest earlier row about a field set this value. True where no known row says what the value was. */
function isSetSo(name: string, value: JsonValue, earlier: readonly HistoryRow[]): boolean {
  const set = earlier.find(({ changed }) => Object.hasOwn(changed, name));
  if (set) return isSameValue(set.changed[name]?.[1] ?? null, value);
  // A creation names every filled field, but not the life of a record.
  return name === 'life' || !earlier.some(({ kind }) => kind === 'created') || isEmptyValue(value);
}

const isSameValue = (a: JsonValue, b: JsonValue): boolean => sameJson(a, b) || (isEmptyValue(a) && isEmptyValue(b));

/** Returns the value in the form that the record holds: the envelope's names have an empty form of their own. */
function valueOf(name: string, value: JsonValue): JsonValue {
  if (value !== null) return value;
  return name === 'life' ? 'alive' : name === 'sharedWith' ? [] : null;
}
