import { plainBytes } from '@outpost/domain/kernel/files/file-types';
import { sizeText } from '@outpost/ui/fields/editors/file-field';
import { Icon } from '@outpost/ui/parts/icons';
import { ProgressRing } from '@outpost/ui/parts/progress-ring';
import type { KeyboardEvent } from 'react';
import type { FileState } from '../../bridge/calls/file-calls.ts';
import type { FileRow } from './file-rows.ts';
import type { SerialQueue } from './one-at-a-time.ts';
import { useSmallPicture } from './small-picture.ts';
import classes from './files.module.css';

/**
 * Pictures up to this size are fetched from the server without a press, to be shown in the list. Chosen: a photo of a
 * telephone.
 */
const mostBytesUnasked = 12_000_000;

/** Returns a file's place in words. */
export function filePlaceWords(state: FileState | undefined, sizeBytes: number): string {
  switch (state?.place) {
    case 'waiting':
      return state.problem ?? (state.movedBytes > 0 ? 'Sending' : 'On this device, to send');
    case 'fetching':
      return 'Fetching';
    case 'server':
      return `On the server, ${sizeText(sizeBytes)}`;
    case 'device':
    case undefined:
      return sizeText(sizeBytes);
  }
}

/**
 * The icon of a file that is not yet both on this device and on the server: a ring with the progress, or a cloud. It
 * draws nothing for other files.
 */
export function PlaceSign({ state, sizeBytes }: { readonly state: FileState | undefined; readonly sizeBytes: number }) {
  if (!state || state.place === 'device') return null;
  const words = filePlaceWords(state, sizeBytes);
  if (state.place === 'server')
    return (
      <span className={classes.sign} title={words}>
        <Icon name="cloud" size={14} />
      </span>
    );
  return (
    <span className={classes.sign} title={words} data-problem={state.problem === null ? undefined : true}>
      {state.problem === null ? (
        <ProgressRing value={state.movedBytes / sizeBytes} label={words} />
      ) : (
        <Icon name="cloud-off" size={14} />
      )}
    </span>
  );
}

type Props = {
  readonly row: FileRow;
  readonly state: FileState | undefined;
  readonly onOpen: () => void;
  /** Opens the file with its name in an editor. Called by the key F2 or E. */
  readonly onName: () => void;
};

/** Returns the handler of the keys that change a file's name in place. */
const namedBy = (onName: () => void) => (event: KeyboardEvent) => {
  if (event.ctrlKey || event.metaKey || event.altKey || (event.key !== 'F2' && event.key.toLowerCase() !== 'e')) return;
  event.preventDefault();
  event.stopPropagation(); // E is also a key of the page
  onName();
};

/** A picture in the grid of a record's files: its small version, its icon, its name for screen readers. */
export function PictureTile({ row, state, lane, onOpen, onName }: Props & { readonly lane: SerialQueue }) {
  const { file, title, caption } = row;
  const isWanted = state !== undefined && (state.place !== 'server' || file.sizeBytes <= mostBytesUnasked);
  const small = useSmallPicture(row, { isWanted, lane });
  return (
    <button
      type="button"
      className={classes.tile}
      onClick={onOpen}
      onKeyDown={namedBy(onName)}
      aria-keyshortcuts="F2"
      title={caption === '' ? title : `${title}: ${caption}`}
      aria-label={`Open ${title}${state?.place === 'waiting' ? ', on this device, to send' : ''}`}
    >
      {small.state === 'here' ? (
        <img src={small.url} alt={caption} loading="lazy" decoding="async" />
      ) : (
        <span className={classes.blank} title={small.state === 'missing' ? small.why : undefined}>
          <Icon name="photo" size={20} />
        </span>
      )}
      <PlaceSign state={state} sizeBytes={file.sizeBytes} />
    </button>
  );
}

/** A file that is not a picture: a line with its name, its size or place, and its icon. */
export function FileListLine({ row, state, onOpen, onName }: Props) {
  const { file, title, caption } = row;
  return (
    <button type="button" className={classes.line} onClick={onOpen} onKeyDown={namedBy(onName)} aria-keyshortcuts="F2">
      <Icon name={file.mediaType === plainBytes ? 'file' : 'file-text'} size={14} />
      <span className={classes.name} dir="auto">
        {title}
        {caption === '' ? null : <span className={classes.faint}> {caption}</span>}
      </span>
      <span className={classes.faint}>{filePlaceWords(state, file.sizeBytes)}</span>
      <PlaceSign state={state} sizeBytes={file.sizeBytes} />
    </button>
  );
}
