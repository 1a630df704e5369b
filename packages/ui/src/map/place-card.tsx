import { useId } from 'react';
import { Button } from '../parts/button.tsx';
import classes from './place-map.module.css';

/** The card of the selected record: its facts, and the actions on it. */
export type PlaceCard = {
  readonly title: string;
  readonly line: string | undefined;
  readonly facts: readonly { readonly label: string; readonly value: string }[];
};

type Props = {
  readonly card: PlaceCard;
  readonly onOpen: () => void;
  /** Narrows the list to the surroundings of the record. */
  readonly onNear: (() => void) | undefined;
  /** The record's number in the round; undefined for a record that is no stop. */
  readonly stop: number | undefined;
  readonly onStop: () => void;
};

/** The card next to the place of the selected record on the map. */
export function PlaceCardView({ card, onOpen, onNear, stop, onStop }: Props) {
  const id = useId();
  return (
    <section aria-labelledby={id}>
      <h2 id={id} dir="auto">
        {card.title}
      </h2>
      {card.line === undefined ? null : <div dir="auto">{card.line}</div>}
      <dl className={classes.cardFacts}>
        {card.facts.map(({ label, value }) => (
          <Fact key={label} name={label} value={value} />
        ))}
      </dl>
      <div className={classes.cardActs}>
        <Button size="sm" icon={stop === undefined ? 'plus' : 'minus'} onClick={onStop}>
          {stop === undefined ? 'Add to round' : `Remove stop ${stop}`}
        </Button>
        <Button size="sm" variant="quiet" onClick={onOpen}>
          Open
        </Button>
        {onNear ? (
          <Button size="sm" variant="quiet" icon="circle" onClick={onNear}>
            Near here
          </Button>
        ) : null}
      </div>
    </section>
  );
}

const Fact = ({ name, value }: { readonly name: string; readonly value: string }) => (
  <>
    <dt>{name}</dt>
    <dd dir="auto">{value}</dd>
  </>
);
