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
const LeftOutRecords = () => <p role="note">Records that your role lets you see and not export are left out.</p>;

/** The dialog of a running export, which can be stopped, and of a finished one, which names the saved file. */
export function ExportProgress({ title, progress, records, onStop, onClose }: Props) {
  const formats = useFormats();
  return (
    <Dialog onClose={onClose} title={title}>
      <div className={classes.dialog}>
        {progress.state === 'running' ? (
          <>
            <p role="status">
              {formats.count(progress.done)} of {records(progress.total)} written.
            </p>
            <Progress value={progress.total === 0 ? 0 : (progress.done / progress.total) * 100} aria-label="Export" />
          </>
        ) : (
          <p role="status">
            {records(progress.done)} exported to {progress.fileName}.
          </p>
        )}
        {progress.isPartial ? <MissingRecords /> : null}
        {progress.isNarrowed ? <LeftOutRecords /> : null}
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
