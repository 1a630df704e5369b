import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import { isHiddenField } from '@outpost/domain/kernel/catalogue/stages/pipelines-of';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { Field, FieldTypeName } from '@outpost/domain/kernel/entities/fields';
import { referredFields } from '@outpost/domain/kernel/query/referred-fields';
import type { ReportDefinition, ReportGroup } from '@outpost/domain/kernel/reports/report-definition';
import { type ReportField, reportField } from '../../reports/report-field.ts';

const measured: ReadonlySet<FieldTypeName> = new Set<FieldTypeName>(['money', 'number', 'percent', 'duration']);
const dates: ReadonlySet<FieldTypeName> = new Set<FieldTypeName>(['date', 'instant']);
const grouped: ReadonlySet<FieldTypeName> = new Set<FieldTypeName>([
  'choice',
  'flag',
  'ref',
  'text',
  'number',
  'percent',
  'date',
  'instant',
]);
/** Through a reference only fields with few values are offered; each is one more line in a long list. */
const groupedThrough: ReadonlySet<FieldTypeName> = new Set<FieldTypeName>(['choice', 'flag', 'text']);
const envelopeNames = ['ownerId', 'teamId', 'createdAt', 'updatedAt', 'createdBy'];

const isLong = (field: Field): boolean => field.type === 'text' && field.multiline;

function fieldsIn(
  catalogue: Catalogue,
  entity: Entity,
  paths: readonly string[],
  fits: (field: Field) => boolean,
): readonly ReportField[] {
  return paths.flatMap((path) => {
    const found = reportField(catalogue, entity, path);
    return found && fits(found.field) ? [found] : [];
  });
}

/** Returns the fields that a report can add up. */
export const measuredFields = (catalogue: Catalogue, entity: Entity): readonly ReportField[] =>
  fieldsIn(catalogue, entity, Object.keys(entity.fields), ({ type }) => measured.has(type));

/** Returns the date fields, for periods and for days from one to another. */
export const dateFields = (catalogue: Catalogue, entity: Entity): readonly ReportField[] =>
  fieldsIn(catalogue, entity, [...Object.keys(entity.fields), 'createdAt', 'updatedAt'], ({ type }) => dates.has(type));

/** Returns the fields that a report can be grouped by: the kind's own, the envelope's, then those of the records it refers to. */
export function groupedFields(catalogue: Catalogue, entity: Entity): readonly ReportField[] {
  const own = fieldsIn(
    catalogue,
    entity,
    [...Object.keys(entity.fields).filter((name) => !isHiddenField(entity, name)), ...envelopeNames],
    (field) => grouped.has(field.type) && !isLong(field),
  );
  const through = referredFields(catalogue, entity).filter(
    ({ target, name, field }) =>
      target.listed.includes(name) && name !== target.title && groupedThrough.has(field.type) && !isLong(field),
  );
  return [...own, ...through];
}

/** Whether the groups of a field are spans of days. */
export const isDateField = ({ type }: Field): boolean => dates.has(type);

/** Returns a grouping by a field, with the span of days that fits most questions. */
export const newReportGroup = ({ path, field }: ReportField): ReportGroup => ({
  field: path,
  ...(isDateField(field) ? { bucket: 'month' } : {}),
});

/** Whether the first measure of a report is an amount of money. */
export function isMoneyMeasure(catalogue: Catalogue, { entity: name, measures: [first] }: ReportDefinition): boolean {
  const entity = catalogue.entities.get(name);
  return entity !== undefined && first !== undefined && 'field' in first && reportField(catalogue, entity, first.field)?.field.type === 'money'; // prettier-ignore
}
