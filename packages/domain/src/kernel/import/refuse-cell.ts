import type { JsonValue } from '../json.ts';

/** A cell read, or why not and what would be right. `value` is null for an empty cell. */
export type CellAnswer = { readonly ok: true; readonly value: JsonValue } | CellRefusal;

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
