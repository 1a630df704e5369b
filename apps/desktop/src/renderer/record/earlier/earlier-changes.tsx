import type { FieldSpec } from '@outpost/ui/fields/field-spec';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { PanelSection } from '@outpost/ui/parts/panel-section';
import type { HistoryRow } from '@outpost/domain/sync/protocol';
import type { CallOutput } from '../../../bridge/contract.ts';
import { useHistory } from '../../queries/record-queries.ts';
import { authorName } from '../../records/values/author-name.ts';
import classes from './earlier.module.css';

type Props = {
  readonly answer: CallOutput<'records.get'>;
  readonly specs: ReadonlyMap<string, FieldSpec>;
  readonly at: string;
  readonly onAt: (at: string | undefined) => void;
};

/** Chosen: the newest changes to choose from. Older times are typed. */
const shown = 100;

/** The moments at which the record changed, newest first. A press shows the record right after that change. */
export function EarlierChanges({ answer, specs, at, onAt }: Props) {
  const formats = useFormats();
  const { data } = useHistory(answer.record.id, shown);
  if (data === undefined) return null; // takes some milliseconds
  const current = data.rows.find((row) => row.at <= at);
  return (
    <PanelSection title="Changes">
      {data.rows.length === 0 ? <p className={classes.faint}>This device has no history of it yet.</p> : null}
      <ol className={classes.moments} aria-label="Changes of this record">
        {data.rows.map((row) => (
          <li key={row.n}>
            <button type="button" aria-current={row === current ? 'true' : undefined} onClick={() => onAt(row.at)}>
              <span>{changeWords(row, specs, formats)}</span>
              <span className={classes.faint}>
                {authorName(row.by, data.names)}, {formats.instant(row.at)}
              </span>
            </button>
          </li>
        ))}
      </ol>
      {data.more ? <p className={classes.faint}>Choose a date above for an older time.</p> : null}
    </PanelSection>
  );
}

/** Returns what a row changed: the labels of its fields that this person sees. */
function changeWords(
  { kind, changed }: HistoryRow,
  specs: Props['specs'],
  formats: ReturnType<typeof useFormats>,
): string {
  if (kind === 'created') return 'Added';
  const life = changed['life']?.[1];
  if (life !== undefined) return life === 'alive' ? 'Restored' : life === 'deleted' ? 'Deleted' : 'Merged';
  const labels = Object.keys(changed).flatMap((name) => specs.get(name)?.label ?? []);
  return labels.length === 0 ? 'Changed' : formats.list(labels);
}
