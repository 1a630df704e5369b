import { type ReactNode, useEffect } from 'react';
import classes from './suggestion-list.module.css';

type Props<T> = {
  readonly id: string;
  readonly label: string;
  readonly options: readonly T[];
  readonly keyOf: (option: T) => string;
  /** The place of the option that Enter takes; -1 for none. */
  readonly active: number;
  readonly onPick: (option: T) => void;
  /** Draws an option. */
  readonly children: (option: T) => ReactNode;
};

/**
 * The suggestions for a word that a person types. The field keeps the focus, names the option that Enter takes (`id` and its place), and
 * handles the keys. The active option is scrolled into view.
 */
export function SuggestionList<T>({ id, label, options, keyOf, active, onPick, children }: Props<T>) {
  useEffect(() => {
    if (active >= 0) document.getElementById(`${id}-${active}`)?.scrollIntoView({ block: 'nearest' });
  }, [id, active]);
  return (
    <div
      id={id}
      role="listbox"
      tabIndex={-1}
      aria-label={label}
      className={classes.list}
      hidden={options.length === 0}
      onMouseDown={(event) => event.preventDefault()} // the focus stays in the field, also at the scroll bar
    >
      {options.map((one, place) => (
        // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the field handles the keys
        <div
          key={keyOf(one)}
          id={`${id}-${place}`}
          role="option"
          tabIndex={-1}
          aria-selected={place === active}
          className={classes.option}
          onClick={() => onPick(one)}
        >
          {children(one)}
        </div>
      ))}
    </div>
  );
}
