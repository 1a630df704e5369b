import { noFieldCalled } from '@outpost/domain/kernel/entities/no-field-called';
import { gridColumnsOf } from '@outpost/domain/kernel/catalogue/describe-entity';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import { type Field, type FieldTypeName, refTarget } from '@outpost/domain/kernel/entities/fields';
import { currencyColumn, exportedIdColumn, refIdColumn } from '@outpost/domain/kernel/import/files/exported-columns';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { type ReferredField, referredField, referredId } from '@outpost/domain/kernel/query/referred-fields';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import type { RefNames, ShownRecord } from '../../bridge/contract.ts';
import type { ExportQuestion } from '../../bridge/calls/export-calls.ts';
import { type ExportedCell, exportedCell, moneyParts, textCell } from './exported-cell.ts';

/** One column of an exported file, and its cell of a row: by default a record. `widthChars` is a width for most of its cells. */
export type ExportColumn<Row = ShownRecord> = {
  readonly label: string;
  readonly widthChars: number;
  readonly cell: (row: Row, refs: RefNames) => ExportedCell;
};

/** Chosen by eye: most values of such a field fit. */
const widths: Readonly<Record<FieldTypeName, number>> = {
  text: 28,
  email: 28,
  phone: 18,
  money: 18,
  number: 12,
  percent: 10,
  flag: 8,
  date: 12,
  instant: 20,
  duration: 12,
  choice: 18,
  tags: 24,
  ref: 28,
  file: 28,
  address: 36,
  geo: 24,
  json: 28,
};
const idWidth = 38;
const currencyWidth = 10;

/**
 * Returns the columns of an exported file, in order; the last one contains the ids. A field of money has two columns: the amount
 * and the currency. A referred field has the name "Account: Sector". Refuses an unknown name with records/unknown-field.
 */
export function exportColumns(
  catalogue: Catalogue,
  entity: Entity,
  wanted: ExportQuestion['columns'],
): Result<readonly ExportColumn[]> {
  const known = new Map(gridColumnsOf(entity).map((column) => [column.name, column]));
  const names = wanted === 'listed' ? entity.listed : wanted === 'all' ? [...known.keys()] : wanted;
  const columns: ExportColumn[] = [];
  for (const name of new Set(names)) {
    const referred = referredField(catalogue, entity, name);
    if (referred) columns.push(...referredColumns(referred));
    if (referred) continue;
    const column = known.get(name);
    if (!column) return refuse('records/unknown-field', noFieldCalled(entity, name), { field: name });
    const field = entity.fields[name];
    columns.push(...(field ? fieldColumns(name, field) : [envelopeColumn(name, column.label)]));
  }
  return accept([...columns, { label: exportedIdColumn, widthChars: idWidth, cell: ({ id }) => textCell(id) }]);
}

/**
 * Returns all columns of a kind, and behind each column of names another one with the ids of the named records. The last one
 * contains the ids of the records themselves.
 */
export function completeColumns(entity: Entity): readonly ExportColumn[] {
  const columns = gridColumnsOf(entity).flatMap(({ name, label }): readonly ExportColumn[] => {
    const field = entity.fields[name];
    const own = field ? fieldColumns(name, field) : [envelopeColumn(name, label)];
    const ids = idsIn(name, field);
    const id = (record: ShownRecord) => textCell(ids?.(record) ?? '');
    return ids === undefined ? own : [...own, { label: refIdColumn(label), widthChars: idWidth, cell: id }];
  });
  return [...columns, { label: exportedIdColumn, widthChars: idWidth, cell: ({ id }) => textCell(id) }];
}

/** Returns a function to the ids behind a column of names; undefined for other columns. */
function idsIn(name: string, field: Field | undefined): ((record: ShownRecord) => string) | undefined {
  if (field?.type === 'ref')
    return ({ fields }) => {
      const value = fields[name];
      return typeof value === 'string' ? refTarget(field, value).id : '';
    };
  if (name === 'ownerId' || name === 'teamId') return (record) => record[name] ?? '';
  return name === 'sharedWith' ? (record) => record.sharedWith.join(', ') : undefined;
}

const fieldColumns = (name: string, field: Field): readonly ExportColumn[] =>
  valueColumns(field.label, field, ({ fields }) => fields[name] ?? null);

/** Returns the columns of a referred field. Their cells are empty where the list has no values of the linked record. */
const referredColumns = (referred: ReferredField): readonly ExportColumn[] =>
  valueColumns(referred.label, referred.field, (record, refs) => {
    const id = referredId(referred, record);
    return (id === undefined ? undefined : refs[id]?.fields?.[referred.name]) ?? null;
  });

function valueColumns(
  label: string,
  field: Field,
  value: (record: ShownRecord, refs: RefNames) => JsonValue,
): readonly ExportColumn[] {
  const own: ExportColumn = {
    label,
    widthChars: widths[field.type],
    cell: (record, refs) => exportedCell(field, value(record, refs), refs),
  };
  if (field.type !== 'money') return [own];
  return [
    own,
    {
      label: currencyColumn(label),
      widthChars: currencyWidth,
      cell: (record, refs) => textCell(moneyParts(value(record, refs))?.currency ?? ''),
    },
  ];
}

/** Returns the column of the owner, the team, the people it is shared with, or a time. People and teams are written by name. */
function envelopeColumn(name: string, label: string): ExportColumn {
  const titles = (ids: readonly string[], refs: RefNames): string =>
    ids.flatMap((id) => refs[id]?.title ?? []).join(', ');
  return {
    label,
    widthChars: widths.text,
    cell: (record, refs) => {
      switch (name) {
        case 'ownerId':
        case 'teamId':
          return textCell(record[name] === null ? '' : titles([record[name]], refs));
        case 'sharedWith':
          return textCell(titles(record.sharedWith, refs));
        case 'createdAt':
        case 'updatedAt':
          return { type: 'instant', at: record[name] };
        default:
          throw new Error(`The envelope has no column ${name} for lists`);
      }
    },
  };
}
