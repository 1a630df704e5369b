import { mostFileBytes } from '@outpost/domain/kernel/files/file-types';
import { filesKindOf } from '@outpost/domain/kernel/files/files-kind';
import { importKind, type KeptRefusedRows } from '@outpost/domain/kernel/import/reports/kept-refused-rows';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { Button } from '@outpost/ui/parts/button';
import { useMemo, useState } from 'react';
import type { Undertaking } from '../../bridge/shapes/undertaking.ts';
import { useFileStates } from './file-rows.ts';
import { readContent } from './read-content.ts';
import { refusalText, useActs } from '../queries/use-acts.ts';
import { useCatalogue } from '../records/use-entity.ts';
import { useAppPorts } from '../window/app-ports.tsx';
import classes from './kept-refused-rows.module.css';

type Props = {
  readonly of: NonNullable<Undertaking['refusedRows']>;
  /** The local day of the import, for the names of the saved files. */
  readonly day: string;
};

/** The refused rows that are kept with an import: a button for each file, one that deletes them, and whether the files have been sent. */
export function KeptRefusedRowsLine({ of: { record, files, mayDelete }, day }: Props) {
  const formats = useFormats();
  const { bridge, saveFile } = useAppPorts();
  const { perform } = useActs();
  const filesKind = filesKindOf(useCatalogue())?.entity.name;
  const ids = useMemo(() => files.map(({ file }) => file), [files]);
  const { states, again } = useFileStates(ids);
  const [underway, setUnderway] = useState<string>();
  const [problem, setProblem] = useState<string>();
  const waiting = files.flatMap(({ file }) => {
    const state = states.get(file);
    return state?.place === 'waiting' ? [state] : [];
  });
  const leftOut = files.reduce((sum, part) => sum + part.leftOut, 0);
  const save = async ({ file, label }: KeptRefusedRows[number]) => {
    setUnderway(file);
    setProblem(undefined);
    const read = await readContent(bridge, file, 'text/csv');
    setUnderway(undefined);
    again();
    if (read.ok) saveFile(`Refused rows, ${label.toLowerCase()}, ${day}.csv`, read.value);
    else setProblem(refusalText(read));
  };
  const remove = () =>
    perform({
      label: 'Deleted the refused rows of an import',
      edits: [
        { entity: importKind, id: record, fields: { life: 'deleted' } },
        ...(filesKind === undefined ? [] : ids.map((id) => ({ entity: filesKind, id, fields: { life: 'deleted' } }))),
      ],
    });
  return (
    <span className={classes.kept}>
      {files.map((part) => (
        <Button
          key={part.file}
          size="sm"
          variant="quiet"
          icon="download"
          disabled={underway === part.file}
          onClick={() => void save(part)}
        >
          {files.length === 1 ? 'Refused rows' : `Refused rows: ${part.label}`} (
          {formats.count(part.rows + part.leftOut)})
        </Button>
      ))}
      {mayDelete ? (
        <Button size="sm" variant="quiet" icon="trash" onClick={() => void remove()}>
          Delete refused rows
        </Button>
      ) : null}
      {leftOut === 0 ? null : (
        <span className={classes.said}>
          {formats.plural(leftOut, 'row is', 'rows are')} left out: a file has at most {mostFileBytes / 1_000_000} MB.
        </span>
      )}
      {waiting.length === 0 ? null : (
        <span className={classes.said}>
          The refused rows are only on this device until they are sent.
          {waiting.flatMap((state) => (state.problem === null ? [] : [` ${state.problem}`]))}
        </span>
      )}
      <span className={classes.said} role="status">
        {underway === undefined ? problem : 'The refused rows are on their way.'}
      </span>
    </span>
  );
}
