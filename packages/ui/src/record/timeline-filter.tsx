import { useState } from 'react';
import classes from './timeline-filter.module.css';

/** A choice of the filter, with its words. */
export type TimelineFilterOption = { readonly id: string; readonly label: string };
/** A kind of entry. `isFolded`: its button is shown only after "Other kinds". */
export type TimelineFilterKind = TimelineFilterOption & { readonly isFolded?: boolean };

/** The authors and kinds of the entries that the timeline shows. */
export type TimelineFilterProps = {
  /** Only the entries of the record, or also those of related records. Left out: the record has no related ones. */
  readonly scopes?: readonly TimelineFilterOption[] | undefined;
  readonly scope?: string | undefined;
  readonly onScope?: ((id: string) => void) | undefined;
  /** The kinds of entry, and those that are shown. */
  readonly kinds: readonly TimelineFilterKind[];
  readonly shown: ReadonlySet<string>;
  readonly onKind: (id: string) => void;
};

/** Two rows of buttons: one scope is chosen, each kind of entry is on or off. Folded kinds stand behind one button. */
export function TimelineFilter({ scopes = [], scope, onScope, kinds, shown, onKind }: TimelineFilterProps) {
  const [isOpen, setIsOpen] = useState(false);
  const folded = kinds.filter(({ isFolded }) => isFolded === true).length;
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
          {kinds.map(({ id, label, isFolded }) =>
            isFolded === true && !isOpen ? null : (
              <button key={id} type="button" aria-pressed={shown.has(id)} onClick={() => onKind(id)}>
                {label}
              </button>
            ),
          )}
          {folded === 0 ? null : (
            <button
              type="button"
              className={classes.fold}
              aria-expanded={isOpen}
              title={isOpen ? 'Show only kinds that have entries here' : 'Show kinds without entries here, too'}
              onClick={() => setIsOpen(!isOpen)}
            >
              Other kinds
            </button>
          )}
        </div>
      )}
    </div>
  );
}
