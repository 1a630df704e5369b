import type { ImportPlan } from '../../bridge/import-plan.ts';
import { FileColumns } from './file-columns.tsx';
import type { ImportState } from './use-import.ts';
import classes from './import.module.css';

/** The target of each column: mapped automatically, and open to correction. */
export function ColumnsStep({
  plan,
  onChange,
}: {
  readonly plan: ImportPlan;
  readonly onChange: ImportState['change'];
}) {
  return (
    <div className={classes.wide}>
      {plan.files.map((file) => (
        <FileColumns
          key={file.name}
          file={file}
          title={file.label ?? file.name}
          fileName={file.name}
          onChange={onChange}
        />
      ))}
    </div>
  );
}
