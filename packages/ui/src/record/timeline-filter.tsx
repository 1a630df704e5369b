import classes from './timeline-filter.module.css';

/** A choice of the filter, with its words. */
export type TimelineFilterOption = { readonly id: string; readonly label: string };

/** The authors and kinds of the entries that the timeline shows. */
export type TimelineFilterProps = {
  /** Only the entries of the record, or also those of related records. Left out: the record has no related ones. */
  readonly scopes?: readonly TimelineFilterOption[] | undefined;
  readonly scope?: string | undefined;
  readonly onScope?: ((id: string) => void) | undefined;
  /** The kinds of entry, and those that are shown. */
  readonly kinds: readonly TimelineFilterOption[];
  readonly shown: ReadonlySet<string>;
  readonly onKind: (id: string) => void;
};

/** Two rows of buttons: one scope is chosen, each kind of entry is on or off. */
export function TimelineFilter({ scopes = [], scope, onScope, kinds, shown, onKind }: TimelineFilterProps) {
  return (
    <div className={classes.filter}>
      {scopes.length < 2 ? null : (
        <div className={classes.group} role="group" aria-label="Scope of the entries">
          {scopes.map(({ id, label }) => (
            <button key={id} type="button" aria-pressed={id === scope} onClick={() => onScope?.(id)}>
              {label}
            </button>
          ))}
        </div>
      )}
      {kinds.length < 2 ? null : (
        <div className={classes.group} role="group" aria-label="Kinds of entry">
          {kinds.map(({ id, label }) => (
            <button key={id} type="button" aria-pressed={shown.has(id)} onClick={() => onKind(id)}>
              {label}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}
