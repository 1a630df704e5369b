import { useFormats } from '@outpost/ui/formats/formats-context';
import { Button } from '@outpost/ui/parts/button';
import { Icon } from '@outpost/ui/parts/icons';
import { useOpenRecord } from '../../../../window/use-open-record.ts';
import type { NotStarted } from './enrolment-plan.ts';
import change from '../../../../many/many.module.css';
import shared from '../sequences.module.css';
import classes from './many.module.css';

type Props = {
  readonly not: readonly NotStarted[];
  /** Undefined: nothing is left to take out of the selection. */
  readonly onLeaveOut: ((ids: readonly string[]) => void) | undefined;
  readonly onClose: () => void;
};

/** Chosen: the records of one reason that are listed. The others are the same. */
const mostListed = 50;

/** The records that do not start, by their reasons, the most frequent first. Each reason unfolds to its records. */
export function NotStartedList({ not, onLeaveOut, onClose }: Props) {
  const formats = useFormats();
  const open = useOpenRecord();
  const reasons = [...Map.groupBy(not, ({ why }) => why)].toSorted(([, a], [, b]) => b.length - a.length);
  return (
    <section aria-label="Not started, and why">
      <h3 className={change.head}>
        <Icon name="warning" size={14} /> {formats.count(not.length)} not started, and why
        <span className={change.spread} />
        {onLeaveOut === undefined ? null : (
          <Button size="sm" variant="quiet" onClick={() => onLeaveOut(not.map(({ record }) => record.id))}>
            Take {not.length === 1 ? 'it' : `these ${formats.count(not.length)}`} out of the selection
          </Button>
        )}
      </h3>
      <ul className={change.reasons}>
        {reasons.map(([why, ones]) => (
          <li key={why}>
            <details>
              <summary className={classes.reason}>
                <b>{formats.count(ones.length)}</b> {why}{' '}
                <span className={shared.quiet} dir="auto">
                  {ones
                    .slice(0, 2)
                    .map(({ title }) => title)
                    .join(', ')}
                  {ones.length > 2 ? ' …' : ''}
                </span>
              </summary>
              <ul className={classes.titles}>
                {ones.slice(0, mostListed).map(({ record, title }) => (
                  <li key={record.id}>
                    <button
                      type="button"
                      className={shared.link}
                      dir="auto"
                      onClick={() => {
                        onClose();
                        open(record.id);
                      }}
                    >
                      {title}
                    </button>
                  </li>
                ))}
                {ones.length > mostListed ? (
                  <li className={shared.quiet}>and {formats.count(ones.length - mostListed)} others</li>
                ) : null}
              </ul>
            </details>
          </li>
        ))}
      </ul>
    </section>
  );
}
