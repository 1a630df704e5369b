import { withoutMarks } from './workbook-marks.ts';
import type { JsonValue } from '../../json.ts';

/**
 * The result of reading a cell: a value, or a refusal with a description of a valid cell. `value` is null for an empty cell.
 * `told` names the change if the value has less or more than the written text; without it the value equals the text.
 */
export type CellAnswer = { readonly ok: true; readonly value: JsonValue; readonly told?: CellChange } | CellRefusal;

/**
 * The change that reading made to a cell, for programs. `kept-as-text`: the text is unchanged, but it was not understood either.
 */
export type CellChange = keyof typeof cellChangeWords;

/** The same changes for a person; each completes "12 cells: …". */
export const cellChangeWords = {
  'time-left-out': 'the time of day is left out',
  'short-year': 'years of two digits are read as 1970 to 2069',
  'day-number': 'numbers of five digits are read as a spreadsheet’s days',
  'zeros-left-out': 'zeros in front are left out',
  'written-out': 'words such as Mio are written out as digits',
  'name-left-out': 'the name next to the address is left out',
  'tag-twice': 'a tag that is named twice is kept once',
  'kept-as-text': 'not a telephone number, kept as it is written',
} as const;

/** A cell that cannot be read as its field's type. Both sentences are for a person. */
export type CellRefusal = {
  readonly ok: false;
  readonly reason: CellProblem;
  /** Without a full stop. */
  readonly message: string;
  readonly right: string;
};

/** Why a cell is refused, for programs. Borders and tests compare these codes, never the messages. */
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
  | 'spreadsheet-error'
  | 'invalid-value';

/** Returns a cell's refusal. */
export function refuseCell(reason: CellProblem, message: string, right: string): CellRefusal {
  return { ok: false, reason, message, right };
}

/** Turns a whole sentence into the message of a refusal: without its full stop, because a hint follows it. */
export const withoutStop = (sentence: string): string => sentence.replace(/\.$/u, '');

/** Returns a cell as messages quote it: long cells are cut. */
export function shown(cell: string): string {
  const text = withoutMarks(cell).trim();
  return text.length <= 60 ? text : `${text.slice(0, 57)}…`;
}
