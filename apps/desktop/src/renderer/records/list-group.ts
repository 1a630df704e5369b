import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { keyOf } from '@outpost/domain/kernel/entities/field-types';
import { type Field, namesKind } from '@outpost/domain/kernel/entities/fields';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { type SpanBucket, spanBuckets } from '@outpost/domain/kernel/questions/list-query';
import { startOfUnit } from '@outpost/domain/kernel/reports/report-days';
import type { Formats } from '@outpost/ui/formats/formats';
import type { ShownRecord } from '../../bridge/contract.ts';
import type { ReportField } from '../../reports/report-field.ts';
import { groupedFields, isDateField } from './report-fields.ts';
import { bucketWords } from './group-words.ts';
import { shownValue } from './values/shown-value.ts';

/** The field by which a list is grouped. Dates and instants are grouped by the span of days in `bucket`. */
export type ListGroup = {
  /** Its name in addresses and saved views: "stage", "closesOn.month". */
  readonly text: string;
  readonly path: string;
  readonly field: Field;
  readonly label: string;
  readonly bucket?: SpanBucket;
};

/** The spans of days that a list offers for its groups. The first one is the usual one. */
export const offeredSpans = ['month', 'quarter', 'year'] as const satisfies readonly SpanBucket[];

/** Returns the fields by which a list of this kind can be grouped: its own, its owner and team, and its times. */
export const listGroupFields = (catalogue: Catalogue, entity: Entity): readonly ReportField[] =>
  groupedFields(catalogue, entity).filter(({ path }) => !path.includes('.'));

/** Returns a grouping by a field. `span` is read for dates and instants only; without it they have the usual span. */
export function groupByField({ path, field, label }: ReportField, span?: SpanBucket): ListGroup {
  if (!isDateField(field)) return { text: path, path, field, label };
  const bucket = span ?? offeredSpans[0];
  return { text: `${path}.${bucket}`, path, field, label, bucket };
}

const groupings = new WeakMap<Entity, Map<string, ListGroup>>();

/**
 * Parses a grouping as an address or a view names it. Undefined for a field by which the list cannot be grouped. The
 * answer is the same object each time, so that thousands of groups are not made again when another part of the address
 * changes.
 */
export function readListGroup(catalogue: Catalogue, entity: Entity, text: string | undefined): ListGroup | undefined {
  if (text === undefined) return undefined;
  const known = groupings.get(entity) ?? new Map<string, ListGroup>();
  groupings.set(entity, known);
  const [path, span] = text.split('.');
  const found = known.get(text) ? undefined : listGroupFields(catalogue, entity).find((one) => one.path === path);
  if (found && (span === undefined || isDateField(found.field)))
    known.set(text, groupByField(found, spanBuckets.find((bucket) => bucket === span))); // prettier-ignore
  return known.get(text);
}

/** Returns a grouping in words: "Stage", "Closes, by month". */
export const listGroupWords = ({ label, bucket }: ListGroup): string =>
  bucket === undefined ? label : `${label}, ${bucketWords[bucket]}`;

/** Whether the groups are the records of one kind. Several of them may have the same title. */
export const isByOneKind = ({ field }: ListGroup): boolean =>
  field.type === 'ref' && field.targets.length === 1 && !namesKind(field);

/** Returns the key of a group's value. The values of one group have the same key; it is null for the group without a value. */
export const groupKeyOf = ({ field, bucket }: ListGroup, value: JsonValue): string | number | null =>
  bucket !== undefined && typeof value === 'string' ? value : keyOf(field, value);

/** Returns the key of the group to which a record belongs. */
export function groupKeyOfRecord(group: ListGroup, record: ShownRecord, formats: Formats): string | number | null {
  const value = shownValue(record, group.path);
  if (group.bucket === undefined || typeof value !== 'string' || value === '') return keyOf(group.field, value);
  return startOfUnit(group.field.type === 'instant' ? formats.dayOf(value) : value, group.bucket);
}
