import type { OfferedSnippet } from './snippets-context.ts';
import classes from './snippets.module.css';

type Props = {
  readonly id: string;
  readonly listed: readonly OfferedSnippet[];
  /** The place of the option that Enter takes; -1 for none. */
  readonly active: number;
  readonly onPick: (snippet: OfferedSnippet) => void;
};

/** The snippets that fit a typed shortcut. The field keeps the focus, and names the option that Enter takes. */
export function SnippetList({ id, listed, active, onPick }: Props) {
  return (
    <div id={id} role="listbox" aria-label="Snippets" className={classes.list}>
      {listed.map((one, place) => (
        // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the field handles the keys
        <div
          key={one.id}
          id={`${id}-${place}`}
          role="option"
          tabIndex={-1}
          aria-selected={place === active}
          className={classes.option}
          onMouseDown={(event) => event.preventDefault()} // the focus stays in the field
          onClick={() => onPick(one)}
        >
          <span className={classes.shortcut}>{one.shortcut}</span>
          <span className={classes.name} dir="auto">
            {one.name}
          </span>
          <span className={classes.preview} dir="auto" aria-hidden>
            {one.words.slice(0, 120)}
          </span>
        </div>
      ))}
    </div>
  );
}
