import type { FilesKind } from '@outpost/domain/kernel/files/files-kind';
import { isPdf } from '@outpost/domain/kernel/files/file-types';
import { sizeText } from '@outpost/ui/fields/editors/file-field';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { Button, IconButton } from '@outpost/ui/parts/button';
import { Icon } from '@outpost/ui/parts/icons';
import { loadable, LoadBoundary } from '@outpost/ui/loading/loadable';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import type { FileState } from '../../bridge/calls/file-calls.ts';
import { useAppPorts } from '../window/app-ports.tsx';
import dialog from '../window/dialog.module.css';
import { Dialog } from '../window/dialog.tsx';
import type { FileRow } from './file-rows.ts';
import { filePlaceWords } from './file-tile.tsx';
import { FileWords } from './file-words.tsx';
import { OpenOutside, useIsOpenable } from './open-outside.tsx';
import { type Content, useContent } from './read-content.ts';
import classes from './files.module.css';

const PdfPages = loadable(async () => (await import('./pdf-pages.tsx')).PdfPages);

/** The steps of the zoom, as factors of the dialog's width. */
const zooms = [1, 1.5, 2, 3] as const;

type Props = {
  readonly rows: readonly FileRow[];
  readonly shown: string;
  readonly states: ReadonlyMap<string, FileState>;
  readonly onShow: (id: string) => void;
  readonly onClose: () => void;
  readonly kind: FilesKind;
  /** Whether the viewer opens with the name in an editor. */
  readonly isNaming: boolean;
  /** Opens the file's own record. */
  readonly onDetails: (row: FileRow) => void;
  /** Undefined if the person may not delete the file. */
  readonly onDelete: ((row: FileRow) => void) | undefined;
};

/** Shows a record's files one at a time: pictures, PDF, and the name and size of others. The arrow keys go to the next one. */
export function FileViewer({ kind, isNaming, rows, shown, states, onShow, onClose, onDetails, onDelete }: Props) {
  const place = rows.findIndex(({ id }) => id === shown);
  const row = rows[place];
  const [zoom, setZoom] = useState(0);
  const [first] = useState({ shown, isNaming });
  const step = (by: number) => {
    const next = rows[place + by];
    setZoom(0);
    if (next) onShow(next.id);
  };
  const zoomBy = (by: number) => setZoom((now) => Math.min(zooms.length - 1, Math.max(0, now + by)));
  useKeys((event) => {
    if (event.target instanceof Element && event.target.closest('[data-takes-keys]')) return; // in the name or the caption
    if (event.key === 'ArrowLeft') step(-1);
    else if (event.key === 'ArrowRight') step(1);
    else if (event.key === '+') zoomBy(1);
    else if (event.key === '-') zoomBy(-1);
    else return;
    event.preventDefault();
  });
  if (!row) return null;
  return (
    <Dialog title={row.title} size={960} isForReading={!first.isNaming} onClose={onClose}>
      <div className={dialog.dialog} role="group" aria-label={`File ${place + 1} of ${rows.length}`}>
        <Shown key={row.id} row={row} state={states.get(row.id)} zoom={zooms[zoom] ?? 1}>
          <IconButton icon="chevron-left" label="Previous file" onClick={() => step(-1)} disabled={place === 0} />
          <span className={classes.faint} role="status">
            {place + 1} of {rows.length}
          </span>
          <IconButton
            icon="chevron-right"
            label="Next file"
            onClick={() => step(1)}
            disabled={place === rows.length - 1}
          />
          <IconButton icon="minus" label="Smaller" onClick={() => zoomBy(-1)} disabled={zoom === 0} />
          <IconButton icon="plus" label="Larger" onClick={() => zoomBy(1)} disabled={zoom === zooms.length - 1} />
        </Shown>
        <FileWords key={`words ${row.id}`} kind={kind} row={row} isNaming={first.isNaming && row.id === first.shown} />
        <div className={classes.acts}>
          <Button size="sm" icon="paperclip" onClick={() => onDetails(row)}>
            Details
          </Button>
          {onDelete ? (
            <Button size="sm" icon="trash" onClick={() => onDelete(row)}>
              Delete
            </Button>
          ) : null}
        </div>
      </div>
    </Dialog>
  );
}

