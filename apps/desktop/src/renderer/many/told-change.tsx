import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { JsonValue } from '@outpost/domain/kernel/json';
import type { FieldSpec } from '@outpost/ui/fields/field-spec';
import { fieldText } from '@outpost/ui/fields/field-text';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { Button } from '@outpost/ui/parts/button';
import { Icon } from '@outpost/ui/parts/icons';
import type { ChangedSoFar, ManyRun } from './use-change-many.ts';
import { manyOf } from '../records/entity-shape.ts';
import classes from './many.module.css';

type Props = {
  readonly entity: Entity;
  readonly specs: ReadonlyMap<string, FieldSpec>;
  /** The number of selected records. */
  readonly count: number;
  readonly told: ManyRun | undefined;
  /** Whether the change is being made, not only described. */
  readonly isMade: boolean;
  /** The change is known from the beginning, like a deletion: nothing is left to choose. */
  readonly isFixed: boolean;
  readonly onLeaveOut: (ids: readonly string[]) => void;
};

/** The most lines of old and new values of one field. */
const mostValues = 5;
/** The most ids that a filter takes. */
const mostLeftOut = 1_000;

/**
 * The effect of a change: how many records change, stay or are refused, old values next to new ones, and the reasons.
 */
export function ToldChange({ entity, specs, count, told, isMade, isFixed, onLeaveOut }: Props) {
  const formats = useFormats();
  if (told === undefined)
    return (
      <p className={classes.quiet}>
        {isFixed
          ? `Looking at ${formats.count(count)} ${manyOf(entity)}…`
          : 'Choose what changes. The effect on each record is shown here before anything changes.'}
      </p>
    );
  const { sum } = told;
  const fields = [...new Set(sum.values.map(({ field }) => field))].filter((field) => field !== 'life');
  const reasons = Object.entries(Object.groupBy(sum.refused, ({ message }) => message));
  return (
    <div className={classes.told} aria-live="polite">
      <dl className={classes.figures}>
        <Figure value={sum.changed} text={isMade ? 'changed' : 'will change'} />
        <Figure value={sum.same} text="stay as they are" />
        <Figure
          value={sum.refused.length}
          text={sum.refused.length === 0 ? 'refused' : 'refused, the others go ahead'}
          isBad={sum.refused.length > 0}
        />
      </dl>
      {told.state === 'running' ? (
        <p className={classes.quiet}>
          {formats.count(sum.records)} of {formats.count(count)} {manyOf(entity)} {isMade ? 'done' : 'looked at'} …
        </p>
      ) : null}
      {told.state === 'failed' ? (
        <p role="alert" className={classes.bad}>
          {told.message}
        </p>
      ) : null}
      {fields.map((field) => (
        <Values key={field} spec={specs.get(field)} values={sum.values.filter((one) => one.field === field)} />
      ))}
      {reasons.length === 0 ? null : (
        <section aria-label="Refused, and why">
          <h3 className={classes.head}>
            <Icon name="warning" size={14} /> {formats.count(sum.refused.length)} refused, and why
            <span className={classes.spread} />
            {isMade || told.state === 'running' || sum.refused.length > mostLeftOut ? null : (
              <Button size="sm" variant="quiet" onClick={() => onLeaveOut(sum.refused.map(({ id }) => id))}>
                Take {sum.refused.length === 1 ? 'it' : `these ${formats.count(sum.refused.length)}`} out of the
                selection
              </Button>
            )}
          </h3>
          <ul className={classes.reasons}>
            {reasons.map(([message, ones = []]) => (
              <li key={message}>
                <b>{formats.count(ones.length)}</b> {message}{' '}
                <span className={classes.quiet} dir="auto">
                  {ones
                    .slice(0, 3)
                    .map(({ title }) => title)
                    .join(', ')}
                  {ones.length > 3 ? ' …' : ''}
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
      {isMade ? null : (
        <p className={classes.quiet}>One undo takes all of it back, even after it was sent. Works offline.</p>
      )}
    </div>
  );
}

function Figure({
  value,
  text,
  isBad = false,
}: {
  readonly value: number;
  readonly text: string;
  readonly isBad?: boolean;
}) {
  const formats = useFormats();
  return (
    <div className={classes.figure} data-bad={isBad || undefined}>
      <dd>{formats.count(value)}</dd>
      <dt>{text}</dt>
    </div>
  );
}

/** Old values next to new ones, the most frequent first. */
function Values({ spec, values }: { readonly spec: FieldSpec | undefined; readonly values: ChangedSoFar['values'] }) {
  const formats = useFormats();
  const sorted = values.toSorted((a, b) => b.records - a.records);
  const rest = sorted.slice(mostValues);
  const text = (value: JsonValue) => (spec ? fieldText(spec, value, formats) : '') || '—';
  const label = spec?.label ?? values[0]?.field ?? '';
  return (
    <table className={classes.values}>
      <caption>{label}, old → new</caption>
      <tbody>
        {sorted.slice(0, mostValues).map(({ from, to, records }) => (
          <tr key={JSON.stringify([from, to])}>
            <td dir="auto">{text(from)}</td>
            <td aria-label="becomes">→</td>
            <td dir="auto">{text(to)}</td>
            <td>{formats.count(records)}</td>
          </tr>
        ))}
        {rest.length === 0 ? null : (
          <tr>
            <td colSpan={3}>and {formats.plural(rest.length, 'other value', 'other values')}</td>
            <td>{formats.count(rest.reduce((sum, one) => sum + one.records, 0))}</td>
          </tr>
        )}
      </tbody>
    </table>
  );
}
