import { mostStops } from '@outpost/domain/kernel/geo/round';
import { useImperativeHandle, useRef } from 'react';
import { useFormats } from '../formats/formats-context.tsx';
import { Announcements } from '../parts/announcements.tsx';
import { Icon } from '../parts/icons.tsx';
import { useAnnouncer } from '../parts/use-announcer.ts';
import type { MapApi } from './map-model.ts';
import { tooManyStops } from './map-round.ts';
import { MapView } from './map-view.tsx';
import { PlaceCardView } from './place-card.tsx';
import type { PlaceMapProps } from './place-map-props.ts';
import { PlaceSide } from './place-side.tsx';
import classes from './place-map.module.css';

/** A list beside a map of the same records. The list says in words what the map shows; selecting in one selects in the other. */
export function PlaceMap(props: PlaceMapProps) {
  const { label, round, card, selectedId } = props;
  const { stops } = round;
  const formats = useFormats();
  const announcer = useAnnouncer();
  const list = useRef<{ readonly focus: () => void }>(null);
  const roundList = useRef<{ readonly focus: () => void }>(null);
  const map = useRef<MapApi>(null);
  useImperativeHandle(props.apiRef, () => ({ focus: () => (list.current ?? roundList.current)?.focus() }), []);
  const toggle = (id: string, title: string) => {
    const isStop = stops.ids.includes(id);
    if (!isStop && stops.ids.length >= mostStops) return announcer.refuse(tooManyStops);
    if (!round.isOn) round.onTool(true);
    round.onStops(isStop ? stops.ids.filter((one) => one !== id) : [...stops.ids, id]);
    return announcer.announce(isStop ? `${title} removed from the round.` : `${title} is stop ${stops.ids.length + 1} of the round.`); // prettier-ignore
  };
  const stop = stops.ids.indexOf(selectedId ?? '');
  return (
    <div className={classes.beside}>
      <div
        className={classes.two}
        data-round={(round.isOn && !props.isWithoutPlace && stops.ids.length > 0) || undefined}
      >
        <PlaceSide
          of={props}
          onSelect={(id, title, place = '') => {
            props.onSelect(id);
            if (title !== undefined) announcer.announce(`${title}, ${place}`);
          }}
          onToggle={toggle}
          onSay={announcer.announce}
          listRef={list}
          roundRef={roundList}
        />
        <MapView
          label={`Map of ${label}. The list beside it has the same records.`}
          points={props.points}
          others={props.others}
          round={round}
          selectedId={selectedId}
          onSelect={(id) => {
            props.onSelect(id);
            if (id !== undefined) (stops.ids.includes(id) ? roundList : list).current?.focus();
          }}
          area={props.area}
          onArea={props.onArea}
          files={props.files}
          attribution={props.attribution}
          onSay={announcer.announce}
          apiRef={map}
          note={
            <div className={classes.note}>
              <Icon name="cloud-off" size={14} />
              <div>
                <b>Map from this device</b>
                {props.mapWords}
                {props.more ? ` Shows the first ${formats.count(props.points?.ids.length ?? 0)} places.` : ''}
              </div>
            </div>
          }
          card={
            card === undefined || selectedId === undefined ? null : (
              <PlaceCardView
                card={card}
                onOpen={() => props.onOpen(selectedId)}
                onNear={props.onNear}
                stop={stop < 0 ? undefined : stop + 1}
                onStop={() => toggle(selectedId, card.title)}
              />
            )
          }
        />
      </div>
      <Announcements said={announcer.said} notice={announcer.notice} />
    </div>
  );
}
