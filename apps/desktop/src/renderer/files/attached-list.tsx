import { filesKindOf, type FilesKind } from '@outpost/domain/kernel/files/files-kind';
import { useMemo, useState } from 'react';
import { useCatalogue } from '../records/use-entity.ts';
import { useOpenRecord } from '../window/use-open-record.ts';
import { useFileRowsById, useFileStates } from './file-rows.ts';
import { FileListLine } from './file-tile.tsx';
import { FileViewer } from './file-viewer.tsx';

/** The files of an e-mail on a timeline, by their ids. A file that was deleted is counted. */
export function AttachedList({ ids }: { readonly ids: readonly string[] }) {
  const catalogue = useCatalogue();
  const kind = useMemo(() => filesKindOf(catalogue), [catalogue]);
  return kind && ids.length > 0 ? <Listed kind={kind} ids={ids} /> : null;
}

function Listed({ kind, ids }: { readonly kind: FilesKind; readonly ids: readonly string[] }) {
  const rows = useFileRowsById(kind, ids);
  const { states } = useFileStates(ids);
  const openRecord = useOpenRecord();
  const [shown, setShown] = useState<{ readonly id: string; readonly isNaming: boolean }>();
  if (rows === undefined) return null;
  const gone = ids.length - rows.length;
  return (
    <div role="group" aria-label="Files of this e-mail">
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
