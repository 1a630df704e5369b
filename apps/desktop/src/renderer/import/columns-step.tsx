import type { ImportPlan } from '../../bridge/import-plan.ts';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { Button } from '@outpost/ui/parts/button';
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
  const formats = useFormats();
  return (
    <div className={classes.wide}>
      {plan.rememberedAt === null ? null : (
        <p role="status" className={classes.remembered}>
          A file with the same columns was imported here {formats.instant(plan.rememberedAt)}. Its columns, readings and
          matching are used again.
          <Button variant="quiet" onClick={() => void onChange({ isAfresh: true })}>
            Start anew
          </Button>
        </p>
      )}
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
