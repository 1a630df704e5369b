import { type Act, type Edit, isCreate } from '../../kernel/acts/act.ts';
import type { StoredRecord } from '../../kernel/entities/record.ts';
import type { JsonValue } from '../../kernel/json.ts';

/** Measured: so many characters of text cost as much to judge, to chain and to make words of as an edit costs without them. */
const charsPerEdit = 500;

/** How long an act takes to decide and to write, in usual edits. */
export const weightOfAct = ({ edits }: Pick<Act, 'edits'>): number =>
  edits.reduce((sum, edit) => sum + weightOfEdit(edit), 0);

/** How long an edit takes to decide, in usual edits. */
export const weightOfEdit = (edit: Edit): number => weightOfFields(isCreate(edit) ? edit.create.fields : edit.fields);

/** How long fields take to judge or to write, in usual edits. */
export const weightOfFields = (fields: Readonly<Record<string, JsonValue | readonly JsonValue[]>>): number =>
  1 + Math.floor(charsOf(fields) / charsPerEdit);

/** How long a child of a moved parent takes to file anew, in usual edits: it leaves and comes under a token for each who sees it. */
export const weightOfPlaces = ({ inherited }: Pick<StoredRecord, 'inherited'>): number =>
  1 + (inherited?.sharedWith.length ?? 0) / placesPerEdit;

/** Measured: filing a record under so many tokens takes as long as a usual edit. */
const placesPerEdit = 20;

function charsOf(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 0;
  let chars = 0;
  for (const inner of Object.values(value)) chars += charsOf(inner);
  return chars;
}
