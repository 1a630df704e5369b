import type { JsonValue } from '../json.ts';
import { blankRecord, type StoredRecord, valueIn, withValue } from '../entities/record.ts';
import type { Condition } from '../query/filters/condition.ts';
import { type ConditionGround, type FilterAnswer, holds } from '../query/filters/holds.ts';
import type { ChangeTrigger, Trigger } from './automation-definition.ts';

/** The changed fields of a journal row: `[from, to]`. */
export type ChangedFields = Readonly<Record<string, readonly [JsonValue, JsonValue]>>;

/** A change that may start a run: what the journal says of one record. */
export type StartingChange = { readonly kind: 'created' | 'changed'; readonly changed: ChangedFields };

/**
 * Returns the record as it was before these changes, which are given in the order in which they were made. A value that a later write has
 * replaced in another way keeps the value that the journal names.
 */
export const recordBefore = (record: StoredRecord, changes: readonly ChangedFields[]): StoredRecord =>
  changes
    .toReversed()
    .reduce(
      (at, changed) => Object.entries(changed).reduce((one, [name, [from]]) => withValue(one, name, from), at),
      record,
    );

/** Whether a change has the form for which a trigger asks, whatever the values are. Restored and deleted records start nothing. */
export function hasForm(trigger: Trigger, { kind, changed }: StartingChange): trigger is ChangeTrigger {
  if (trigger.kind !== 'change') return false;
  const { on, fields } = trigger;
  if (!on.includes(kind) || Object.hasOwn(changed, 'life')) return false;
  return kind === 'created' || fields === undefined || fields.some((name) => Object.hasOwn(changed, name));
}

/**
 * Whether the new values of a change alone show that the record does not pass `after` behind it, whatever its other values are. Then the
 * record need not be read. `id` and `entity`: of the record.
 */
export function isRuledOut(ground: Pick<ConditionGround, 'asking'>, after: Condition, { id, entity, changed }: Pick<StartingChange, 'changed'> & Pick<StoredRecord, 'id' | 'entity'>): boolean {
  let newValues = blankRecord(id, entity);
  for (const name in changed) newValues = withValue(newValues, name, changed[name]?.[1] ?? null);
  return holds({ ...ground, knows: ({ hop, name }) => hop === undefined && Object.hasOwn(changed, name) }, after, newValues) === 'no';
} // prettier-ignore

/**
 * AUT-2: whether a change starts a run: the record passed `before` in front of the change, and passes `after` behind it. A change that left
 * all filtered values alike starts nothing: a record that had passed `after` already does not begin to pass it, unless the trigger names
 * the fields to which it listens.
 */
export function startsRun(
  ground: ConditionGround,
  { trigger, before, after }: { readonly trigger: Trigger; readonly before: Condition; readonly after: Condition },
  { kind, changed, record }: StartingChange & { readonly record: StoredRecord },
): FilterAnswer {
  if (!hasForm(trigger, { kind, changed })) return 'no';
  const now = holds(ground, after, record);
  if (now === 'no' || kind === 'created') return now;
  const earlier = recordBefore(record, [changed]);
  const passed = holds(ground, before, earlier);
  if (passed === 'no') return 'no';
  if (trigger.after !== undefined && trigger.before === undefined && trigger.fields === undefined) {
    const already = holds(ground, after, earlier);
    if (already === 'yes') return 'no';
    if (already === 'unknown') return 'unknown';
  }
  return passed === 'yes' ? now : passed;
}

/** Returns the value of a field, or of a name of the envelope, of a record. */
export const valueOfRecord = (record: StoredRecord, name: string): JsonValue =>
  name === 'id' ? record.id : name === 'createdBy' || name === 'updatedBy' || name === 'createdAt' || name === 'updatedAt' ? record[name] : valueIn(record, name); // prettier-ignore
