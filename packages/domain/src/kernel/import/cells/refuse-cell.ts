import type { JsonValue } from '../../json.ts';

/**
 * A cell read, or why not and what would be right. `value` is null for an empty cell. `told` says what of the cell the value does not
 * have, or has in addition; without it the value says what was written.
 */
export type CellAnswer = { readonly ok: true; readonly value: JsonValue; readonly told?: CellChange } | CellRefusal;

/** What reading changed in a cell, for programs. `kept-as-text`: nothing was changed, but the cell was not understood either. */
export type CellChange = keyof typeof cellChangeWords;

/** What reading changed, for a person; completes "12 cells: …". */
export const cellChangeWords = {
  'time-left-out': 'the time of day is left out',
  'short-year': 'years of two digits are read as 1970 to 2069',
  'day-number': 'numbers of five digits are read as a spreadsheet’s days',
  'zeros-left-out': 'zeros in front are left out',
  'written-out': 'words such as Mio are written out as digits',
  'name-left-out': 'the name beside the address is left out',
  'tag-twice': 'a tag that is named twice is kept once',
  'kept-as-text': 'no telephone number, kept whole as it is written',
} as const;

/** A cell that can't be read as its field's type. Both sentences are for a person. */
export type CellRefusal = {
  readonly ok: false;
  readonly reason: CellProblem;
  /** Without a full stop. */
  readonly message: string;
  readonly right: string;
};

/** Why a cell is refused, for programs; borders and tests compare these, never the messages. */
export type CellProblem =
  | 'not-a-number'
  | 'too-many-digits'
  | 'too-many-decimals'
  | 'out-of-range'
  | 'unknown-currency'
  | 'not-a-date'
  | 'not-a-time'
  | 'not-a-duration'
  | 'not-a-choice'
  | 'not-yes-or-no'
  | 'not-an-email'
  | 'not-a-place'
  | 'not-json'
  | 'not-importable'
  | 'invalid-value';

/** Builds a cell's refusal. */
export function refuseCell(reason: CellProblem, message: string, right: string): CellRefusal {
  return { ok: false, reason, message, right };
}

/** A whole sentence as the message of a refusal, which has no full stop: what would be right follows it. */
export const withoutStop = (sentence: string): string => sentence.replace(/\.$/u, '');

/** A cell as messages quote it: long ones are cut. */
export function shown(cell: string): string {
  const text = cell.trim();
  return text.length <= 60 ? text : `${text.slice(0, 57)}…`;
}
