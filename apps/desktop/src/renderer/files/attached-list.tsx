import { refTarget } from '@outpost/domain/kernel/entities/fields';
import { filesKindOf, type FilesKind } from '@outpost/domain/kernel/files/files-kind';
import { useMemo, useState } from 'react';
import type { ShownRecord } from '../../bridge/contract.ts';
import { useCatalogue } from '../records/use-entity.ts';
import { useOpenRecord } from '../window/use-open-record.ts';
import { useFileRows, useFileRowsById, useFileStates } from './file-rows.ts';
import { FileListLine } from './file-tile.tsx';
import { FileViewer } from './file-viewer.tsx';

type Props = {
  /** The record of the e-mail, as the e-mail names it. Its files are among those of this record. */
  readonly about: string;
  readonly ids: readonly string[];
  /** The name of the group. Left out: that of an e-mail’s files. */
  readonly label?: string;
};

/** The files of an e-mail on a timeline, by their ids. A file that was deleted is counted. */
export function AttachedList({ about, ids, label = 'Files of this e-mail' }: Props) {
  const catalogue = useCatalogue();
  const kind = useMemo(() => filesKindOf(catalogue), [catalogue]);
  const field = kind?.entity.fields[kind.about];
  if (!kind || field?.type !== 'ref' || about === '' || ids.length === 0) return null;
  return <Listed kind={kind} record={refTarget(field, about)} ids={ids} label={label} />;
}

/** All e-mails of a record ask the same questions as its list of files, so they ask nothing more, except about files behind its newest ones. */
function useAttachedRows(kind: FilesKind, record: Pick<ShownRecord, 'entity' | 'id'>, ids: readonly string[]) {
  const ofRecord = useFileRows(kind, record);
  const known = useMemo(() => new Map(ofRecord?.map((row) => [row.id, row])), [ofRecord]);
  const others = useMemo(() => (ofRecord ? ids.filter((id) => !known.has(id)) : []), [ofRecord, known, ids]);
  const found = useFileRowsById(kind, others);
  const asked = useMemo(() => (others.length === 0 ? [...known.keys()] : ids), [others, known, ids]);
  const { states } = useFileStates(asked);
  const rows = useMemo(() => {
    const all = new Map([...known, ...(found ?? []).map((row) => [row.id, row] as const)]);
    return ofRecord && found ? ids.flatMap((id) => all.get(id) ?? []) : undefined;
  }, [ofRecord, known, found, ids]);
  return { rows, states };
}

type ListedProps = {
  readonly kind: FilesKind;
  readonly record: Pick<ShownRecord, 'entity' | 'id'>;
  readonly ids: readonly string[];
  readonly label: string;
};

function Listed({ kind, record, ids, label }: ListedProps) {
  const { rows, states } = useAttachedRows(kind, record, ids);
  const openRecord = useOpenRecord();
  const [shown, setShown] = useState<{ readonly id: string; readonly isNaming: boolean }>();
  if (rows === undefined) return null;
  const gone = ids.length - rows.length;
  return (
    <div role="group" aria-label={label}>
      {rows.map((row) => (
        <FileListLine
          key={row.id}
          row={row}
          state={states.get(row.id)}
          onOpen={() => setShown({ id: row.id, isNaming: false })}
          onName={() => setShown({ id: row.id, isNaming: true })}
        />
      ))}
      {gone === 0 ? null : <p>{gone === 1 ? 'One file was deleted.' : `${gone} files were deleted.`}</p>}
      {shown === undefined ? null : (
        <FileViewer
          rows={rows}
          kind={kind}
          isNaming={shown.isNaming}
          shown={shown.id}
          states={states}
          onShow={(id) => setShown({ id, isNaming: false })}
          onClose={() => setShown(undefined)}
          onDetails={(row) => {
            setShown(undefined);
            openRecord(row.id);
          }}
          onDelete={undefined}
        />
      )}
    </div>
  );
}
