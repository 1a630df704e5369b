import {
  attachedFileFault,
  attachedFilesFault,
  attachedIdsIn,
  attachedLimits,
  programFault,
  programMarkBytes,
} from '@outpost/domain/kernel/files/attached-files';
import type { MessageWithFiles } from '@outpost/domain/kernel/messages/message';
import type { FilesKind } from '@outpost/domain/kernel/files/files-kind';
import { sizeText } from '@outpost/ui/fields/editors/file-field';
import { Button, IconButton } from '@outpost/ui/parts/button';
import { Icon } from '@outpost/ui/parts/icons';
import { ProgressRing } from '@outpost/ui/parts/progress-ring';
import { type ChangeEvent, type DragEvent, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { AttachPartProps } from '../records/creating/attach-part.tsx';
import { mayCreate } from '../records/may.ts';
import { usePrincipal } from '../session/session-context.tsx';
import { useLatest } from '../window/use-latest.ts';
import { type FileRow, useFileRows, useFileRowsById, useFilesOf, useFileStates } from './file-rows.ts';
import { filePlaceWords, PlaceSign } from './file-tile.tsx';
import { useAddFiles } from './use-add-files.ts';
import classes from './attach-files.module.css';

/** MSG-43, MSG-72: the files that go out with an e-mail or a text: chosen among those of its record, picked, or dropped here. */
export function AttachFiles(props: AttachPartProps) {
  const kind = useFilesOf(props.entity);
  return kind ? <Attaching kind={kind} {...props} /> : null;
}

/** Returns why a picked file is not attached; undefined: it is. */
async function pickedFault(file: File, by: MessageWithFiles): Promise<string | undefined> {
  const byName = attachedFileFault(by, pickedFile(file));
  if (byName !== undefined) return byName;
  const first = await file.slice(0, programMarkBytes).arrayBuffer().catch(() => undefined); // adding reports what can't be read
  return first && programFault(file.name, new Uint8Array(first));
} // prettier-ignore

function Attaching({ kind, record, by, value, onChange, onFault }: AttachPartProps & { readonly kind: FilesKind }) {
  const principal = usePrincipal();
  const rows = useFileRows(kind, record);
  const ids = useMemo(() => attachedIdsIn(value) ?? [], [value]);
  const chosenRows = useFileRowsById(kind, ids);
  const { latest, change } = useLatest<{ ids: readonly string[] }>(() => ({ ids }));
  const { states, again } = useFileStates(ids);
  const [isChoosing, setChoosing] = useState(false);
  const [isOver, setOver] = useState(false);
  const [refused, setRefused] = useState<string>();
  const chooser = useRef<HTMLInputElement>(null);
  const put = useCallback(
    (next: readonly string[]) => {
      change({ ids: next });
      onChange(next.length === 0 ? null : [...next]);
    },
    [change, onChange],
  );
  const added = useCallback(
    (made: readonly string[]) => {
      again();
      put([...latest.current.ids, ...made.filter((id) => !latest.current.ids.includes(id))]);
    },
    [again, latest, put],
  );
  const { adding, add, retry, dismiss } = useAddFiles(record, added);
  const isAdding = mayCreate(principal, kind.entity);
  const byId = new Map(chosenRows?.map((row) => [row.id, row]));
  const attached = ids.map((id) => ({ id, row: byId.get(id) }));
  const chosen = attached.flatMap(({ row }) => row ?? []);
  const { types } = attachedLimits[by];
  const others = rows?.filter(({ id, file }) => !ids.includes(id) && (types?.has(file.mediaType) ?? true)) ?? [];
  const bytes = chosen.reduce((sum, { file }) => sum + file.sizeBytes, 0);
  const isGone = chosenRows !== undefined && chosen.length < ids.length;
  const fault =
    adding.length > 0
      ? 'Wait until the files are added, or leave them out.'
      : isGone
        ? 'One of the files was deleted. Leave it out.'
        : attachedFilesFault(by, chosen.map(namedFile));
  useEffect(() => onFault(fault), [fault, onFault]);

  const take = async (files: readonly File[]) => {
    const faults = await Promise.all(files.map((file) => pickedFault(file, by)));
    const fit = files.filter((_, place) => faults[place] === undefined);
    const together = attachedFilesFault(by, [...chosen.map(namedFile), ...fit.map(pickedFile)]);
    setRefused(faults.find((one) => one !== undefined) ?? together);
    if (together === undefined && fit.length > 0) add(fit);
  };
  const choose = (event: ChangeEvent<HTMLInputElement>) => {
    void take([...(event.currentTarget.files ?? [])]);
    event.currentTarget.value = ''; // the same file can be chosen again
  };
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
      if (isAdding) void take([...event.dataTransfer.files]);
    },
  };
  return (
    <div className={classes.box} role="group" aria-label="Attached files" data-over={isOver || undefined} {...drop}>
      <input
        ref={chooser}
        type="file"
        multiple
        hidden
        aria-label={`Files of the ${by === 'text' ? 'text' : 'e-mail'}`}
        onChange={choose}
      />
      {attached.map(({ id, row }) => (
        <div key={id} className={classes.line}>
          <Icon name="paperclip" size={14} />
          <span className={classes.name} dir="auto">
            {row?.title ?? (chosenRows === undefined ? '' : 'A file that was deleted')}
          </span>
          {row ? (
            <>
              <span className={classes.faint}>{filePlaceWords(states.get(id), row.file.sizeBytes)}</span>
              <PlaceSign state={states.get(id)} sizeBytes={row.file.sizeBytes} />
            </>
          ) : null}
          <IconButton
            icon="close"
            label={`Leave out ${row?.title ?? 'the deleted file'}`}
            onClick={() => put(latest.current.ids.filter((one) => one !== id))}
          />
        </div>
      ))}
      {adding.map((one) =>
        one.problem === undefined ? (
          <div key={one.key} className={classes.line}>
            <ProgressRing value={one.part} label={`Adding ${one.name}`} />
            <span className={classes.name} dir="auto">
              {one.name}
            </span>
          </div>
        ) : (
          <div key={one.key} className={classes.problem} role="alert">
            <span>{one.problem}</span>
            <IconButton icon="refresh" label={`Try again to add ${one.name}`} onClick={() => retry(one.key)} />
            <IconButton icon="close" label={`Leave out ${one.name}`} onClick={() => dismiss(one.key)} />
          </div>
        ),
      )}
      {isChoosing
        ? others.map((row) => (
            <button
              key={row.id}
              type="button"
              className={classes.offered}
              aria-label={`Attach ${row.title}`}
              onClick={() => put([...latest.current.ids, row.id])}
            >
              <Icon name="plus" size={14} />
              <span className={classes.name} dir="auto">
                {row.title}
              </span>
              <span className={classes.faint}>{sizeText(row.file.sizeBytes)}</span>
            </button>
          ))
        : null}
      {refused === undefined ? null : (
        <p className={classes.problem} role="alert">
          {refused}
        </p>
      )}
      {fault === undefined || adding.length > 0 ? null : (
        <p className={classes.problem} role="alert">
          {fault}
        </p>
      )}
      <div className={classes.acts}>
        {isAdding ? (
          <Button size="sm" icon="paperclip" onClick={() => chooser.current?.click()}>
            Add a file
          </Button>
        ) : null}
        {others.length === 0 ? null : (
          <Button size="sm" aria-expanded={isChoosing} onClick={() => setChoosing((before) => !before)}>
            {isChoosing ? 'Hide the other files' : `Files here (${others.length})`}
          </Button>
        )}
        <span className={classes.faint}>
          {chosen.length === 0
            ? 'Or drop files here.'
            : `${sizeText(bytes)} of ${attachedLimits[by].mostBytes / 1_000_000} MB`}
        </span>
      </div>
    </div>
  );
}

const namedFile = ({ title, file: { sizeBytes, mediaType } }: FileRow) => ({ name: title, sizeBytes, mediaType });
/** The system names the type by the ending. Adding the file reads its true type. */
const pickedFile = ({ name, size: sizeBytes, type: mediaType }: File) => ({ name, sizeBytes, mediaType });
