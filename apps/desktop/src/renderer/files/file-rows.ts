import { fileIn, type FilesKind, filesKindOf } from '@outpost/domain/kernel/files/files-kind';
import { isPicture } from '@outpost/domain/kernel/files/file-types';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { refValue, type FileValue } from '@outpost/domain/kernel/entities/fields';
import { titleOf } from '@outpost/domain/kernel/catalogue/record-rules';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import type { ShownRecord } from '../../bridge/contract.ts';
import type { FileState } from '../../bridge/calls/file-calls.ts';
import { ask } from '../queries/ask.ts';
import { askedIf, queryKeyOf } from '../queries/query-key-of.ts';
import { useRecordList } from '../queries/record-queries.ts';
import { useCatalogue } from '../records/use-entity.ts';
import { useBridge } from '../window/app-ports.tsx';

/** A file of a record as its page shows it. */
export type FileRow = {
  readonly id: string;
  readonly title: string;
  readonly caption: string;
  readonly file: FileValue;
  readonly isPicture: boolean;
  readonly record: ShownRecord;
};

/** Returns the kind of files, if records of this kind can have files. */
export function useFilesOf(entity: Entity): FilesKind | undefined {
  const catalogue = useCatalogue();
  return useMemo(() => {
    const kind = filesKindOf(catalogue);
    const about = kind?.entity.fields[kind.about];
    return about?.type === 'ref' && about.targets.includes(entity.name) ? kind : undefined;
  }, [catalogue, entity.name]);
}

/** Chosen: a record with more files is an archive; a list of the files shows the rest. */
const most = 200;

/** Returns the files of a record, the newest first; undefined until they are read, or if its kind has none. */
export function useFileRows(
  kind: FilesKind | undefined,
  record: Pick<ShownRecord, 'entity' | 'id'>,
): readonly FileRow[] | undefined {
  const field = kind?.entity.fields[kind.about];
  const value = field?.type === 'ref' ? refValue(field, record.entity, record.id) : record.id;
  const { data } = useRecordList(
    {
      entity: kind?.entity.name ?? record.entity,
      ...(kind ? { where: { field: kind.about, op: 'is', value } } : {}),
      sort: [{ field: 'createdAt', direction: 'desc' }],
      limit: most,
    },
    { isOff: kind === undefined },
  );
  return useMemo(() => data?.rows.flatMap((row) => (kind ? rowsOf(kind, row) : [])), [data, kind]);
}

/** Returns the files with these ids that this device has, in the order of the ids; undefined until they are read. */
export function useFileRowsById(kind: FilesKind, ids: readonly string[]): readonly FileRow[] | undefined {
  const { data } = useRecordList(
    { entity: kind.entity.name, where: { field: 'id', op: 'one-of', value: [...ids] }, sort: [], limit: most },
    { isOff: ids.length === 0 },
  );
  return useMemo(() => {
    if (ids.length === 0) return [];
    const found = new Map(data?.rows.map((row) => [row.id, row]));
    return data && ids.flatMap((id) => found.get(id) ?? []).flatMap((row) => rowsOf(kind, row));
  }, [data, ids, kind]);
}

/** Returns the file of a record; none where its content cannot be read. */
function rowsOf(kind: FilesKind, row: ShownRecord): readonly FileRow[] {
  const file = fileIn(row, { entity: kind.entity, field: kind.content });
  if (!file) return [];
  const caption = kind.caption === undefined ? undefined : row.fields[kind.caption];
  return [
    {
      id: row.id,
      title: titleOf(kind.entity, row),
      caption: typeof caption === 'string' ? caption : '',
      file,
      isPicture: isPicture(file.mediaType),
      record: row,
    },
  ];
}

/** Chosen: a progress that moves visibly. It is read only while bytes are transferred. */
const everyMs = 1_500;

/** Returns the place of the files' bytes, by record, and a function that reads it again. */
export function useFileStates(ids: readonly string[]): {
  readonly states: ReadonlyMap<string, FileState>;
  readonly again: () => void;
} {
  const bridge = useBridge();
  const client = useQueryClient();
  const queryKey = useMemo(() => queryKeyOf('files.states', '', { records: [...ids] }), [ids]);
  const { data } = useQuery({
    ...askedIf(ids.length > 0, queryKey),
    queryFn: () => ask(bridge, 'files.states', { records: [...ids] }),
    refetchInterval: ({ state }) =>
      state.data?.states.some(({ place }) => place === 'waiting' || place === 'fetching') ? everyMs : false,
  });
  const again = useCallback(() => void client.invalidateQueries({ queryKey }), [client, queryKey]);
  const states = useMemo(() => new Map(data?.states.map((state) => [state.record, state])), [data]);
  return { states, again };
}
