import { type KeyboardEvent, type PointerEvent as ReactPointerEvent, type Ref, memo, useContext, useImperativeHandle, useRef, useState } from 'react'; // prettier-ignore
import { useFormats } from '../../formats/formats-context.tsx';
import { ShortcutsContext } from '../../keys/shortcuts-context.ts';
import { Icon } from '../../parts/icons.tsx';
import { OverdueText } from '../../parts/overdue-text.tsx';
import { showSameProps } from '../../parts/show-same-props.ts';
import { WaitingMark } from '../../sync/sync-sign.tsx';
import type { LaneSection, MovableEvent } from '../calendar-model.ts';
import { dayShort, whenOrNot } from '../calendar-words.ts';
import { firstDayOf, isSameTime } from '../moves/moved-time.ts';
import type { EventMove } from '../moves/use-event-move.ts';
import classes from './lane.module.css';

/** The list of a lane, for the calendar around it. */
export type LaneListApi = {
  /** Gives the focus to a record of the list. Left out: to the one that had it last, or the first one. */
  readonly focusRecord: (id?: string) => void;
};

/** The records of a lane, and its callbacks. */
export type LaneListProps = {
  readonly sections: readonly LaneSection[];
  readonly move: EventMove;
  readonly openId: string | undefined;
  readonly onDown: (event: MovableEvent) => (pressed: ReactPointerEvent<HTMLElement>) => void;
  /** Picks a record up by the keyboard. */
  readonly onPlan: (event: MovableEvent) => void;
  readonly onOpen: (event: MovableEvent) => void;
};

const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, j: 1, k: -1, Home: -Infinity, End: Infinity }; // prettier-ignore

/**
 * The records of a lane, by section. They are one tab stop: arrows, J and K go from record to record, Enter opens one, P or Space
 * picks it up for the days.
 */
export function LaneList({
  sections,
  move,
  openId,
  onDown,
  onPlan,
  onOpen,
  apiRef,
}: LaneListProps & { readonly apiRef: Ref<LaneListApi> }) {
  // prettier-ignore
  const { singleKeys } = useContext(ShortcutsContext);
  const formats = useFormats();
  const list = useRef<HTMLDivElement>(null);
  const [focused, setFocused] = useState<string>();
  const events = sections.flatMap((section) => section.events);
  const current = events.find(({ id }) => id === focused) ?? events[0];
  const focusRecord = (id = current?.id) =>
    [...(list.current?.querySelectorAll<HTMLElement>('[data-record]') ?? [])]
      .find((element) => element.dataset['record'] === id)
      ?.focus();
  useImperativeHandle(apiRef, () => ({ focusRecord }));

  const onKeyDown = (event: MovableEvent) => (pressed: KeyboardEvent<HTMLButtonElement>) => {
    if (pressed.ctrlKey || pressed.metaKey || pressed.altKey || pressed.shiftKey) return;
    const isLetter = pressed.key.length === 1 && pressed.key !== ' ';
    if (isLetter && !singleKeys) return;
    const key = isLetter ? pressed.key.toLowerCase() : pressed.key;
    const step = steps[key];
    if (step !== undefined) {
      const at = Math.min(events.length - 1, Math.max(0, events.indexOf(event) + step));
      focusRecord(events[at]?.id);
    } else if (key === 'p' || key === ' ') onPlan(event);
    else return;
    pressed.preventDefault();
  };
  /** A record that is on its way to a day leaves a hole. Once it is put down, its place is empty. */
  const placeOf = (event: MovableEvent): 'here' | 'hole' | 'away' => {
    const held = move.moving ?? move.settling;
    if (held?.event.id !== event.id || isSameTime(held.time, event.time)) return 'here';
    return move.moving ? 'hole' : 'away';
  };
  return (
    <div ref={list} className={classes.list}>
      {sections.map((section) =>
        section.events.length === 0 ? null : (
          <section key={section.id} aria-label={section.title}>
            <h3>
              {section.title} <span>{formats.count(section.count)}</span>
            </h3>
            <ul>
              {section.events.map((event) =>
                placeOf(event) === 'away' ? null : (
                  <li key={event.id}>
                    <button
                      type="button"
                      className={classes.row}
                      data-record={event.id}
                      data-open={event.id === openId || undefined}
                      data-hole={placeOf(event) === 'hole' || undefined}
                      data-locked={event.readOnlyReason !== undefined || undefined}
                      tabIndex={event === current ? 0 : -1}
                      aria-keyshortcuts="P"
                      onFocus={() => setFocused(event.id)}
                      onKeyDown={onKeyDown(event)}
                      onPointerDown={onDown(event)}
                      onClick={() => onOpen(event)}
                    >
                      <LaneRow event={event} isLate={section.id === 'late'} />
                    </button>
                  </li>
                ),
              )}
            </ul>
          </section>
        ),
      )}
    </div>
  );
}

/** Returns the length of a record in minutes; null for a record without a length, and for whole days. */
export function minutesOf(event: MovableEvent): number | null {
  const form = event.time ?? event.form;
  return form.isAllDay ? null : form.minutes;
}

type LaneRowProps = { readonly event: MovableEvent; readonly isLate: boolean };

/**
 * The content of a row: its mark, its title with the record that it is about, and its length or its past time. Hidden words between
 * them complete the name of the row.
 */
const LaneRow = memo(function LaneRow({ event, isLate }: LaneRowProps) {
  const formats = useFormats();
  const minutes = minutesOf(event);
  const hidden = [
    `, ${whenOrNot(event.time, formats)}`,
    event.readOnlyReason === undefined ? '' : `, ${event.readOnlyReason}`,
    isLate ? ', late' : '',
    minutes === null && !isLate ? '' : ',',
  ];
  return (
    <>
      <span className={classes.grip} aria-hidden>
        <Icon name={event.readOnlyReason === undefined ? 'grip' : 'lock'} size={14} />
      </span>
      {event.look === 'task' ? <i className={classes.circle} aria-hidden /> : null}
      <span className={classes.words}>
        <b dir="auto">
          {event.title}
          <span className="outpost-visually-hidden">{event.detail === undefined ? ',' : `, ${event.kind},`}</span>
        </b>
        <span dir="auto">
          {event.detail ?? event.kind}
          <span className="outpost-visually-hidden">{hidden.join('')}</span>
        </span>
      </span>
      {event.waiting === undefined ? null : <WaitingMark label={event.waiting} isIconOnly />}
      <span className={classes.end}>
        {minutes === null ? null : <span>{formats.duration(minutes * 60)}</span>}
        {isLate && event.time ? (
          <OverdueText text={dayShort(firstDayOf(event.time, formats.timeZone), formats.locale)} />
        ) : null}
      </span>
    </>
  );
}, showSameProps);
