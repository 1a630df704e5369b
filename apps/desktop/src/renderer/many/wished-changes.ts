import { type JsonValue, textsIn } from '@outpost/domain/kernel/json';
import type { FieldSpec } from '@outpost/ui/fields/field-spec';
import type { ManyChangeInput } from './use-change-many.ts';

/**
 * How the values of a field change. `move`: a day or a time moves by a number of days. `add`: tags are added to each record's own.
 * `remove`: tags are taken from them.
 */
export type How = 'set' | 'move' | 'add' | 'remove' | 'empty';

/** One line of the dialog: a field, how it changes, and the value. */
export type WishedChangeLine = {
  readonly id: number;
  readonly field: string | null;
  readonly how: How;
  readonly value: JsonValue;
};

const unfit: readonly string[] = ['file', 'sealed', 'json'];

/** Whether the values of a field can be changed for many records at once. */
export const isChangeable = ({ kind, readOnlyReason }: FieldSpec): boolean =>
  readOnlyReason === undefined && !unfit.includes(kind);

/** Returns the ways in which a field's values can change; the first one is the usual one. */
export function waysToChange({ kind, isRequired }: FieldSpec): readonly How[] {
  const own: readonly How[] =
    kind === 'date' || kind === 'instant' ? ['set', 'move'] : kind === 'tags' ? ['add', 'set', 'remove'] : ['set'];
  return isRequired === true ? own : [...own, 'empty'];
}

/** Returns the change of all complete lines; `undefined` while none is complete. */
export function changeOfLines(lines: readonly WishedChangeLine[]): ManyChangeInput | undefined {
  const sets: Record<string, JsonValue> = {};
  const shifts: Record<string, number> = {};
  const adds: Record<string, string[]> = {};
  const removes: Record<string, string[]> = {};
  for (const { field, how, value } of lines) {
    if (field === null) continue;
    if (how === 'empty') sets[field] = null;
    else if (how === 'move') {
      if (typeof value === 'number' && value !== 0) shifts[field] = value;
    } else if (how === 'add' || how === 'remove') {
      const tags = textsIn(value);
      if (tags.length > 0) (how === 'add' ? adds : removes)[field] = [...tags];
    } else if (value !== null && value !== '') sets[field] = value;
  }
  const isEmpty = [sets, shifts, adds, removes].every((part) => Object.keys(part).length === 0);
  return isEmpty ? undefined : { sets, shifts, adds, ...(Object.keys(removes).length === 0 ? {} : { removes }) };
}
