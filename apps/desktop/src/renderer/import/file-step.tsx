import { FileButton, Select } from '@mantine/core';
import { Button } from '@outpost/ui/parts/button';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { Icon } from '@outpost/ui/parts/icons';
import { type DragEvent, useEffect, useRef, useState } from 'react';
import type { ImportPlan } from '../../bridge/import-plan.ts';
import { acceptedFiles } from './import-files.ts';
import classes from './import.module.css';

/** Describes how a file is written: "Excel, sheet “Deals”", "vCard", or "utf-8, tabs". */
function formOf({ format, sheet, sheets, encoding, delimiter }: ImportPlan['files'][number]): string {
  switch (format) {
    case 'xlsx':
      return sheets.length > 1 ? 'Excel, sheet' : `Excel, sheet “${sheet ?? ''}”`;
    case 'vcf':
      return 'vCard';
    case 'ics':
      return sheets.length > 1 ? 'iCalendar' : `iCalendar, ${(sheet ?? '').toLowerCase()}`;
    case 'csv':
      return `${encoding}, ${delimiter === '\t' ? 'tabs' : `“${delimiter}” between cells`}`;
  }
}

/** The files, dropped or chosen, several at once if they belong together. Shows the recognised kind of each file. */
export function FileStep({
  plan,
  isBusy,
  onFiles,
  onSheet,
}: {
  readonly plan: ImportPlan | undefined;
  readonly isBusy: boolean;
  readonly onFiles: (files: readonly File[]) => Promise<void>;
  readonly onSheet: (place: number, sheet: string) => Promise<void>;
}) {
  const formats = useFormats();
  const [isOver, setOver] = useState(false);
  const reset = useRef<() => void>(null);
  const choose = useRef<HTMLButtonElement>(null);
  // a page that opens with one thing to do has the focus there: Enter chooses the files
  useEffect(() => choose.current?.focus({ preventScroll: true }), []);
  const take = (files: readonly File[]) => {
    reset.current?.();
    if (files.length > 0) void onFiles(files);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    take([...event.dataTransfer.files]);
  };
  return (
    <div className={classes.middle}>
      <div
        className={classes.drop}
        data-over={isOver || undefined}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <Icon name="upload" size={24} />
        <h2>Drop the files here</h2>
        <p>
          Excel workbooks (.xlsx), CSV or tab-separated files in any encoding, contacts (vCard, .vcf) and calendars
          (iCalendar, .ics). Choose related files together: the import links their records by name.
        </p>
        <FileButton multiple accept={acceptedFiles} resetRef={reset} onChange={take}>
          {(props) => (
            <Button ref={choose} variant={plan ? 'default' : 'primary'} icon="file" disabled={isBusy} {...props}>
              {isBusy ? 'Reading the files' : 'Choose files'}
            </Button>
          )}
        </FileButton>
        <p className={classes.faint}>
          They are read on this device and don't leave it before you import. No network is needed.
        </p>
      </div>
      {plan ? (
        <ul className={classes.files}>
          {plan.files.map((file, place) => (
            <li key={file.name}>
              <Icon name="file-text" />
              <strong>{file.name}</strong>
              <span>
                {formats.plural(file.rows, 'row', 'rows')}, {formOf(file)}
              </span>
              {file.sheets.length > 1 ? (
                <Select
                  size="xs"
                  searchable={file.sheets.length > 8}
                  allowDeselect={false}
                  aria-label={`${file.format === 'ics' ? 'Part' : 'Sheet'} of ${file.name}`}
                  data={file.sheets}
                  value={file.sheet}
                  disabled={isBusy}
                  comboboxProps={{ withinPortal: true }}
                  onChange={(sheet) => {
                    if (sheet !== null && sheet !== file.sheet) void onSheet(place, sheet);
                  }}
                />
              ) : null}
              <span className={classes.taken}>
                {file.label === null ? (
                  <>
                    <Icon name="warning" size={14} />
                    not recognised yet
                  </>
                ) : (
                  `taken for ${file.label.toLowerCase()}`
                )}
              </span>
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}
