import { type Act, type Edit, isCreate } from '../../kernel/acts/act.ts';
import type { StoredRecord } from '../../kernel/entities/record.ts';
import type { JsonValue } from '../../kernel/json.ts';

/** Measured: judging, chaining and indexing this many characters of text costs as much as an edit without text. */
const charsPerEdit = 500;

/** Returns the time to decide and write an act, in usual edits. */
export const weightOfAct = ({ edits }: Pick<Act, 'edits'>): number =>
  edits.reduce((sum, edit) => sum + weightOfEdit(edit), 0);

/** Returns the time to decide an edit, in usual edits. */
export const weightOfEdit = (edit: Edit): number => weightOfFields(isCreate(edit) ? edit.create.fields : edit.fields);

/** Returns the time to judge or write fields, in usual edits. */
export const weightOfFields = (fields: Readonly<Record<string, JsonValue | readonly JsonValue[]>>): number =>
  1 + Math.floor(charsOf(fields) / charsPerEdit);

/**
 * Returns the time to file a child of a moved parent again, in usual edits. The child leaves and enters a token for
 * each person who sees it.
 */
export const weightOfPlaces = ({ inherited }: Pick<StoredRecord, 'inherited'>): number =>
  1 + (inherited?.sharedWith.length ?? 0) / placesPerEdit;

/** Measured: filing a record under this many tokens takes as long as a usual edit. */
const placesPerEdit = 20;

function charsOf(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 0;
  let chars = 0;
  for (const inner of Object.values(value)) chars += charsOf(inner);
  return chars;
}
