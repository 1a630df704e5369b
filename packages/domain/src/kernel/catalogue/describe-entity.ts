import { isHiddenField } from './stages/pipelines-of.ts';
import type { Entity } from '../entities/entity.ts';
import { envelopeFacts, envelopeLabel } from '../entities/envelope.ts';
import { type Field, type FieldTypeName, isWritable } from '../entities/fields.ts';
import { isSortable } from '../entities/field-types.ts';

/** One column that a grid can show. */
export type ColumnDescription = {
  readonly name: string;
  readonly label: string;
  readonly type: FieldTypeName | 'person' | 'team' | 'people';
  /** Money, numbers, percents and dates are aligned right (UX §2). */
  readonly align: 'left' | 'right';
  readonly sortable: boolean;
  readonly editable: boolean;
};

/** One row of a form, in the order of the declaration. */
export type FormField = {
  readonly name: string;
  readonly label: string;
  readonly field: Field;
  readonly required: boolean;
  readonly help?: string;
};

const rightAligned: ReadonlySet<FieldTypeName> = new Set<FieldTypeName>([
  'money',
  'number',
  'percent',
  'date',
  'instant',
  'duration',
]);

/**
 * The envelope's columns that a grid can show: the record's owner and team, the people it is shared with, and its
 * times of creation and change.
 */
const envelopeColumns = envelopeFacts.flatMap(({ name, holds, writer }) => {
  const isShown = holds === 'instant' || (writer === 'people' && holds !== 'life' && holds !== 'fields');
  return isShown ? [{ name, type: holds as Extract<ColumnDescription['type'], typeof holds> }] : [];
});

/** Returns every column that a grid of this entity can show: first its listed columns, then all others. */
export function gridColumnsOf(entity: Entity): readonly ColumnDescription[] {
  const columns = new Map<string, ColumnDescription>();
  for (const [name, field] of Object.entries(entity.fields)) {
    if (isHiddenField(entity, name)) continue;
    columns.set(name, {
      name,
      label: field.label,
      type: field.type,
      align: rightAligned.has(field.type) ? 'right' : 'left',
      sortable: isSortable(field.type),
      editable: isWritable(field) && field.merge !== 'fixed' && field.type !== 'json' && field.type !== 'file',
    });
  }
  for (const { name, type } of envelopeColumns) {
    columns.set(name, {
      name,
      label: envelopeLabel(name, entity) ?? name,
      type,
      align: type === 'instant' ? 'right' : 'left',
      sortable: type !== 'people',
      editable: type === 'person' || type === 'team',
    });
  }
  const first = entity.listed.flatMap((name) => columns.get(name) ?? []);
  return [...first, ...[...columns.values()].filter((column) => !entity.listed.includes(column.name))];
}

/** Returns the fields of a form for this entity, in order, without those that only the server writes. */
export function formOf(entity: Entity): readonly FormField[] {
  return Object.entries(entity.fields).flatMap(([name, field]) =>
    !isWritable(field) || isHiddenField(entity, name)
      ? []
      : [
          {
            name,
            label: field.label,
            field,
            required: field.required,
            ...(field.help === undefined ? {} : { help: field.help }),
          },
        ],
  );
}
