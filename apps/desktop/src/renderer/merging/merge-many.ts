import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { isEmptyValue } from '@outpost/domain/kernel/entities/field-types';
import { type JsonValue, sameJson } from '@outpost/domain/kernel/json';
import type { ShownRecord } from '../../bridge/contract.ts';
import { bothOf, canKeepBoth, type FixedReason, mergedNames, mergedValue } from './merge-choice.ts';

/** Chosen: more records side by side than a person compares. */
export const mostMerged = 10;

/** The record whose value a field keeps, by its place among the records, or the values of all. */
export type Kept = number | 'all';

/** One field of several records, in the order of the records. */
export type FieldOfMany = {
  readonly name: string;
  readonly label: string;
  readonly values: readonly JsonValue[];
  readonly canKeepAll: boolean;
  readonly kept: Kept;
  /** Why the value of the record that stays is kept. */
  readonly fixed?: string;
};

/**
 * Returns the fields in which several records differ, in their declared order, the owner last. The proposal is the
 * value of the record that stays, or the first other value if it is empty. Tags and long texts of all are kept.
 */
export function fieldsOfMany(
  entity: Entity,
  { records, stays }: { readonly records: readonly ShownRecord[]; readonly stays: number },
  { choice, fixed }: { readonly choice: Readonly<Record<string, Kept>>; readonly fixed: FixedReason },
): readonly FieldOfMany[] {
  return mergedNames(entity).flatMap((name): readonly FieldOfMany[] => {
    const values = records.map((record) => mergedValue(record, name));
    const own = values[stays] ?? null;
    if (values.every((value) => sameJson(value, own) || (isEmptyValue(value) && isEmptyValue(own)))) return [];
    const label = entity.fields[name]?.label ?? 'Owner';
    const why = fixed(name);
    if (why !== undefined) return [{ name, label, values, canKeepAll: false, kept: stays, fixed: why }];
    const filled = values.flatMap((value, place) => (isEmptyValue(value) ? [] : [place]));
    const canKeepAll = filled.length > 1 && canKeepBoth(entity, name);
    const proposed: Kept = canKeepAll ? 'all' : isEmptyValue(own) ? (filled[0] ?? stays) : stays;
    const wished = choice[name];
    const isPossible = wished !== undefined && (wished !== 'all' || canKeepAll);
    return [{ name, label, values, canKeepAll, kept: isPossible ? wished : proposed }];
  });
}

/** Returns the changes of the record that stays, by field. */
export function takenOfMany(
  entity: Entity,
  fields: readonly FieldOfMany[],
  stays: number,
): Readonly<Record<string, JsonValue>> {
  return Object.fromEntries(
    fields.flatMap(({ name, values, kept }) => {
      const own = values[stays] ?? null;
      const filled = values.filter((value, place) => place !== stays && !isEmptyValue(value));
      const others = filled.filter((value) => !filled.some((other) => containsMore(other, value)));
      const all = () => others.reduce<JsonValue>((sum, value) => (isEmptyValue(sum) ? value : bothOf(entity, name, { stays: sum, goes: value })), own); // prettier-ignore
      const value = kept === 'all' ? all() : (values[kept] ?? null);
      return sameJson(value, own) ? [] : [[name, value]];
    }),
  );
}

/** Whether a text contains another one and more. The shorter text then adds nothing. */
const containsMore = (value: JsonValue, other: JsonValue): boolean =>
  typeof value === 'string' && typeof other === 'string' && value !== other && value.includes(other);
