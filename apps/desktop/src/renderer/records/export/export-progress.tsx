import { Progress } from '@mantine/core';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { Button } from '@outpost/ui/parts/button';
import { Dialog } from '../../window/dialog.tsx';
import classes from '../../window/dialog.module.css';
import type { ExportState } from './use-export.ts';

type Props = {
  readonly title: string;
  readonly progress: Exclude<ExportState, { readonly state: 'ready' }>;
  /** Returns the words for a number of records: "3 deals". */
  readonly records: (count: number) => string;
  readonly onStop: () => void;
  readonly onClose: () => void;
};

/** Shows that an exported file lacks records that this device has not received, or does not keep. */
export const MissingRecords = () => (
  <p role="note">This device does not hold all records. The file does not contain the missing ones.</p>
);

/** Shows that an exported file lacks records that the person may only see. */
const LeftOutRecords = () => <p role="note">Records that your role lets you see but not export are left out.</p>;

/** Shows that the bytes of some files are not in an archive, and where the reasons are. */
function MissingFiles({ missing }: { readonly missing: number }) {
  const formats = useFormats();
  const files = formats.plural(missing, 'file', 'files');
  return (
    <p role="note">
      The contents of {files} are not in the archive: they are not on this device, or are damaged here, and did not come
      from the server. The list “files/manifest.csv” in it names each with the reason. To get them, connect and export
      again.
    </p>
  );
}

/** The dialog of a running export, which can be stopped, and of a finished one, which names the saved file. */
export function ExportProgress({ title, progress, records, onStop, onClose }: Props) {
  const formats = useFormats();
  const { files } = progress;
  const written = files && files.written > 0 ? formats.plural(files.written, 'file', 'files') : undefined;
  return (
    <Dialog onClose={onClose} title={title}>
      <div className={classes.dialog}>
        {progress.state === 'running' ? (
          <>
            <p role="status">
              {formats.count(progress.done)} of {records(progress.total)} written.
              {written === undefined ? '' : ` ${written} written.`}
            </p>
            <Progress value={progress.total === 0 ? 0 : (progress.done / progress.total) * 100} aria-label="Export" />
          </>
        ) : (
          <p role="status">
            {[records(progress.done), written].filter(Boolean).join(' and ')} exported to {progress.fileName}.
          </p>
        )}
        {progress.isPartial ? <MissingRecords /> : null}
        {progress.isNarrowed ? <LeftOutRecords /> : null}
        {files && files.missing > 0 ? <MissingFiles missing={files.missing} /> : null}
        <div className={classes.acts}>
          {progress.state === 'running' ? (
            <Button onClick={onStop}>Stop</Button>
          ) : (
            <Button variant="primary" onClick={onClose}>
              Close
            </Button>
          )}
        </div>
      </div>
    </Dialog>
  );
}
