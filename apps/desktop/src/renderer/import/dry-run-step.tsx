import { Button } from '@outpost/ui/parts/button';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { Icon } from '@outpost/ui/parts/icons';
import type { ImportPlan } from '../../bridge/import-plan.ts';
import { usePastCatalogue } from '../records/use-entity.ts';
import { FileColumns } from './file-columns.tsx';
import { countWords } from './import-words.ts';
import { MatchingSection } from './matching.tsx';
import { Mends } from './mends.tsx';
import { Reports } from './reports.tsx';
import type { ImportState } from './use-import.ts';
import { useSaveRefusedRows } from './use-save-refused-rows.ts';
import classes from './import.module.css';

type Props = { readonly plan: ImportPlan; readonly onChange: ImportState['change'] };

const sum = (counts: Readonly<Record<string, number>>) =>
  Object.values(counts).reduce((total, count) => total + count, 0);

/**
 * The effect of the import before it runs: four numbers, corrected spellings, ambiguous columns, refused rows, and data
 * that will not be imported.
 */
export function DryRunStep({ plan, onChange }: Props) {
  const formats = useFormats();
  const catalogue = usePastCatalogue();
  const { counts } = plan;
  const refused = counts.refused;
  const tiles = [
    { id: 'rows', value: counts.rowsRead, label: 'rows read' },
    {
      id: 'made',
      value: sum(counts.creates),
      label: sum(counts.creates) === 1 ? 'record would be made' : 'records would be made',
    },
    {
      id: 'changed',
      value: sum(counts.changes),
      label: `would be changed, ${formats.count(counts.unchanged)} ${counts.unchanged === 1 ? 'is' : 'are'} the same`,
    },
    {
      id: 'refused',
      value: refused,
      label: refused === 1 ? 'row refused' : 'rows refused',
      tone: refused > 0 ? 'bad' : undefined,
    },
  ];
  return (
    <>
      <div className={classes.left}>
        <dl className={classes.tiles}>
          {tiles.map((tile) => (
            <div key={tile.id} data-tone={tile.tone}>
              <dd>{formats.count(tile.value)}</dd>
              <dt>{tile.label}</dt>
            </div>
          ))}
        </dl>
        {plan.warnings.length > 0 ? (
          <ul className={classes.warnings}>
            {plan.warnings.map((warning) => (
              <li key={warning}>
                <Icon name="warning" size={14} />
                {warning}
              </li>
            ))}
          </ul>
        ) : null}
        <Mends plan={plan} onChange={onChange} />
        <MatchingSection plan={plan} onChange={onChange} />
        <Reports plan={plan} title="Values that are imported in another form" />
        {plan.files.map((file) => (
          <FileColumns
            key={file.name}
            file={file}
            title="Columns"
            fileName={file.label ?? file.name}
            onChange={onChange}
          />
        ))}
      </div>
      <aside className={classes.right} aria-label="Result of the import">
        <RefusedRows plan={plan} />
        <section>
          <h2>Changes to existing records</h2>
          <table className={classes.changes}>
            <tbody>
              <tr>
                <th scope="row">New</th>
                <td>{countWords(counts.creates, { formats, catalogue }) || 'none'}</td>
              </tr>
              <tr>
                <th scope="row">Existing changed</th>
                <td>{countWords(counts.changes, { formats, catalogue }) || 'none'}</td>
              </tr>
              <tr>
                <th scope="row">Already here as they are</th>
                <td>{formats.count(counts.unchanged)}</td>
              </tr>
              <tr>
                <th scope="row">Messages sent to anyone</th>
                <td>{formats.count(0)}</td>
              </tr>
            </tbody>
          </table>
        </section>
        <section className={classes.undo}>
          <Icon name="undo" />
          <div>
            <strong>One undo takes the whole import back</strong>
            <p>
              With “Take it all back” or Ctrl+Z afterwards, and from Sync until it is sent. Changes that someone made
              since then stay.
            </p>
          </div>
        </section>
      </aside>
    </>
  );
}

const shownRows = 8;

function RefusedRows({ plan }: { readonly plan: ImportPlan }) {
  const formats = useFormats();
  const save = useSaveRefusedRows(plan);
  const hasSeveral = plan.files.length > 1;
  const labels = new Map(plan.files.map(({ name, label }) => [name, label]));
  if (plan.counts.refused === 0)
    return (
      <section>
        <h2>No row is refused</h2>
      </section>
    );
  return (
    <section>
      <h2>
        {formats.plural(plan.counts.refused, 'refused row', 'refused rows')} <span>the other rows go ahead</span>
      </h2>
      <ul className={classes.refused} data-several={hasSeveral || undefined}>
        {plan.refused.slice(0, shownRows).map((row) => (
          <li key={`${row.file} ${row.row} ${row.column ?? ''}`}>
            <code>
              {formats.count(row.row)}
              {hasSeveral ? <span dir="auto">{labels.get(row.file) ?? row.file}</span> : null}
            </code>
            <div>
              <strong dir="auto">{row.message}</strong>
              <span dir="auto">{row.right}</span>
            </div>
          </li>
        ))}
      </ul>
      <Button variant="quiet" icon="download" onClick={() => void save()}>
        {plan.counts.refused > shownRows
          ? `Save all ${formats.count(plan.counts.refused)} as a file to mend`
          : 'Save them as a file to mend'}
      </Button>
    </section>
  );
}
