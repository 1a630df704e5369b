import { Select } from '@mantine/core';
import { Icon } from '@outpost/ui/parts/icons';
import { useNarrow } from '@outpost/ui/parts/use-narrow';
import type { ImportPlan } from '../../bridge/import-plan.ts';
import { typeWord } from './import-words.ts';
import classes from './import.module.css';

type File = ImportPlan['files'][number];

const nowhere = '-'; // Mantine's Select accepts no null in its data

/** One file's columns: header, samples, target, findings. */
export function ColumnsTable({
  file,
  onMap,
}: {
  readonly file: File;
  readonly onMap: (column: string, field: string | null) => void;
}) {
  const isNarrow = useNarrow(); // a narrow window has the field below the name of the column, and no samples
  const data = [
    { value: nowhere, label: 'Leave out' },
    ...file.targets.map((target) => ({ value: target.field, label: target.label })),
  ];
  const target = (column: File['columns'][number]) => (
    <Select
      size="xs"
      searchable
      allowDeselect={false}
      aria-label={`${column.header} goes to`}
      data={data}
      value={column.field ?? nowhere}
      comboboxProps={{ withinPortal: true }}
      rightSectionWidth={96}
      rightSection={
        <span className={classes.type}>
          {column.type === null ? null : typeWord(column.type)}
          <Icon name="chevron-down" size={14} />
        </span>
      }
      rightSectionPointerEvents="none"
      onChange={(value) => onMap(column.header, value === nowhere ? null : value)}
    />
  );
  return (
    <table className={classes.columns} aria-label={`Columns of ${file.name}`}>
      <thead>
        <tr>
          <th scope="col">{isNarrow ? 'In your file, and where it goes' : 'In your file'}</th>
          {isNarrow ? null : (
            <>
              <th scope="col">Samples</th>
              <th scope="col">Goes to</th>
            </>
          )}
          <th scope="col">Found</th>
        </tr>
      </thead>
      <tbody>
        {file.columns.map((column) => (
          <tr key={column.header}>
            <th scope="row">
              <code dir="auto">{column.header}</code>
              {isNarrow ? target(column) : null}
            </th>
            {isNarrow ? null : (
              <>
                <td className={classes.samples} title={column.samples.join(', ')} dir="auto">
                  {column.samples.map((sample) => (sample === '' ? '(empty)' : sample)).join(', ')}
                </td>
                <td>{target(column)}</td>
              </>
            )}
            <td className={classes.found} data-tone={column.tone}>
              <Icon name={column.tone === 'good' ? 'check' : 'warning'} size={14} />
              <span>
                {column.found}
                {column.reading === null ? '' : `, ${column.reading}`}
              </span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Returns the numbers for "8 of 8 matched". */
export const matchedOf = (file: File): { readonly matched: number; readonly all: number } => ({
  matched: file.columns.filter(({ field }) => field !== null).length,
  all: file.columns.length,
});
