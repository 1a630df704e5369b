import classes from './choice-tabs.module.css';

/** One of the choices. `count`: the number of things behind it, in words. */
export type ChoiceTab<T> = { readonly value: T; readonly label: string; readonly count?: string | undefined };

type Props<T> = {
  /** The name of the choice, for screen readers: "State". */
  readonly label: string;
  readonly choices: readonly ChoiceTab<T>[];
  readonly value: T;
  readonly onChoose: (value: T) => void;
};

/** A row of choices above a list, one of which is chosen. */
export const ChoiceTabs = <T extends string | null>({ label, choices, value, onChoose }: Props<T>) => (
  <div className={classes.tabs} role="group" aria-label={label}>
    {choices.map((one) => (
      <button
        key={one.value ?? ''}
        type="button"
        className={classes.tab}
        aria-pressed={one.value === value}
        onClick={() => onChoose(one.value)}
      >
        {one.label}
        {one.count === undefined ? null : (
          <>
            {' '}
            <span className={classes.count}>{one.count}</span>
          </>
        )}
      </button>
    ))}
  </div>
);
