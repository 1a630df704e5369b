import { Checkbox } from '@mantine/core';
import { type ReactNode, type Ref, useId, useImperativeHandle, useRef } from 'react';
import { useFormats } from '../formats/formats-context.tsx';
import { Announcements } from '../parts/announcements.tsx';
import { Button } from '../parts/button.tsx';
import { Icon } from '../parts/icons.tsx';
import { useAnnouncer } from '../parts/use-announcer.ts';
import type { MapApi, MapArea, MapPoints, TileFile } from './map-model.ts';
import { MapView } from './map-view.tsx';
import { PlaceList, type PlaceListProps } from './place-list.tsx';
import classes from './place-map.module.css';

/** The card of the selected record: its facts, and the actions on it. */
export type PlaceCard = {
  readonly title: string;
  readonly line: string | undefined;
  readonly facts: readonly { readonly label: string; readonly value: string }[];
};

/** The properties of a list beside a map. */
export type PlaceMapProps = Pick<PlaceListProps, 'rowAt' | 'openId' | 'onVisibleRange'> & {
  readonly label: string;
  /** The word for several records: "accounts". */
  readonly many: string;
  /** Records in the list: those with a place, or those without one. */
  readonly count: number;
  /** Records without the area; undefined where there is no area. */
  readonly total: number | undefined;
  /** The order by distance from the middle of the circle; undefined where the list can't have it. */
  readonly nearest?: { readonly isOn: boolean; readonly onChange: (isOn: boolean) => void } | undefined;
  /** Records of the list that have no place. */
  readonly withoutPlace: number;
  readonly isWithoutPlace: boolean;
  readonly onWithoutPlace: (isShown: boolean) => void;
  /** The sum of the list: "Revenue $871,200". */
  readonly sum: { readonly label: string; readonly value: string } | undefined;
  readonly points: MapPoints | undefined;
  /** The number of places that the map leaves out, because it shows a limited number. */
  readonly more: boolean;
  readonly others: MapPoints;
  readonly selectedId: string | undefined;
  readonly onSelect: (id: string | undefined) => void;
  readonly onOpen: (id: string, index?: number) => void;
  readonly area: MapArea | undefined;
  readonly onArea: (area: MapArea | undefined) => void;
  readonly files: readonly TileFile[] | undefined;
  readonly card: PlaceCard | undefined;
  /** Narrows the list to the surroundings of the selected record. */
  readonly onNear: (() => void) | undefined;
  /** The sentence that names the map of this device and its date. */
  readonly mapWords: string;
  readonly attribution: string;
  /** Drawn in place of a list without records. */
  readonly empty: ReactNode;
  readonly apiRef?: Ref<{ readonly focus: () => void }>;
};

/** A list beside a map of the same records. The list says in words what the map shows; selecting in one selects in the other. */
export function PlaceMap(props: PlaceMapProps) {
  const { label, many, count, total, withoutPlace, isWithoutPlace, sum, area, card, selectedId, openId } = props;
  const formats = useFormats();
  const announcer = useAnnouncer();
  const list = useRef<{ readonly focus: () => void }>(null);
  const map = useRef<MapApi>(null);
  const cardId = useId();
  useImperativeHandle(props.apiRef, () => ({ focus: () => list.current?.focus() }), []);
  const select = (id: string | undefined, index?: number) => {
    props.onSelect(id);
    const row = index === undefined ? undefined : props.rowAt(index);
    if (row) announcer.announce(`${row.title}, ${index === undefined ? '' : index + 1} of ${count}`);
  };
  const isInArea = total !== undefined && !isWithoutPlace;
  return (
    <div className={classes.beside}>
      <div className={classes.two}>
        <div className={classes.side}>
          <div className={classes.head}>
            <b>
              {formats.count(count)} {isWithoutPlace ? 'without a place' : isInArea ? 'in the area' : 'on the map'}
            </b>
            {isInArea ? <span>of {formats.count(total)}</span> : null}
            <span className={classes.spread} />
            {props.nearest && !isWithoutPlace ? (
              <Checkbox
                size="xs"
                label="Nearest first"
                checked={props.nearest.isOn}
                onChange={({ currentTarget }) => props.nearest?.onChange(currentTarget.checked)}
              />
            ) : null}
            {isWithoutPlace ? (
              <Button size="sm" variant="quiet" onClick={() => props.onWithoutPlace(false)}>
                Back to the map
              </Button>
            ) : null}
          </div>
          {count === 0 ? (
            <div className={classes.nothing}>{props.empty}</div>
          ) : (
            <PlaceList
              label={`${label}, list`}
              count={count}
              rowAt={props.rowAt}
              selectedId={selectedId}
              openId={openId}
              onSelect={select}
              onOpen={props.onOpen}
              onVisibleRange={props.onVisibleRange}
              apiRef={list}
            />
          )}
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
                <button type="button" className={classes.link} onClick={() => props.onWithoutPlace(true)}>
                  show
                </button>
              </span>
            )}
          </div>
        </div>
        <MapView
          label={`Map of ${label}. The list beside it has the same records.`}
          points={props.points}
          others={props.others}
          selectedId={selectedId}
          onSelect={(id) => {
            props.onSelect(id);
            if (id !== undefined) list.current?.focus();
          }}
          area={area}
          onArea={props.onArea}
          files={props.files}
          attribution={props.attribution}
          onSay={(words) => announcer.announce(words)}
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
              <section aria-labelledby={cardId}>
                <h2 id={cardId} dir="auto">
                  {card.title}
                </h2>
                {card.line === undefined ? null : <div dir="auto">{card.line}</div>}
                <dl className={classes.cardFacts}>
                  {card.facts.map(({ label: name, value }) => (
                    <Fact key={name} name={name} value={value} />
                  ))}
                </dl>
                <div className={classes.cardActs}>
                  <Button size="sm" onClick={() => props.onOpen(selectedId)}>
                    Open
                  </Button>
                  {props.onNear ? (
                    <Button size="sm" variant="quiet" icon="circle" onClick={props.onNear}>
                      Near here
                    </Button>
                  ) : null}
                </div>
              </section>
            )
          }
        />
      </div>
      <Announcements said={announcer.said} notice={announcer.notice} />
    </div>
  );
}

const Fact = ({ name, value }: { readonly name: string; readonly value: string }) => (
  <>
    <dt>{name}</dt>
    <dd dir="auto">{value}</dd>
  </>
);
