import type { ArchiveCounts } from '@outpost/domain/kernel/audit/person-archive';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { sizeText } from '@outpost/ui/fields/editors/file-field';
import { Form } from '@outpost/ui/fields/editors/form';
import { SubmitForm } from '@outpost/ui/fields/editors/submit-form';
import type { FieldSpec } from '@outpost/ui/fields/field-spec';
import { Button } from '@outpost/ui/parts/button';
import { useState } from 'react';
import { useIsOffline } from '../../session/use-from-server.ts';
import { useSpecSources } from '../../records/use-field-specs.ts';
import { useRefNames } from '../../records/use-ref-names.ts';
import { useCatalogue } from '../../records/use-entity.ts';
import { usePeopleEntities } from '../use-people.ts';
import { useExportPerson } from './use-export-person.ts';
import classes from './audit.module.css';

type Props = {
  /** The id of the chosen record. */
  readonly chosen: string | undefined;
  readonly onChoose: (id: string | undefined) => void;
};

/**
 * Chooses a person, and saves all data about them as one archive. The server makes it, and first asks for a fresh
 * proof.
 */
export function ExportPerson({ chosen, onChoose }: Props) {
  const { entities } = useCatalogue();
  const { person } = usePeopleEntities();
  const sources = useSpecSources(useRefNames(chosen));
  const isOffline = useIsOffline();
  const { progress, run, stop } = useExportPerson();
  const [isMissing, setMissing] = useState(false);
  // Kinds with an e-mail address or a telephone number represent a person.
  const kinds = [person, ...[...entities.values()].flatMap(({ name, reach }) => (reach === undefined ? [] : [name]))];
  const spec: FieldSpec = {
    id: 'person',
    label: 'Person',
    kind: 'ref',
    emptyText: 'A colleague, or a person outside the organisation',
    search: (words, signal) => sources.search(kinds, words, signal),
    nameOf: sources.nameOf,
  };
  const isRunning = progress.state === 'running';
  const begin = async () => {
    setMissing(chosen === undefined);
    if (chosen !== undefined && !isRunning) await run(chosen);
  };
  return (
    <section aria-labelledby="export-person">
      <h2 id="export-person">Export all data about a person</h2>
      <SubmitForm className={classes.make} onSubmit={begin}>
        <div className={classes.wide}>
          <Form
            specs={[spec]}
            values={{ person: chosen ?? null }}
            onChange={(_id, value) => onChoose(typeof value === 'string' ? value : undefined)}
          />
        </div>
        {isRunning ? (
          <Button onClick={stop}>Stop</Button>
        ) : (
          <Button
            type="submit"
            variant="primary"
            icon="download"
            disabledReason={isOffline ? 'The server makes the archive, and this device is offline.' : undefined}
          >
            Export all data
          </Button>
        )}
      </SubmitForm>
      {isOffline ? (
        <p className={classes.note} role="note">
          <span>This page needs the server, which has all data about a person. This device is offline.</span>
        </p>
      ) : null}
      {isRunning ? (
        <p className={classes.text} role="status">
          {progress.bytes === 0
            ? 'The server looks through its records and the whole journal. This can take minutes.'
            : `${sizeText(progress.bytes)} have arrived.`}
        </p>
      ) : null}
      {progress.state === 'done' ? <Saved fileName={progress.fileName} counts={progress.counts} /> : null}
      {isMissing && chosen === undefined ? (
        <p className={classes.error} role="alert">
          Choose a person.
        </p>
      ) : null}
      {progress.state === 'ready' && progress.problem !== undefined ? (
        <p className={classes.error} role="alert">
          {progress.problem}
        </p>
      ) : null}
      <WhatIsIn />
    </section>
  );
}

/** Shows which parts were saved and left out. */
function Saved({ fileName, counts }: { readonly fileName: string; readonly counts: ArchiveCounts | null }) {
  const formats = useFormats();
  if (counts === null) return <p className={classes.text} role="status">{`Saved ${fileName}.`}</p>;
  const { records, journalRows, files, leftOut } = counts;
  const parts = formats.list([
    formats.plural(records, 'record', 'records'),
    formats.plural(journalRows, 'entry of the journal', 'entries of the journal'),
    formats.plural(files, 'file', 'files'),
  ]);
  return (
    <p className={classes.text} role="status">
      {`Saved ${fileName} with ${parts}. `}
      {leftOut === 0
        ? 'No record was left out.'
        : `${formats.plural(leftOut, 'record was', 'records were')} left out, because your roles do not show you all records of these kinds.`}
    </p>
  );
}

/** Lists the contents of an archive, and the parts that it leaves out, with reasons. */
function WhatIsIn() {
  return (
    <>
      <p className={classes.text}>
        The law gives people a right to the data that is stored about them. The archive is a ZIP file. It is not
        encrypted, so keep it in a safe place. The export is an entry of the journal.
      </p>
      <ul className={classes.points}>
        <li>It contains the person’s record and its duplicates, and the records that refer to them.</li>
        <li>It contains the entries of the journal that name them, and the files of these records.</li>
        <li>It contains manifest.json, a list of all of this with digests, and its signature.</li>
      </ul>
      <p className={classes.text}>These are left out:</p>
      <ul className={classes.points}>
        <li>
          Records of kinds that your roles show you only in part. They may be about other people. The list counts them.
        </li>
        <li>Files whose bytes no device has sent to the server yet. The list names them.</li>
        <li>Entries of the journal whose content was removed because they were old, or erased by law.</li>
        <li>Changes that this or another device has not sent yet. Sync first.</li>
      </ul>
    </>
  );
}
