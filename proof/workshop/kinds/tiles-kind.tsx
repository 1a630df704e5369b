import { useImperativeHandle, useRef } from 'react';
import { useRecordList } from '../../queries/record-queries.ts';
import { textIn } from '../../records/values/shown-value.ts';
import type { ListedRecords, ViewKind, ViewKindProps } from './view-kind.ts';

function Tiles({ entity, where, search, onOpen, empty, apiRef }: ViewKindProps) {
  const first = useRef<HTMLUListElement>(null);
  useImperativeHandle(apiRef, () => ({ focus: () => first.current?.querySelector('button')?.focus() }), []);
  const { data } = useRecordList({ entity: entity.name, where, search, sort: [], limit: 50 });
  if (data === undefined) return null;
  if (data.rows.length === 0) return empty;
  return (
    <ul ref={first} aria-label={`Tiles of ${entity.label.many}`}>
      {data.rows.map((row, place) => (
        <li key={row.id}>
          <button type="button" onClick={() => onOpen(row.id, place)}>
            {textIn(row.fields[entity.title])}
          </button>
        </li>
      ))}
    </ul>
  );
}

const TilesSummary = ({ entity }: ListedRecords) => <span>{`Tiles for ${entity.label.many}`}</span>;

/** Records as tiles. */
export const tilesKind: ViewKind = {
  id: 'tiles',
  place: 25,
  label: 'Tiles',
  icon: 'dashboard',
  keys: 'shift+t',
  isFor: () => true,
  uses: { group: false, deleted: false, columns: false },
  Screen: Tiles,
  Summary: TilesSummary,
};
