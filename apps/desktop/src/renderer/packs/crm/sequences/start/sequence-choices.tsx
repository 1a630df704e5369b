import { titleOf } from '@outpost/domain/kernel/catalogue/record-rules';
import type { ShownRecord } from '../../../../../bridge/contract.ts';
import { textIn } from '../../../../records/values/shown-value.ts';
import { sequenceKind } from '../use-sequences.ts';
import classes from '../sequences.module.css';

type Props = {
  readonly sequences: readonly ShownRecord[];
  readonly chosen: string | undefined;
  readonly onChoose: (id: string) => void;
};

/** The sequences of which one is started. The chosen one has the focus at first; moving the focus chooses. */
export function SequenceChoices({ sequences, chosen, onChoose }: Props) {
  return (
    <ul className={classes.choices} aria-label="Sequences">
      {sequences.map((one) => (
        <li key={one.id}>
          <button
            type="button"
            className={classes.choice}
            aria-pressed={one.id === chosen}
            data-autofocus={one.id === chosen ? true : undefined}
            onClick={() => onChoose(one.id)}
            onFocus={() => onChoose(one.id)}
          >
            <span dir="auto">{titleOf(sequenceKind, one)}</span>
            {textIn(one.fields['describes']) === '' ? null : (
              <span className={classes.quiet} dir="auto">
                {textIn(one.fields['describes'])}
              </span>
            )}
          </button>
        </li>
      ))}
    </ul>
  );
}
