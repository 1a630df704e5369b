import { Menu } from '@mantine/core';
import { roundMinutes, wayMetres } from '@outpost/domain/kernel/geo/round';
import { type Ref, useMemo } from 'react';
import { distanceText } from '../fields/distance-text.ts';
import { useFormats } from '../formats/formats-context.tsx';
import { IconButton } from '../parts/button.tsx';
import { Icon } from '../parts/icons.tsx';
import { type MapRound, movedStop, placesOf, shorterStops } from './map-round.ts';
import type { PlaceRow } from './map-model.ts';
import { PlaceList, type PlaceListProps } from './place-list.tsx';
import classes from './place-map.module.css';

type Props = Pick<PlaceListProps, 'selectedId' | 'openId' | 'onSelect' | 'onOpen'> & {
  readonly round: MapRound;
  readonly onToggle: (row: PlaceRow) => void;
  readonly onSay: (words: string) => void;
  readonly listRef: Ref<{ readonly focus: () => void }>;
};

/** The stops of a round over the rest of the list: their number, the length and time of the way, and the order. */
export function RoundPart({ round, selectedId, openId, onSelect, onOpen, onToggle, onSay, listRef }: Props) {
  const formats = useFormats();
  const { stops, remark } = round;
  const count = stops.ids.length;
  const places = useMemo(() => placesOf(stops), [stops]);
  const move = (id: string, title: string, to: number) => {
    round.onStops(movedStop(stops, id, to));
    onSay(`${title}, stop ${to + 1} of ${count}.`);
  };
  const shorten = (isFirstFixed: boolean) => {
    const { ids, savedMetres } = shorterStops(stops, isFirstFixed);
    if (savedMetres < 1) return onSay('No shorter order was found.');
    round.onStops(ids);
    return onSay(`The round is ${distanceText(savedMetres, formats)} shorter.`);
  };
  const words = [
    formats.plural(count, 'stop', 'stops'),
    ...(count > 1 ? [distanceText(wayMetres(places), formats)] : []),
    ...(count > 0 ? [`about ${formats.duration(roundMinutes(places) * 60)}`] : []),
  ].join(', ');
  return (
    <>
      <div className={classes.partHead}>
        <Icon name="route" size={14} />
        <b>Round today</b>
        <span className={classes.partWords}>{words}</span>
        {count > 0 && round.onPlan ? (
          <button type="button" className={classes.link} onClick={round.onPlan}>
            Plan in calendar
          </button>
        ) : null}
        {count > 0 ? (
          <RoundMenu
            round={round}
            selected={stops.ids.indexOf(selectedId ?? '')}
            onMove={(index, to) => move(stops.ids[index] ?? '', round.rowAt(index)?.title ?? '', to)}
            onShorten={shorten}
          />
        ) : null}
      </div>
      {remark ? (
        <div className={classes.remark} role="status">
          <span>{remark.text}</span>{' '}
          <button type="button" className={classes.link} onClick={remark.onAct}>
            {remark.act}
          </button>
        </div>
      ) : null}
      {count === 0 ? (
        <p className={classes.remark}>Press the circle of a record, or Space, to add it to the round.</p>
      ) : (
        <PlaceList
          label="Round today"
          count={count}
          rowAt={round.rowAt}
          selectedId={selectedId}
          openId={openId}
          onSelect={onSelect}
          onOpen={onOpen}
          isInRound
          onToggle={onToggle}
          onMove={({ id, title }, to) => move(id, title, to)}
          apiRef={listRef}
        />
      )}
    </>
  );
}

type MenuProps = {
  readonly round: MapRound;
  /** The index of the selected stop; −1 where none is selected. */
  readonly selected: number;
  readonly onMove: (index: number, to: number) => void;
  readonly onShorten: (isFirstFixed: boolean) => void;
};

function RoundMenu({ round, selected, onMove, onShorten }: MenuProps) {
  const count = round.stops.ids.length;
  const isFew = count < 3;
  return (
    <Menu position="bottom-end" width={260}>
      <Menu.Target>
        <IconButton icon="dots" label="Change the round" />
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          disabled={selected <= 0}
          leftSection={<Icon name="arrow-up" />}
          onClick={() => onMove(selected, selected - 1)}
        >
          Move the selected stop up
        </Menu.Item>
        <Menu.Item
          disabled={selected < 0 || selected === count - 1}
          leftSection={<Icon name="arrow-down" />}
          onClick={() => onMove(selected, selected + 1)}
        >
          Move the selected stop down
        </Menu.Item>
        <Menu.Item disabled={count < 2} leftSection={<Icon name="route" />} onClick={() => onShorten(false)}>
          Shortest order
        </Menu.Item>
        <Menu.Item disabled={isFew} leftSection={<Icon name="route" />} onClick={() => onShorten(true)}>
          Shortest order from the first stop
        </Menu.Item>
        <Menu.Item leftSection={<Icon name="close" />} onClick={round.onClear}>
          Clear the round
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
