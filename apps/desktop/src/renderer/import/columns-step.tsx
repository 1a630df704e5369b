import { useFormats } from '@outpost/ui/formats-context';
import type { ImportPlan } from '../../bridge/import-plan.ts';
import { ColumnsTable, matchedOf } from './columns-table.tsx';
import type { ImportState } from './use-import.ts';
import classes from './import.module.css';

/** Where each column goes: mapped by itself, to be corrected. */
export function ColumnsStep({
  plan,
  onChange,
}: {
  readonly plan: ImportPlan;
  readonly onChange: ImportState['change'];
}) {
  const formats = useFormats();
  return (
    <div className={classes.wide}>
      {plan.files.map((file) => {
        const { matched, all } = matchedOf(file);
        return (
          <section key={file.name}>
            <h2>
              {file.label ?? file.name}{' '}
              <span>
                {file.name}, {formats.count(matched)} of {formats.count(all)} matched
              </span>
            </h2>
            <ColumnsTable
              file={file}
              onMap={(column, field) => void onChange({ mapping: [{ file: file.name, column, field }] })}
            />
          </section>
        );
      })}
    </div>
  );
}
