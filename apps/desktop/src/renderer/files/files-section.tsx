import type { FilesKind } from '@outpost/domain/kernel/files/files-kind';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { isDialogOpen } from '@outpost/ui/keys/keyboard';
import { sizeText } from '@outpost/ui/fields/editors/file-field';
import { Button, IconButton } from '@outpost/ui/parts/button';
import { PanelSection } from '@outpost/ui/parts/panel-section';
import { ProgressRing } from '@outpost/ui/parts/progress-ring';
import { type ChangeEvent, type DragEvent, useEffect, useMemo, useRef, useState } from 'react';
import type { ShownRecord } from '../../bridge/contract.ts';
import { useActs } from '../queries/use-acts.ts';
import { deleteRequest } from '../records/life-acts.ts';
import { mayCreate, refusalOf } from '../records/may.ts';
import { usePrincipal } from '../session/session-context.tsx';
import { useBridge } from '../window/app-ports.tsx';
import { useOpenRecord } from '../window/use-open-record.ts';
import { type FileRow, useFileRows, useFilesOf, useFileStates } from './file-rows.ts';
import { FileListLine, PictureTile } from './file-tile.tsx';
import { FileViewer } from './file-viewer.tsx';
import { oneAtATime } from './one-at-a-time.ts';
import { type Adding, useAddFiles } from './use-add-files.ts';
import classes from './files.module.css';

type Props = { readonly entity: Entity; readonly record: ShownRecord };

/** The files and photos of a record, if its kind has files (T-19). */
export function FilesSection({ entity, record }: Props) {
  const kind = useFilesOf(entity);
  return kind ? <Files kind={kind} record={record} /> : null;
}

/** The number of each that a list shows; "All" shows the rest. */
const firstPictures = 12;
const firstLines = 5;

