import { sizeText } from '@outpost/ui/fields/editors/file-field';
import { Button } from '@outpost/ui/parts/button';
import { useIsOffline } from '../session/use-from-server.ts';
import classes from './settings.module.css';
import { useOrganisationArchive } from './use-organisation-archive.ts';

/**
 * PLT-45b: saves everything of the organisation as one archive, for its owners. The server makes it, and first asks for a
 * proof.
 */
export function ArchiveSection({ isOwner }: { readonly isOwner: boolean }) {
  const isOffline = useIsOffline();
  const { progress, run, cancel } = useOrganisationArchive();
  const reason = !isOwner
    ? 'Only owners save the archive. Ask an owner of the organisation.'
    : isOffline
      ? 'The server makes the archive, and this device is offline.'
      : undefined;
  const isRunning = progress.state === 'running';
  return (
    <section className={classes.archive} aria-labelledby="organisation-archive">
      <h2 id="organisation-archive">Archive of everything</h2>
      <p>
        One ZIP file with all records of the organisation as CSV and JSON lines, also deleted ones, people, roles and
        settings; with all files that the server has; and with the journal up to its signed head. Only owners save it,
        after a proof, and the export is an entry of the journal.
      </p>
      <p>
        Left out are sealed fields, records that belong to one person alone, passwords, second factors, sessions and
        keys, and changes that devices have not sent yet. README.txt in the archive says which kinds are left out.
      </p>
      <p>
        The archive is not encrypted. Keep it in a safe place, and delete it when you no longer need it. It can be large
        and take long: leave this page open until it is saved.
      </p>
      <div className={classes.archiveActs}>
        {isRunning ? (
          <Button onClick={cancel}>Cancel the archive</Button>
        ) : (
          <Button icon="download" disabledReason={reason} onClick={() => void run()}>
            Save the archive
          </Button>
        )}
        {isRunning ? (
          <span>{progress.bytes === 0 ? 'Nothing has arrived yet.' : `${sizeText(progress.bytes)} have arrived.`}</span>
        ) : null}
      </div>
      {reason === undefined ? null : <p role="note">{reason}</p>}
      <p role="status">
        {isRunning
          ? 'The server makes the archive.'
          : progress.state === 'done'
            ? `Saved ${progress.fileName}, ${sizeText(progress.bytes)}.`
            : progress.wasCancelled === true
              ? 'Cancelled. Nothing was saved.'
              : ''}
      </p>
      {progress.state === 'ready' && progress.problem !== undefined ? (
        <p role="alert" className={classes.error}>
          {progress.problem} Nothing was saved.
        </p>
      ) : null}
    </section>
  );
}
