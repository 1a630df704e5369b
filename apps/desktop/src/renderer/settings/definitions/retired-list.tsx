import { Button } from '@outpost/ui/parts/button';
import classes from '../settings.module.css';

/** A retired definition: its record, its name, and words about it. */
export type Retired = { readonly id: string; readonly label: string; readonly detail?: string };

/**
 * The retired definitions of a page, each to be brought back. Left out if there are none. `onBack` is left out for
 * people without the right.
 */
export function RetiredList({
  retired,
  why,
  onBack,
}: {
  readonly retired: readonly Retired[];
  /** The consequence for their data, as a sentence. */
  readonly why: string;
  readonly onBack: ((id: string) => void) | undefined;
}) {
  if (retired.length === 0) return null;
  return (
    <section className={classes.retired}>
      <h2>Retired</h2>
      <p>{why}</p>
      <ul>
        {retired.map(({ id, label, detail }) => (
          <li key={id}>
            <span dir="auto">{label}</span>
            {detail === undefined ? null : <span className={classes.quiet}>{detail}</span>}
            {onBack === undefined ? null : (
              <Button size="sm" icon="undo" onClick={() => onBack(id)}>
                Bring back
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
