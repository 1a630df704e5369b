import { noFieldCalled } from '@outpost/domain/kernel/catalogue/nearest-word';
import { columnsOf } from '@outpost/domain/kernel/catalogue/describe-entity';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { Field } from '@outpost/domain/kernel/entities/fields';
import { currencyColumn, exportedIdColumn } from '@outpost/domain/kernel/import/reports/exported-columns';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import type { RefNames, ShownRecord } from '../../bridge/contract.ts';
import type { ExportQuestion } from '../../bridge/export-calls.ts';
import { cellText, moneyParts } from './cell-text.ts';

/** One column of an exported file. */
export type ExportColumn = {
  readonly label: string;
  readonly text: (record: ShownRecord, refs: RefNames) => string;
};

/**
 * Returns the columns of an exported file, in order; the last one contains the ids. A field of money has two columns: the amount
 * and the currency. Refuses an unknown name with records/unknown-field.
 */
export function exportColumns(entity: Entity, wanted: ExportQuestion['columns']): Result<readonly ExportColumn[]> {
  const known = new Map(columnsOf(entity).map((column) => [column.name, column]));
  const names = wanted === 'listed' ? entity.listed : wanted === 'all' ? [...known.keys()] : wanted;
  const columns: ExportColumn[] = [];
  for (const name of new Set(names)) {
    const column = known.get(name);
    if (!column) return refuse('records/unknown-field', noFieldCalled(entity, name), { field: name });
    const field = entity.fields[name];
    columns.push(...(field ? fieldColumns(name, field) : [envelopeColumn(name, column.label)]));
  }
  return accept([...columns, { label: exportedIdColumn, text: ({ id }) => id }]);
}

function fieldColumns(name: string, field: Field): readonly ExportColumn[] {
  const value = ({ fields }: ShownRecord): JsonValue => fields[name] ?? null;
  const own: ExportColumn = { label: field.label, text: (record, refs) => cellText(field, value(record), refs) };
  if (field.type !== 'money') return [own];
  return [own, { label: currencyColumn(field.label), text: (record) => moneyParts(value(record))?.currency ?? '' }];
}

/** Returns the column of the owner, the team, the people it is shared with, or a time. People and teams are written by name. */
function envelopeColumn(name: string, label: string): ExportColumn {
  const titles = (ids: readonly string[], refs: RefNames): string =>
    ids.flatMap((id) => refs[id]?.title ?? []).join(', ');
  return {
    label,
    text: (record, refs) => {
      switch (name) {
        case 'ownerId':
        case 'teamId':
          return record[name] === null ? '' : titles([record[name]], refs);
        case 'sharedWith':
          return titles(record.sharedWith, refs);
        case 'createdAt':
        case 'updatedAt':
          return record[name];
        default:
          throw new Error(`The envelope has no column ${name} for lists`);
      }
    },
  };
}
