import { Progress, SegmentedControl } from '@mantine/core';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { Button } from '@outpost/ui/parts/button';
import { useId, useState } from 'react';
import type { ExportQuestionInput } from '../../bridge/export-calls.ts';
import { useSummary } from '../queries/record-queries.ts';
import { Dialog } from '../window/dialog.tsx';
import classes from '../window/dialog.module.css';
import { manyOf, oneOf } from './entity-shape.ts';
import { useExport } from './use-export.ts';

/** The list that a person exports. */
export type ExportedList = Omit<ExportQuestionInput, 'entity' | 'columns' | 'format'>;

type Props = {
  readonly entity: Entity;
  /** The records, and their order. Chosen records are a filter on `id`. */
  readonly list: ExportedList;
  /** The names of the columns that the person sees. */
  readonly shown: readonly string[];
  readonly onClose: () => void;
};

/** Exports a list as a CSV file: asks for the columns, shows the progress, and names the saved file. */
export function ExportDialog({ entity, list, shown, onClose }: Props) {
  const formats = useFormats();
  const { progress, run, stop } = useExport();
  const [columns, setColumns] = useState<'shown' | 'all'>('shown');
  const { sort: _sort, ...counted } = list;
  const { data } = useSummary({ entity: entity.name, ...counted, sums: [] });
  const count = data?.groups.reduce((sum, group) => sum + group.count, 0);
  const records = (number: number) => formats.plural(number, oneOf(entity), manyOf(entity));
  const id = useId();
  if (progress.state === 'running')
    return (
      <Dialog onClose={onClose} title={`Export ${manyOf(entity)}`}>
        <div className={classes.dialog}>
          <p role="status">
            {formats.count(progress.done)} of {records(progress.total)} written.
          </p>
          <Progress value={progress.total === 0 ? 0 : (progress.done / progress.total) * 100} aria-label="Export" />
          <div className={classes.acts}>
            <Button onClick={stop}>Stop</Button>
          </div>
        </div>
      </Dialog>
    );
  if (progress.state === 'done')
    return (
      <Dialog onClose={onClose} title={`Export ${manyOf(entity)}`}>
        <div className={classes.dialog}>
          <p role="status">
            {records(progress.done)} exported to {progress.fileName}.
          </p>
          <div className={classes.acts}>
            <Button variant="primary" onClick={onClose}>
              Close
            </Button>
          </div>
        </div>
      </Dialog>
    );
  return (
    <Dialog onClose={onClose} title={`Export ${manyOf(entity)}`}>
      <div className={classes.dialog}>
        <div>
          <div id={id}>Columns</div>
          <SegmentedControl
            aria-labelledby={id}
            fullWidth
            data={[
              { value: 'shown', label: 'The columns shown' },
              { value: 'all', label: 'All fields' },
            ]}
            value={columns}
            onChange={setColumns}
          />
        </div>
        <p className={classes.quiet}>
          The records of this list on this device, as a CSV file for spreadsheets. It contains the id of each record.
        </p>
        {progress.problem === undefined ? null : <p role="alert">{progress.problem}</p>}
        <div className={classes.acts}>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant="primary"
            icon="download"
            disabled={count === undefined}
            onClick={() =>
              void run({
                ...list,
                entity: entity.name,
                columns: columns === 'all' ? 'all' : [...shown],
                format: 'csv',
              })
            }
          >
            {count === undefined ? 'Export' : `Export ${records(count)}`}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
