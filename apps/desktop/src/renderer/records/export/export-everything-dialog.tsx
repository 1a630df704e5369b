import { useFormats } from '@outpost/ui/formats/formats-context';
import { Button } from '@outpost/ui/parts/button';
import { useIsFirstSync, useLiveValue } from '../../session/session-context.tsx';
import { Dialog } from '../../window/dialog.tsx';
import classes from '../../window/dialog.module.css';
import { ExportProgress, MissingRecords } from './export-progress.tsx';
import { useExport } from './use-export.ts';

const title = 'Export everything';

/** Exports all records that the person sees on this device as one archive: lists its contents, and shows the progress. */
export function ExportEverythingDialog({ onClose }: { readonly onClose: () => void }) {
  const formats = useFormats();
  const { progress, run, stop } = useExport();
  const isFirstSync = useIsFirstSync();
  const isOffline = useLiveValue('sync', (sync) => sync?.state === 'offline');
  const records = (count: number) => formats.plural(count, 'record', 'records');
  if (progress.state !== 'ready')
    return <ExportProgress title={title} progress={progress} records={records} onStop={stop} onClose={onClose} />;
  return (
    <Dialog onClose={onClose} title={title}>
      <div className={classes.dialog}>
        <p>
          All records on this device that you can see, in one ZIP archive: each kind as a CSV file for spreadsheets and
          as a JSON lines file for programs. Deleted records have files of their own. The files and photos of these
          records are in it, too.
        </p>
        <p className={classes.quiet}>
          {isOffline
            ? 'The server is not reached at present. Files and photos that are not on this device will be missing; a list in the archive names them.'
            : 'Files and photos that are not on this device come from the server, which can take a while.'}
        </p>
        <p className={classes.quiet}>
          The archive is not encrypted. Keep it in a safe place, and delete it when you no longer need it.
        </p>
        {isFirstSync === true ? <MissingRecords /> : null}
        {progress.problem === undefined ? null : <p role="alert">{progress.problem}</p>}
        <div className={classes.acts}>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant="primary"
            icon="download"
            disabled={progress.isBeginning === true}
            onClick={() => void run('everything')}
          >
            Export everything
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
