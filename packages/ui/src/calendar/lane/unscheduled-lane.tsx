import { type Ref, type RefObject, useEffect, useImperativeHandle, useRef, useState } from 'react';
import { useFormats } from '../../formats/formats-context.tsx';
import { useShortcuts } from '../../keys/keyboard.ts';
import { Button, IconButton } from '../../parts/button.tsx';
import { Icon } from '../../parts/icons.tsx';
import { Kbd } from '../../parts/kbd.tsx';
import type { CalendarLane, LaneSection } from '../calendar-model.ts';
import { neighbourOf, neighbourText } from '../day-neighbours.ts';
import type { EventMove } from '../moves/use-event-move.ts';
import { LaneList, type LaneListApi, type LaneListProps, minutesOf } from './lane-list.tsx';
import classes from './lane.module.css';

/** The lane, for the calendar around it. */
export type LaneApi = LaneListApi;

type Props = Omit<LaneListProps, 'sections'> & {
  readonly lane: CalendarLane;
  /** Whether the lane is a bar below the days: there is no room beside them. */
  readonly isBar: boolean;
  /** The box of the lane, on which the pointer drops records. */
  readonly boxRef: RefObject<HTMLElement | null>;
  readonly apiRef: Ref<LaneApi>;
};

/** The words about the number of records in a lane. */
function useLaneWords({ sections, noun }: CalendarLane) {
  const { count, plural, duration } = useFormats();
  const countOf = (id: LaneSection['id']) => sections.find((section) => section.id === id)?.count ?? 0;
  const listed = sections.find(({ id }) => id === 'without-time');
  const minutes = (listed?.events ?? []).reduce((sum, event) => sum + (minutesOf(event) ?? 0), 0);
  const isWhole = listed?.events.length === listed?.count;
  const [without, late] = [countOf('without-time'), countOf('late')];
  return {
    total: without + late,
    count: count(without),
    /** "10, about 4 h 25 min" */
    figures: `${count(without)}${isWhole && minutes > 0 ? `, about ${duration(minutes * 60)}` : ''}`,
    /** "10 unscheduled tasks" */
    name: plural(without, `unscheduled ${noun.one}`, `unscheduled ${noun.many}`),
    late: late === 0 ? undefined : `${count(late)} late`,
  };
}

/**
 * The records without a time and the late ones, beside the days. They are dragged onto a day, or picked up by the keyboard. An
 * event that is dropped here loses its time. In less room the lane is a bar below the days, which opens upwards.
 */
export function UnscheduledLane({ lane, isBar, boxRef, apiRef, ...list }: Props) {
  const { noun, sections, isLoaded, problem } = lane;
  const records = useRef<LaneListApi>(null);
  const [wantsFocus, setWantsFocus] = useState(false);
  const words = useLaneWords(lane);
  const place = isBar ? 'below' : 'beside';
  const isOpen = lane.isOpen[place];
  const toggle = (next: boolean) => lane.onToggle(place, next);
  const goThere = () => {
    if (!isOpen) toggle(true);
    setWantsFocus(true);
  };
  useEffect(() => {
    if (!wantsFocus || !isOpen || !isLoaded) return;
    setWantsFocus(false);
    records.current?.focusRecord();
  }, [wantsFocus, isOpen, isLoaded]);
  useImperativeHandle(apiRef, () => ({ focusRecord: (id) => records.current?.focusRecord(id) }), []);
  useShortcuts([{ keys: 'u', label: `Go to the unscheduled ${noun.many}`, section: 'Calendar', run: goThere }]);

  const { moving } = list.move;
  const isOver = moving?.from === 'days' && moving.time === undefined;
  const label = `Unscheduled ${noun.many}`;
  if (!isOpen && !isBar)
    return (
      <section ref={boxRef} className={classes.strip} aria-label={label} data-over={isOver || undefined}>
        <button
          type="button"
          aria-expanded={false}
          title={`Show the unscheduled ${noun.many}`}
          onClick={() => toggle(true)}
        >
          <Icon name="inbox" />
          <span>Unscheduled</span>
          {isLoaded ? <b>{words.count}</b> : null}
        </button>
      </section>
    );
  return (
    <section
      ref={boxRef}
      className={isBar ? classes.bar : classes.side}
      aria-label={label}
      data-over={isOver || undefined}
    >
      <LaneHead lane={lane} words={words} isBar={isBar} isOpen={isOpen} onToggle={toggle} />
      {isOpen ? (
        <>
          <LaneList {...list} sections={sections} apiRef={records} />
          {problem === undefined ? null : <p className={classes.nothing}>{problem}</p>}
          {isLoaded && problem === undefined && words.total === 0 ? <NothingThere noun={noun} /> : null}
          {lane.onMore ? (
            <div className={classes.more}>
              <Button size="sm" onClick={lane.onMore}>
                Show more
              </Button>
            </div>
          ) : null}
          <LaneFoot hasRecords={words.total > 0} move={list.move} />
        </>
      ) : null}
    </section>
  );
}

/** The head of the lane: the number of its records, and the button that opens or folds it. */
function LaneHead({
  lane: { noun, isLoaded },
  words,
  isBar,
  isOpen,
  onToggle,
}: Pick<Props, 'lane' | 'isBar'> & {
  readonly words: ReturnType<typeof useLaneWords>;
  readonly isOpen: boolean;
  readonly onToggle: (isOpen: boolean) => void;
}) {
  const late = words.late === undefined ? null : <span className={classes.late}>{words.late}</span>;
  if (isBar)
    return (
      <button type="button" className={classes.barHead} aria-expanded={isOpen} onClick={() => onToggle(!isOpen)}>
        <Icon name="inbox" size={14} />
        <b>{isLoaded ? words.name : `Unscheduled ${noun.many}`}</b>
        {late}
        <Icon name={isOpen ? 'chevron-down' : 'chevron-up'} size={14} />
      </button>
    );
  return (
    <header className={classes.head}>
      <h2>Unscheduled</h2>
      {isLoaded ? <span>{words.figures}</span> : null}
      {late}
      <IconButton icon="chevron-right" label="Fold this lane" onClick={() => onToggle(false)} />
    </header>
  );
}

/** The way to plan a record; during a move also the room that its time leaves before the next event. */
function LaneFoot({ hasRecords, move }: { readonly hasRecords: boolean; readonly move: EventMove }) {
  const formats = useFormats();
  const { moving } = move;
  const neighbour =
    moving?.time && neighbourOf({ id: moving.event.id, time: moving.time }, move.events, formats.timeZone);
  if (!hasRecords && !neighbour) return null;
  return (
    <div className={classes.foot}>
      <p>
        <Icon name="grip" size={14} /> Drag onto a day, or press <Kbd keys="p" /> to plan
      </p>
      {neighbour ? (
        <p data-warns={neighbour.how === 'overlaps' || undefined}>
          <Icon name="clock" size={14} /> {neighbourText(neighbour, formats)}
        </p>
      ) : null}
    </div>
  );
}

const NothingThere = ({ noun }: Pick<CalendarLane, 'noun'>) => (
  <div className={classes.nothing}>
    <b>All {noun.many} have a time</b>
    <span>Drag one here to remove its time, and plan it later.</span>
  </div>
);
