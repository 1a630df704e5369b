import { Button } from '../../parts/button.tsx';
import type { FileContentPlace, SpecOf } from '../field-spec.ts';
import { Icon } from '../../parts/icons.tsx';
import { asFile } from '../json-shapes.ts';
import { ProgressRing } from '../../parts/progress-ring.tsx';
import type { EditorProps } from './editor-props.ts';
import classes from './field-editor.module.css';

const units = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** Formats a size: `1_200_000` → "1.2 MB". The steps are of a thousand, as with storage devices. */
export function sizeText(bytes: number): string {
  const step = bytes < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  const size = bytes / 1000 ** step;
  return `${size >= 10 || step === 0 ? Math.round(size) : Math.round(size * 10) / 10}\u00A0${units[step]}`;
}

/** Shows in words where a file is. A file on the server has a button that fetches it. */
export function FileLine({
  name,
  sizeBytes,
  place,
  onFetch,
}: {
  readonly name: string;
  readonly sizeBytes?: number | undefined;
  readonly place: FileContentPlace;
  readonly onFetch?: (() => void) | undefined;
}) {
  return (
    <span className={classes.file}>
      <Icon name="file" size={14} />
      <span className={classes.fileName} title={name} dir="auto">
        {name}
      </span>
      <span className={classes.fileState}>
        {place === 'device' ? (sizeBytes === undefined ? 'on this device' : sizeText(sizeBytes)) : null}
        {place === 'fetching' ? (
          <>
            <ProgressRing label={`Fetching ${name}`} /> fetching
          </>
        ) : null}
        {place === 'server' ? (
          <>
            On server
            {onFetch ? (
              <>
                ,{' '}
                <button type="button" className={classes.link} onClick={onFetch} aria-label={`Fetch ${name}`}>
                  fetch
                </button>
              </>
            ) : null}
          </>
        ) : null}
      </span>
    </span>
  );
}

/** A file: its name and its place. A file that is not on this device is marked as such and can be fetched. */
export function FileField({ spec, value, onChange, variant = 'form', error }: EditorProps<SpecOf<'file'>>) {
  const file = asFile(value);
  return (
    <div className={classes.host} data-variant={variant} role="group" aria-label={spec.label}>
      {variant === 'form' ? <div className={classes.label}>{spec.label}</div> : null}
      {file ? (
        <div className={classes.fileBox}>
          <FileLine
            name={file.name}
            sizeBytes={file.sizeBytes}
            place={spec.placeOf?.(file.id) ?? 'device'}
            onFetch={spec.onFetch ? () => spec.onFetch?.(file.id) : undefined}
          />
          <Button variant="quiet" size="sm" onClick={() => onChange(null)}>
            Take away
          </Button>
        </div>
      ) : (
        <Button
          icon="paperclip"
          size={variant === 'form' ? 'md' : 'sm'}
          onClick={spec.onPick}
          disabled={spec.onPick === undefined}
        >
          Choose a file
        </Button>
      )}
      {spec.help !== undefined && variant === 'form' ? <div className={classes.help}>{spec.help}</div> : null}
      {error === undefined ? null : (
        <div role="alert" className={classes.error}>
          {error}
        </div>
      )}
    </div>
  );
}
