import { isSortable } from '@outpost/domain/kernel/entities/field-types';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { FieldSpec } from '@outpost/ui/fields/field-spec';
import { type ListSort, readSort } from '../window/list-address.ts';

/** The order of the cards while nobody has chosen one: the latest change first. */
const usualOrder: ListSort = { field: 'updatedAt', direction: 'desc' };

/** Returns the order of the cards in each column of a board. `sort`: the order of the list, "closesOn.asc". */
export const cardOrder = (sort: string | undefined): ListSort => readSort(sort) ?? usualOrder;

type Direction = ListSort['direction'];
type Words = Readonly<Record<Direction, string>>;
const sizes: Words = { asc: 'lowest first', desc: 'highest first' };
const times: Words = { asc: 'earliest first', desc: 'latest first' };
const letters: Words = { asc: 'A to Z', desc: 'Z to A' };
const places: Words = { asc: 'first to last', desc: 'last to first' };
const answers: Words = { asc: 'no first', desc: 'yes first' };
const distances: Words = { asc: 'nearest first', desc: 'farthest first' };

const wordsByKind: Readonly<Partial<Record<FieldSpec['kind'], Words>>> = {
  number: sizes,
  money: sizes,
  percent: sizes,
  duration: sizes,
  date: times,
  instant: times,
  choice: places,
  flag: answers,
  geo: distances,
};
const wordsFor = (kind: FieldSpec['kind']): Words => wordsByKind[kind] ?? letters;

/** Returns a direction in words for a kind of field: "highest first", "A to Z". */
export const directionWords = (kind: FieldSpec['kind'], direction: Direction): string => wordsFor(kind)[direction];

/** Returns an order in words: "Value, highest first". Undefined for a field that this person does not see. */
export function orderWords(specs: ReadonlyMap<string, FieldSpec>, { field, direction }: ListSort): string | undefined {
  const spec = specs.get(field);
  return spec && `${spec.label}, ${directionWords(spec.kind, direction)}`;
}

/** Long texts have no order that helps, and references have the order of ids. */
const notOrdering: ReadonlySet<FieldSpec['kind']> = new Set(['long-text', 'ref']);

/** The fields that every record has and by which people order cards. */
const ofEveryRecord = ['updatedAt', 'createdAt'];

/**
 * Returns the fields by which the cards of a board can be ordered: the name and the worth first. `by`: the field of the
 * columns. It is left out, because it is the same for all cards of a column.
 */
export function orderFields(entity: Entity, specs: ReadonlyMap<string, FieldSpec>, by: string): readonly FieldSpec[] {
  const { title, worth } = entity;
  const first = [title, worth].filter((name) => name !== undefined);
  const others = [...first, by, entity.pipelines]; // a board of stages shows one pipeline
  const rest = Object.keys(entity.fields).filter((name) => !others.includes(name));
  return [...first, ...ofEveryRecord, ...rest].flatMap((name) => {
    const spec = specs.get(name);
    const field = entity.fields[name];
    return spec && !notOrdering.has(spec.kind) && (field === undefined || isSortable(field.type)) ? [spec] : [];
  });
}

/**
 * Returns the order after a person has chosen a field. A field that already orders the cards changes its direction.
 * Otherwise numbers and times of changes begin with the highest, and names, due days and all other fields with the
 * lowest.
 */
export function chosenOrder(spec: Pick<FieldSpec, 'id' | 'kind'>, now: ListSort): ListSort {
  if (now.field === spec.id && now.from === undefined)
    return { field: spec.id, direction: now.direction === 'asc' ? 'desc' : 'asc' };
  const isFalling = wordsFor(spec.kind) === sizes || ofEveryRecord.includes(spec.id);
  return { field: spec.id, direction: isFalling ? 'desc' : 'asc' };
}
