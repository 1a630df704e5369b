import { useFormats } from '@outpost/ui/formats/formats-context';
import { useState } from 'react';
import classes from './search.module.css';

/** One value of a facet. `count`: its hits; left out where they are not counted. */
export type FacetOption = {
  readonly id: string;
  readonly label: string;
  readonly count?: number | undefined;
  readonly isChosen: boolean;
  readonly onPress: () => void;
};

/** The most values of a facet that are shown at first. Chosen: a few, so that the next facet stays in sight. */
const shownAtFirst = 8;

type Props = {
  readonly label: string;
  /** Undefined until they are counted. */
  readonly options: readonly FacetOption[] | undefined;
  readonly isOpen: boolean;
  readonly onToggle: (isOpen: boolean) => void;
};

/**
 * One property by which the hits are narrowed, with its values and their hits. Values without hits are dimmed. It shows the first
 * values and the chosen ones, until the person asks for all.
 */
export function FacetBox({ label, options, isOpen, onToggle }: Props) {
  const formats = useFormats();
  const [isWhole, setWhole] = useState(false);
  const shown = options?.filter(({ isChosen }, place) => isWhole || place < shownAtFirst || isChosen);
  return (
    <details
      data-facet
      className={classes.facet}
      aria-label={label}
      open={isOpen}
      onToggle={({ currentTarget: { open } }) => {
        if (open !== isOpen) onToggle(open);
      }}
    >
      <summary>
        <h2>{label}</h2>
      </summary>
      {options?.length === 0 ? <p>No hits</p> : null}
      {shown?.map((option) => (
        <button
          key={option.id}
          type="button"
          aria-pressed={option.isChosen}
          data-empty={option.count === 0 || undefined}
          onClick={option.onPress}
        >
          <span dir="auto">{option.label}</span>
          {option.count === undefined ? null : <small>{formats.count(option.count)}</small>}
        </button>
      ))}
      {isWhole || options === undefined || shown?.length === options.length ? null : (
        <button type="button" className={classes.all} onClick={() => setWhole(true)}>
          All {formats.count(options.length)} values
        </button>
      )}
    </details>
  );
}