function Files({ kind, record }: { readonly kind: FilesKind; readonly record: ShownRecord }) {
  const principal = usePrincipal();
  const bridge = useBridge();
  const openRecord = useOpenRecord();
  const { perform } = useActs();
  const rows = useFileRows(kind, record);
  const ids = useMemo(() => rows?.map(({ id }) => id) ?? [], [rows]);
  const { states, again } = useFileStates(ids);
  const { adding, add, retry, dismiss } = useAddFiles(record, again);
  const [shown, setShown] = useState<{ readonly id: string; readonly isNaming: boolean }>();
  const [isAll, setAll] = useState(false);
  const [isOver, setOver] = useState(false);
  const [lane] = useState(oneAtATime);
  const chooser = useRef<HTMLInputElement>(null);
  const isAdding = record.life === 'alive' && mayCreate(principal, kind.entity);
  usePastedFiles(isAdding ? add : undefined);

  if (rows === undefined || (rows.length === 0 && !isAdding)) return null;
  const pictures = rows.filter((row) => row.isPicture);
  const others = rows.filter((row) => !row.isPicture);
  const waiting = rows.filter(({ id }) => states.get(id)?.place === 'waiting');
  const problem = waiting.map(({ id }) => states.get(id)?.problem).find((one) => one !== null && one !== undefined);
  const bytes = rows.reduce((sum, { file }) => sum + file.sizeBytes, 0);
  const mayDelete = (row: FileRow) =>
    refusalOf(principal, 'delete', kind.entity, { record: row.record, nameOf: () => undefined }) === undefined;
  const choose = (event: ChangeEvent<HTMLInputElement>) => {
    add([...(event.currentTarget.files ?? [])]);
    event.currentTarget.value = ''; // the same file can be chosen again
  };
  const opening = (id: string) => ({
    onOpen: () => setShown({ id, isNaming: false }),
    onName: () => setShown({ id, isNaming: true }),
  });
  // A drop here is handled here, so that the window does not open the import.
  const drop = {
    onDragOver: (event: DragEvent) => {
      if (!event.dataTransfer.types.includes('Files')) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = isAdding ? 'copy' : 'none';
      setOver(isAdding);
    },
    onDragLeave: (event: DragEvent) => {
      if (!(event.relatedTarget instanceof Node && event.currentTarget.contains(event.relatedTarget))) setOver(false);
    },
    onDrop: (event: DragEvent) => {
      setOver(false);
      if (!event.dataTransfer.types.includes('Files')) return;
      event.preventDefault();
      if (isAdding) add([...event.dataTransfer.files]);
    },
  };
  return (
    <div className={classes.section} data-over={isOver || undefined} {...drop}>
      <PanelSection
        title="Files"
        trailing={
          <span className={classes.links}>
            {rows.length === 0 ? null : (
              <span className={classes.faint}>
                {rows.length}, {sizeText(bytes)}
              </span>
            )}
            {isAdding ? (
              <button type="button" className={classes.link} data-screen-only onClick={() => chooser.current?.click()}>
                Add files
              </button>
            ) : null}
          </span>
        }
      >
        <input ref={chooser} type="file" multiple hidden aria-label="Files to add" onChange={choose} />
        {rows.length === 0 && adding.length === 0 ? (
          <p className={classes.faint}>
            No files yet. <span data-screen-only>Drop or paste photos and files here.</span>
          </p>
        ) : null}
        {adding.map((one) => (
          <AddingLine key={one.key} one={one} onRetry={() => retry(one.key)} onDismiss={() => dismiss(one.key)} />
        ))}
        {pictures.length === 0 ? null : (
          <div className={classes.grid}>
            {(isAll ? pictures : pictures.slice(0, firstPictures)).map((row) => (
              <PictureTile key={row.id} row={row} state={states.get(row.id)} lane={lane} {...opening(row.id)} />
            ))}
          </div>
        )}
        {(isAll ? others : others.slice(0, firstLines)).map((row) => (
          <FileListLine key={row.id} row={row} state={states.get(row.id)} {...opening(row.id)} />
        ))}
        {!isAll && (pictures.length > firstPictures || others.length > firstLines) ? (
          <button type="button" className={classes.link} onClick={() => setAll(true)}>
            All {rows.length} files
          </button>
        ) : null}
        {waiting.length === 0 ? null : (
          <div className={classes.waiting} role="status">
            {waiting.length === 1 ? '1 file' : `${waiting.length} files`} on this device, to send.{' '}
            {problem === undefined ? null : (
              <>
                {problem}{' '}
                <Button size="sm" icon="refresh" onClick={() => void bridge.call('files.sendNow', null).then(again)}>
                  Send now
                </Button>
              </>
            )}
          </div>
        )}
      </PanelSection>
      {isOver ? (
        <div className={classes.over} aria-hidden>
          Drop to add to this record
        </div>
      ) : null}
      {shown === undefined ? null : (
        <FileViewer
          rows={[...pictures, ...others]}
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
          onDelete={
            rows.some((row) => row.id === shown.id && mayDelete(row))
              ? (row) => {
                  setShown(undefined);
                  void perform(deleteRequest(kind.entity, row.record));
                }
              : undefined
          }
        />
      )}
    </div>
  );
}

/** A file that is being read, or was not added. */
function AddingLine({
  one,
  onRetry,
  onDismiss,
}: {
  readonly one: Adding;
  readonly onRetry: () => void;
  readonly onDismiss: () => void;
}) {
  if (one.problem === undefined)
    return (
      <div className={classes.line}>
        <ProgressRing value={one.part} label={`Adding ${one.name}`} />
        <span className={classes.name} dir="auto">
          {one.name}
        </span>
      </div>
    );
  return (
    <div className={classes.problem} role="alert">
      <span>{one.problem}</span>
      <IconButton icon="refresh" label={`Try again to add ${one.name}`} onClick={onRetry} />
      <IconButton icon="close" label={`Leave out ${one.name}`} onClick={onDismiss} />
    </div>
  );
}

/** Adds pictures and files that are pasted on the page, outside of fields. */
function usePastedFiles(add: ((files: readonly File[]) => void) | undefined): void {
  useEffect(() => {
    if (!add) return undefined;
    const onPaste = (event: ClipboardEvent) => {
      const { target, clipboardData } = event;
      const files = [...(clipboardData?.files ?? [])];
      const isInField = target instanceof HTMLElement && target.closest('input, textarea, [contenteditable]') !== null;
      if (files.length === 0 || isInField || event.defaultPrevented || isDialogOpen()) return;
      event.preventDefault();
      add(files);
    };
    document.addEventListener('paste', onPaste);
    return () => document.removeEventListener('paste', onPaste);
  }, [add]);
}
