import { Checkbox } from '@mantine/core';
import type { Ref } from 'react';
import { useFormats } from '../formats/formats-context.tsx';
import { Button } from '../parts/button.tsx';
import { nearestToRound } from './map-round.ts';
import { noPoints, type PlaceRow } from './map-model.ts';
import { PlaceList } from './place-list.tsx';
import type { PlaceMapProps } from './place-map-props.ts';
import { RoundPart } from './round-part.tsx';
import classes from './place-map.module.css';

type ListRef = Ref<{ readonly focus: () => void }>;

type Props = {
  readonly of: PlaceMapProps;
  readonly onSelect: (id: string | undefined, title?: string, place?: string) => void;
  /** Adds a record to the round, or removes a stop. */
  readonly onToggle: (id: string, title: string) => void;
  readonly onSay: (words: string) => void;
  readonly listRef: ListRef;
  readonly roundRef: ListRef;
};

/** The list beside a map: its head, the stops of the round, the other records, and the foot with the sum. */
export function PlaceSide({ of, onSelect, onToggle, onSay, listRef, roundRef }: Props) {
  const { label, count, rowCount, round, isWithoutPlace, selectedId, openId } = of;
  const isRound = round.isOn && !isWithoutPlace;
  const stopCount = round.stops.ids.length;
  const selectIn =
    (rowAt: (index: number) => PlaceRow | undefined, all: number) => (id: string | undefined, index?: number) =>
      onSelect(id, index === undefined ? undefined : rowAt(index)?.title, `${(index ?? 0) + 1} of ${all}`);
  const toggle = (row: PlaceRow) => onToggle(row.id, row.title);
  return (
    <div className={classes.side}>
      <Head of={of} />
      {isRound ? (
        <RoundPart
          round={round}
          selectedId={selectedId}
          openId={openId}
          onSelect={selectIn(round.rowAt, stopCount)}
          onOpen={of.onOpen}
          onToggle={toggle}
          onSay={onSay}
          listRef={roundRef}
        />
      ) : null}
      {isRound && stopCount > 0 ? <AlsoHead of={of} onSay={onSay} /> : null}
      {rowCount > 0 ? (
        <PlaceList
          label={`${label}, list`}
          count={rowCount}
          rowAt={of.rowAt}
          selectedId={selectedId}
          openId={openId}
          onSelect={selectIn(of.rowAt, rowCount)}
          onOpen={of.onOpen}
          onVisibleRange={of.onVisibleRange}
          isInRound={isRound}
          onToggle={isWithoutPlace ? undefined : toggle}
          apiRef={listRef}
        />
      ) : (
        <div className={classes.nothing}>{count === 0 && stopCount === 0 ? of.empty : null}</div>
      )}
      <Foot of={of} />
      <span className={classes.focusRing} aria-hidden />
    </div>
  );
}

const countedWords = { 'with-place': 'on the map', 'in-area': 'in the area', 'without-place': 'without a place' };

function Head({ of }: { readonly of: PlaceMapProps }) {
  const { count, counted, total, isWithoutPlace, nearest } = of;
  const formats = useFormats();
  return (
    <div className={classes.head}>
      <b>
        {formats.count(count)} {countedWords[counted]}
      </b>
      {counted === 'in-area' && total !== undefined ? <span>of {formats.count(total)}</span> : null}
      <span className={classes.spread} />
      {nearest && !isWithoutPlace ? (
        <Checkbox
          size="xs"
          label="Nearest first"
          checked={nearest.isOn}
          onChange={({ currentTarget }) => nearest.onChange(currentTarget.checked)}
        />
      ) : null}
      {isWithoutPlace ? (
        <Button size="sm" variant="quiet" onClick={() => of.onWithoutPlace(false)}>
          Back to the map
        </Button>
      ) : null}
    </div>
  );
}

/** The head of the records that are no stops of the round, with the button that adds the nearest ones. */
function AlsoHead({ of, onSay }: { readonly of: PlaceMapProps; readonly onSay: (words: string) => void }) {
  const formats = useFormats();
  const { stops, onStops } = of.round;
  const nearest = nearestToRound(of.points ?? noPoints, stops);
  return (
    <div className={classes.partHead}>
      <b>Also here</b>
      <span className={classes.partWords}>{formats.count(of.rowCount)}</span>
      {nearest.length === 0 ? null : (
        <button
          type="button"
          className={classes.link}
          onClick={() => {
            onStops([...stops.ids, ...nearest]);
            onSay(`${formats.plural(nearest.length, 'stop', 'stops')} added to the round.`);
          }}
        >
          Add nearest {nearest.length}
        </button>
      )}
    </div>
  );
}

function Foot({
  of: { count, many, sum, withoutPlace, isWithoutPlace, onWithoutPlace },
}: {
  readonly of: PlaceMapProps;
}) {
  const formats = useFormats();
  return (
    <div className={classes.foot}>
      <span>
        <b>{formats.count(count)}</b> {many}
      </span>
      {sum === undefined ? null : (
        <span className={classes.sum} title={`${sum.label} ${sum.value}`}>
          <span>{sum.label}</span> <b>{sum.value}</b>
        </span>
      )}
      <span className={classes.spread} />
      {withoutPlace === 0 || isWithoutPlace ? null : (
        <span>
          {formats.count(withoutPlace)} without a place,{' '}
          <button type="button" className={classes.link} onClick={() => onWithoutPlace(true)}>
            show
          </button>
        </span>
      )}
    </div>
  );
}
