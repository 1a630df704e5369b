import { FileButton } from '@mantine/core';
import { Button } from '@outpost/ui/parts/button';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { Icon } from '@outpost/ui/parts/icons';
import { type DragEvent, useRef, useState } from 'react';
import type { ImportPlan } from '../../bridge/import-plan.ts';
import classes from './import.module.css';

/** The files, dropped or chosen, several at once where they belong together. Shows the recognised kind of each file. */
export function FileStep({
  plan,
  isBusy,
  onFiles,
}: {
  readonly plan: ImportPlan | undefined;
  readonly isBusy: boolean;
  readonly onFiles: (files: readonly File[]) => Promise<void>;
}) {
  const formats = useFormats();
  const [isOver, setOver] = useState(false);
  const reset = useRef<() => void>(null);
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
          CSV or tab-separated, in whatever encoding your other program wrote. Choose files that belong together at
          once, such as accounts, products, teams and deals: their names are linked.
        </p>
        <FileButton multiple accept=".csv,.tsv,.txt,text/csv,text/plain" resetRef={reset} onChange={take}>
          {(props) => (
            <Button variant={plan ? 'default' : 'primary'} icon="file" disabled={isBusy} {...props}>
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
          {plan.files.map((file) => (
            <li key={file.name}>
              <Icon name="file-text" />
              <strong>{file.name}</strong>
              <span>
                {formats.plural(file.rows, 'row', 'rows')}, {file.encoding},{' '}
                {file.delimiter === '\t' ? 'tabs' : `“${file.delimiter}” between cells`}
              </span>
              <span className={classes.taken}>
                {file.label === null ? (
                  <>
                    <Icon name="warning" size={14} />
                    not taken for anything yet
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