/** Listens to the keys of the window while the viewer is open. */
function useKeys(onKey: (event: KeyboardEvent) => void): void {
  const latest = useRef(onKey);
  useEffect(() => {
    latest.current = onKey;
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => latest.current(event);
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, []);
}

type ShownProps = {
  readonly row: FileRow;
  readonly state: FileState | undefined;
  readonly zoom: number;
  readonly children: ReactNode;
};

function Shown({ row, state, zoom, children }: ShownProps) {
  const { file, title, isPicture } = row;
  const { saveFile } = useAppPorts();
  const formats = useFormats();
  const isShownHere = isPicture || isPdf(file.mediaType);
  const [isAsked, setAsked] = useState(isShownHere);
  const content = useContent(row.id, file.mediaType, isAsked);
  const isHere = content.state === 'here';
  const isOpenable = useIsOpenable(nameToSave(row));
  return (
    <>
      <div className={classes.bar}>
        {children}
        <span className={classes.space} />
        {isHere && isOpenable ? <OpenOutside name={nameToSave(row)} blob={content.blob} /> : null}
        {isHere ? (
          <Button size="sm" icon="download" onClick={() => saveFile(nameToSave(row), content.blob)}>
            Save a copy
          </Button>
        ) : isAsked ? null : (
          <Button size="sm" icon="download" onClick={() => setAsked(true)}>
            Get it
          </Button>
        )}
      </div>
      <div className={classes.stage} data-zoomed={zoom > 1 || undefined} tabIndex={-1}>
        <Stage content={content} row={row} isAsked={isAsked} isShownHere={isShownHere} zoom={zoom} />
      </div>
      <p className={dialog.quiet}>
        {sizeText(file.sizeBytes)}, added {formats.instant(row.record.createdAt)}
        {state === undefined || state.place === 'device' ? null : `. ${filePlaceWords(state, file.sizeBytes)}`}
        {title === file.name ? null : `. Was ${file.name}`}
      </p>
    </>
  );
}

function Stage({
  content,
  row,
  isAsked,
  isShownHere,
  zoom,
}: {
  readonly content: Content;
  readonly row: FileRow;
  readonly isAsked: boolean;
  readonly isShownHere: boolean;
  readonly zoom: number;
}) {
  const { title, caption, isPicture } = row;
  const isOpenable = useIsOpenable(nameToSave(row));
  if (!isAsked || (content.state === 'here' && !isShownHere))
    return (
      <p className={classes.other}>
        <Icon name="file" size={20} />
        {isAsked
          ? `Files of this kind are not shown here. ${isOpenable ? 'Open it with another program, or save a copy.' : 'Save a copy, and open that.'}`
          : 'Files of this kind are not shown here.'}
      </p>
    );
  if (content.state === 'coming') return <p role="status">Opening {title}</p>;
  if (content.state === 'missing')
    return (
      <div role="alert" className={classes.other}>
        <p>{content.why}</p>
        <Button size="sm" icon="refresh" onClick={content.again}>
          Try again
        </Button>
      </div>
    );
  if (isPicture)
    return (
      <img
        src={content.url}
        alt={caption === '' ? title : caption}
        className={classes.picture}
        width={zoom === 1 ? undefined : 900 * zoom}
      />
    );
  return (
    <LoadBoundary fallback={<p role="status">Opening {title}</p>}>
      <PdfPages blob={content.blob} title={title} zoom={zoom} />
    </LoadBoundary>
  );
}

/** Returns the name for a copy: the present title with the ending of the file. */
function nameToSave({ title, file }: FileRow): string {
  const ending = file.name.includes('.') ? file.name.slice(file.name.lastIndexOf('.')) : '';
  const plain = title.replace(/[\p{Cc}<>:"/\\|?*]+/gu, ' ').trim() || 'File';
  return plain.toLowerCase().endsWith(ending.toLowerCase()) ? plain : `${plain}${ending}`;
}
