import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { FieldSpec } from '@outpost/ui/fields/field-spec';
import { fieldText } from '@outpost/ui/fields/field-text';
import type { Formats } from '@outpost/ui/formats/formats';
import { useFormats, useMinute } from '@outpost/ui/formats/formats-context';
import type { GridColumn } from '@outpost/ui/grid/grid-model';
import { useCellText } from '@outpost/ui/grid/grid-row';
import type { LineWords } from '@outpost/ui/grid/list/list-row';
import { Fragment, type ReactNode, useMemo } from 'react';
import type { RefNames, ShownRecord } from '../../../../bridge/contract.ts';
import { useGridColumns, withDistance } from '../../../grid/use-grid-columns.tsx';
import { useReferredColumns, useReferredPaths } from '../../../grid/use-referred-columns.tsx';
import { ownerOf, partText } from '../../../records/values/line-words.ts';
import { shortWhen } from '../../../records/values/short-when.ts';
import { textIn } from '../../../records/values/shown-value.ts';
import type { ListSort } from '../../../window/list-address.ts';

/** Chosen: the most values below a title. More are seldom read, and do not fit beside an open record. */
const mostParts = 4;

const noneReplaced = () => 0;

/** Returns the day of a change in words that hold until midnight: "today 15:30", "yesterday", "3 weeks ago". */
function agoText(at: string, now: number, formats: Formats): string {
  const midnight = (of: string | number) => `${formats.dayOf(of)}T00:00:00.000Z`;
  const [changed, today] = [midnight(at), Date.parse(midnight(now))];
  const isNear = today - Date.parse(changed) < 2 * 86_400_000;
  return isNear ? shortWhen(at, now, formats) : formats.relative(changed, today);
}

/**
 * Returns the function that gives the words of a record in a list: its title, below it the first columns of the view that have a
 * value, and at the end the worth, the time of the last change and the owner. `groupedBy`: the field in the heads of the groups, which
 * the lines leave out.
 */
export function usePlainWords(
  entity: Entity,
  names: readonly string[],
  about: {
    readonly specs: ReadonlyMap<string, FieldSpec>;
    readonly refs: RefNames;
    readonly sort: ListSort;
    readonly groupedBy: string | undefined;
  },
): (row: ShownRecord) => LineWords {
  const { specs, refs, sort, groupedBy } = about;
  const formats = useFormats();
  const textOf = useCellText<ShownRecord>();
  const shown = useMemo(() => withDistance(entity, names, sort), [entity, names, sort]);
  const referred = useReferredColumns(entity, useReferredPaths(entity, names), refs);
  const columns = useGridColumns(entity, shown, { specs, referred, replacedCount: noneReplaced, sort });
  const minute = useMinute();
  return useMemo(() => {
    const atTheEnd = new Set([entity.title, entity.worth, 'ownerId', 'updatedAt', groupedBy]);
    const below = columns.filter(({ id }) => !atTheEnd.has(id));
    const worth = entity.worth === undefined ? undefined : specs.get(entity.worth);
    /** Returns the text of a column. The time by which a record should be closed is marked where it is past. */
    const partOf = (column: GridColumn<ShownRecord>, row: ShownRecord): ReactNode => {
      const text = textOf(column, row);
      if (text === '') return undefined;
      if (column.field?.kind === 'flag') return column.value(row) === true ? column.header : undefined;
      const marked = column.id === entity.dueBy ? column.cell?.(row) : undefined;
      if (marked !== undefined)
        return (
          <>
            {column.header} {marked}
          </>
        );
      const distance = column.id === sort.field && sort.from ? column.cell?.(row) : undefined;
      return distance ?? partText(column.header, column.field?.kind, text);
    };
    return (row) => {
      const parts: ReactNode[] = [];
      for (const column of below) {
        const part = parts.length < mostParts ? partOf(column, row) : undefined;
        if (part !== undefined)
          parts.push(
            <Fragment key={column.id}>
              {parts.length === 0 ? '' : ' · '}
              {part}
            </Fragment>,
          );
      }
      return {
        title: textIn(row.fields[entity.title]),
        subtitle: parts.length === 0 ? undefined : parts,
        value: worth && entity.worth !== undefined ? fieldText(worth, row.fields[entity.worth] ?? null, formats) : '',
        changed: {
          text: agoText(row.updatedAt, minute, formats),
          exact: `Changed ${formats.instant(row.updatedAt)}`,
          at: row.updatedAt,
        },
        owner: ownerOf(specs.get('ownerId'), row, formats),
      };
    };
  }, [entity, columns, specs, sort, groupedBy, formats, textOf, minute]);
}
