import { SegmentedControl } from '@mantine/core';
import { withoutStageColumns } from '@outpost/domain/kernel/catalogue/stages/stage-columns';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { useShortcuts } from '@outpost/ui/keys/keyboard';
import { Button } from '@outpost/ui/parts/button';
import { useId, useState } from 'react';
import {
  type ExportFormat,
  exportFormats,
  type ExportQuestionInput,
  tableFormats,
} from '../../../bridge/calls/export-calls.ts';
import { countOfSummary, useSummary } from '../../queries/record-queries.ts';
import { Dialog } from '../../window/dialog.tsx';
import classes from '../../window/dialog.module.css';
import { manyOf, oneOf } from '../entity-shape.ts';
import { useIsFirstSync } from '../../session/session-context.tsx';
import { ExportProgress, MissingRecords } from './export-progress.tsx';
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

/** Returns the formats that can hold records of a kind. */
const formatChoices = ({ schedule, reach }: Entity) =>
  [
    ...tableFormats,
    ...(schedule === undefined ? [] : (['ics'] as const)),
    ...(reach === undefined ? [] : (['vcf'] as const)),
  ].map((value) => ({
    value,
    label: exportFormats[value].label,
  }));

/** The description of each format, as the end of a sentence about the file. */
const said: Readonly<Record<ExportFormat, string>> = {
  csv: 'as a CSV file, which any program reads',
  xlsx: 'as an Excel file, in which amounts, numbers and dates can be calculated and sorted',
  ics: 'as a calendar file, which calendars open. Those without a time are left out',
  vcf: 'as cards (vCard), which address books open',
};

/** Exports a list as a file: asks for the columns and the format, shows the progress, and names the saved file. */
export function ExportDialog({ entity, list, shown, onClose }: Props) {
  const formats = useFormats();
  const { progress, run, stop } = useExport();
  const isFirstSync = useIsFirstSync();
  const [columns, setColumns] = useState<'shown' | 'all'>('shown');
  const [format, setFormat] = useState<ExportFormat>('csv');
  const { sort: _sort, ...counted } = list;
  const { data } = useSummary({ entity: entity.name, ...counted, sums: [] });
  const count = countOfSummary(data);
  const records = (number: number) => formats.plural(number, oneOf(entity), manyOf(entity));
  /** A calendar and cards have parts of their own. */
  const hasColumns = format !== 'ics' && format !== 'vcf';
  const id = useId();
  const formatId = useId();
  const isWaiting = count === undefined || progress.state !== 'ready' || progress.isBeginning === true;
  const begin = () =>
    void run({
      ...list,
      entity: entity.name,
      columns: columns === 'all' ? 'all' : [...withoutStageColumns(shown)],
      format,
    });
  useShortcuts(
    isWaiting ? [] : [{ keys: 'mod+enter', label: 'Export', section: 'Export', inFields: true, run: begin }],
  );
  if (progress.state !== 'ready')
    return (
      <ExportProgress
        title={`Export ${manyOf(entity)}`}
        progress={progress}
        records={records}
        onStop={stop}
        onClose={onClose}
      />
    );
  return (
    <Dialog onClose={onClose} title={`Export ${manyOf(entity)}`}>
      <div className={classes.dialog}>
        <div>
          <div id={formatId} className={classes.label}>
            File
          </div>
          <SegmentedControl
            aria-labelledby={formatId}
            fullWidth
            data={formatChoices(entity)}
            value={format}
            onChange={setFormat}
          />
        </div>
        {hasColumns ? (
          <div>
            <div id={id} className={classes.label}>
              Columns
            </div>
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
        ) : null}
        <p className={classes.quiet}>
          The records of this list on this device, {said[format]}.
          {hasColumns ? ' It contains the id of each record.' : ''}
        </p>
        {isFirstSync === true ? <MissingRecords /> : null}
        {progress.problem === undefined ? null : <p role="alert">{progress.problem}</p>}
        <div className={classes.acts}>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" icon="download" keys="mod+enter" disabled={isWaiting} onClick={begin}>
            {count === undefined ? 'Export' : `Export ${records(count)}`}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
