import { useFormats } from '@outpost/ui/formats/formats-context';
import { Icon } from '@outpost/ui/parts/icons';
import type { ImportPlan } from '../../bridge/import-plan.ts';
import classes from './import.module.css';

type Report = ImportPlan['reports'][number];

const kinds: readonly { readonly kind: Report['kind']; readonly title: string }[] = [
  { kind: 'left-out', title: 'Left out' },
  { kind: 'refused', title: 'Refused' },
  { kind: 'kept', title: 'Not understood, kept as text' },
  { kind: 'changed', title: 'Changed by reading' },
];

/**
 * The data of the files that is not imported, not understood, or changed by reading: by column, with counts and the first
 * examples.
 */
export function Reports({ plan, title }: { readonly plan: ImportPlan; readonly title: string }) {
  const formats = useFormats();
  if (plan.reports.length === 0) return null;
  const hasSeveral = plan.files.length > 1;
  return (
    <section>
      <h2>
        {title} <span>{formats.plural(plan.reports.length, 'thing to know', 'things to know')}</span>
      </h2>
      {kinds.map(({ kind, title: name }) => {
        const own = plan.reports.filter((report) => report.kind === kind);
        if (own.length === 0) return null;
        return (
          <div key={kind} className={classes.reports}>
            <h3 id={`reports-${kind}`}>
              <Icon name={kind === 'refused' ? 'ban' : 'warning'} size={14} />
              {name}
            </h3>
            <ul aria-labelledby={`reports-${kind}`}>
              {own.map((report) => (
                <li key={`${report.file} ${report.column ?? ''} ${report.code}`}>
                  <code dir="auto">
                    {report.column ?? 'Rows'}
                    {hasSeveral ? <span>{report.file}</span> : null}
                  </code>
                  <div>
                    <span dir="auto">{report.message}</span>
                    {report.examples.length === 0 ? null : (
                      <span className={classes.examples} dir="auto">
                        {report.examples.map((example) => `“${example}”`).join(', ')}
                      </span>
                    )}
                  </div>
                </li>
              ))}
            </ul>
          </div>
        );
      })}
    </section>
  );
}
