import { mergeLabel } from '@outpost/domain/kernel/acts/act-label';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { isEmptyValue } from '@outpost/domain/kernel/entities/field-types';
import { type JsonValue, sameJson, textsIn } from '@outpost/domain/kernel/json';
import type { ActRequest, ShownRecord } from '../../bridge/contract.ts';
import { textIn } from '../records/values/shown-value.ts';

/** The record from which a merged field takes its value: the one that stays, the one that is removed, or both. */
export type Side = 'stays' | 'goes' | 'both';
/** The choices that differ from the proposal, by field. */
export type MergeChoice = Readonly<Record<string, Side>>;

/** The two records of a merge: one stays; the other is removed, and links to it then open the one that stays (S-4f). */
export type MergedPair = { readonly stays: ShownRecord; readonly goes: ShownRecord };

/** One field of two records. `sides`: the sides that a person can choose; a single one if there is no choice. */
export type ComparedField = {
  readonly name: string;
  readonly label: string;
  readonly stays: JsonValue;
  readonly goes: JsonValue;
  readonly sides: readonly Side[];
  readonly side: Side;
  /** Why the value of the record that stays is kept. */
  readonly fixed?: string;
};

/** Returns why a field of the record that stays cannot be written. Undefined if it can. */
export type FixedReason = (field: string) => string | undefined;

/** Returns the value of a field, or of the owner. */
export const mergedValue = (record: ShownRecord, name: string): JsonValue =>
  name === 'ownerId' ? record.ownerId : (record.fields[name] ?? null);

/** Whether the values of both records can be kept in one field: tags, and texts of several lines. */
export const canKeepBoth = (entity: Entity, name: string): boolean => {
  const field = entity.fields[name];
  return field?.type === 'tags' || (field?.type === 'text' && field.multiline);
};

/** Returns both values in one: the tags of both, or one text below the other. A text that contains the other is kept once. */
export function bothOf(
  entity: Entity,
  name: string,
  { stays, goes }: { readonly stays: JsonValue; readonly goes: JsonValue },
): JsonValue {
  if (entity.fields[name]?.type === 'tags') return [...new Set([...textsIn(stays), ...textsIn(goes)])].sort();
  const [mine, other] = [textIn(stays), textIn(goes)];
  if (mine.includes(other)) return mine;
  if (other.includes(mine)) return other;
  return `${mine}\n\n${other}`;
}

/** Returns the fields that a merge compares: all that somebody writes, the owner last. */
export const mergedNames = (entity: Entity): readonly string[] => [
  ...Object.entries(entity.fields).flatMap(([name, { rollUp }]) => (rollUp ? [] : [name])), // no record has its value
  ...(entity.audience === 'scoped' && entity.parent === undefined ? ['ownerId'] : []),
];

/**
 * Returns the fields in which two records differ, in their declared order, the owner last. The proposal is the value of
 * the record that stays, or that of the other record if it is empty. Tags and long texts of both are kept.
 */
export function comparedFields(
  entity: Entity,
  pair: MergedPair,
  { choice, fixed }: { readonly choice: MergeChoice; readonly fixed: FixedReason },
): readonly ComparedField[] {
  return mergedNames(entity).flatMap((name) => {
    const [stays, goes] = [mergedValue(pair.stays, name), mergedValue(pair.goes, name)];
    if (sameJson(stays, goes) || (isEmptyValue(stays) && isEmptyValue(goes))) return [];
    const label = entity.fields[name]?.label ?? 'Owner';
    const why = fixed(name);
    if (why !== undefined) return [{ name, label, stays, goes, sides: ['stays'], side: 'stays', fixed: why }];
    const areFilled = !isEmptyValue(stays) && !isEmptyValue(goes);
    const sides: readonly Side[] =
      areFilled && canKeepBoth(entity, name) ? ['stays', 'goes', 'both'] : ['stays', 'goes'];
    const proposed = sides.includes('both') ? 'both' : isEmptyValue(stays) ? 'goes' : 'stays';
    const wished = choice[name];
    return [{ name, label, stays, goes, sides, side: wished && sides.includes(wished) ? wished : proposed }];
  });
}

/** Returns the changes of the record that stays, by field. */
export function takenValues(entity: Entity, fields: readonly ComparedField[]): Readonly<Record<string, JsonValue>> {
  return Object.fromEntries(
    fields.flatMap(({ name, stays, goes, side }) => {
      const value = side === 'stays' ? stays : side === 'goes' ? goes : bothOf(entity, name, { stays, goes });
      return sameJson(value, stays) ? [] : [[name, value]];
    }),
  );
}

/**
 * Returns the people with whom the merged record is shared, if new ones are added. They are the people of both records,
 * and an owner who loses the ownership in the merge.
 */
export const sharedAfter = ({ stays, goes }: MergedPair, ownerId: string | null): readonly string[] | undefined =>
  sharedAfterAll(stays, [goes], ownerId);

/** Returns the same people as `sharedAfter` for a record into which several others are merged. */
export function sharedAfterAll(
  stays: ShownRecord,
  others: readonly ShownRecord[],
  ownerId: string | null,
): readonly string[] | undefined {
  const records = [stays, ...others];
  const owners = records.map((record) => record.ownerId).filter((id) => id !== null);
  const all = new Set([...records.flatMap(({ sharedWith }) => sharedWith), ...owners]);
  if (ownerId !== null) all.delete(ownerId);
  const people = [...all].sort();
  return sameJson(people, [...stays.sharedWith].sort()) ? undefined : people;
}

/** Returns the act that merges two records (S-4f), all of it or nothing. The server repoints references; one undo parts them again. */
export const mergeRequest = (
  entity: Entity,
  { stays, goes }: MergedPair,
  fields: Readonly<Record<string, JsonValue>>,
): ActRequest => mergeAllRequest(entity, { stays, others: [goes] }, fields);

/** Returns the act that merges several records into one, like `mergeRequest`. */
export function mergeAllRequest(
  entity: Entity,
  { stays, others }: { readonly stays: ShownRecord; readonly others: readonly ShownRecord[] },
  fields: Readonly<Record<string, JsonValue>>,
): ActRequest {
  return {
    label: mergeLabel(entity),
    edits: [
      ...(Object.keys(fields).length === 0 ? [] : [{ entity: entity.name, id: stays.id, fields: { ...fields } }]),
      ...others.map(({ id }) => ({ entity: entity.name, id, fields: { life: `merged:${stays.id}` } })),
    ],
  };
}
