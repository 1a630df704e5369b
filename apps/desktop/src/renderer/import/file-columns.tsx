import { useFormats } from '@outpost/ui/formats/formats-context';
import type { ImportPlan } from '../../bridge/import-plan.ts';
import { ColumnsTable, matchedOf } from './columns-table.tsx';
import type { ImportState } from './use-import.ts';

/** One file's columns under a heading with the number of mapped ones. A person may choose another target for each. */
export function FileColumns({
  file,
  title,
  fileName,
  onChange,
}: {
  readonly file: ImportPlan['files'][number];
  readonly title: string;
  readonly fileName: string;
  readonly onChange: ImportState['change'];
}) {
  const formats = useFormats();
  const { matched, all } = matchedOf(file);
  return (
    <section>
      <h2>
        {title}{' '}
        <span>
          {fileName}, {formats.count(matched)} of {formats.count(all)} matched
        </span>
      </h2>
      <ColumnsTable
        file={file}
        onMap={(column, field) => void onChange({ mapping: [{ file: file.name, column, field }] })}
      />
    </section>
  );
}
