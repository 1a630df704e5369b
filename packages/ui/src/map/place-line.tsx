import { memo, type PointerEvent } from 'react';
import { RecordWordsView } from '../grid/list/record-words.tsx';
import { Icon } from '../parts/icons.tsx';
import { showSameProps } from '../parts/show-same-props.ts';
import type { PlaceRow } from './map-model.ts';
import classes from './place-map.module.css';

type Props = {
  readonly id: string;
  /** Undefined while the record is read. */
  readonly row: PlaceRow | undefined;
  /** The row's index, the number of rows, and its distance from the top in pixels. */
  readonly at: { readonly index: number; readonly count: number; readonly start: number };
  readonly isSelected: boolean;
  readonly isOpen: boolean;
  readonly isDragged: boolean;
  /** The number of a stop of the round. */
  readonly stop: number | undefined;
  /** Adds the record to the round, or removes it. Left out: the circle only marks the selection. */
  readonly onCircle: ((row: PlaceRow) => void) | undefined;
  /** Drags a stop to another place of the round. */
  readonly onGrip: ((index: number, event: PointerEvent<HTMLElement>) => void) | undefined;
  readonly onPress: (index: number) => void;
};

/**
 * One row of the list beside a map. The list around it has the focus and handles the keys. It is drawn again only when it shows
 * something else: its row is made again for every drawing of the list.
 */
export const PlaceLine = memo(function PlaceLine(props: Props) {
  const { id, row, at, isSelected, isOpen, isDragged, stop, onCircle, onGrip, onPress } = props;
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the list answers the keys
    <div
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={isSelected}
      aria-posinset={at.index + 1}
      aria-setsize={at.count}
      aria-busy={row === undefined || undefined}
      className={classes.row}
      data-on={isSelected || undefined}
      data-open={isOpen || undefined}
      data-dragged={isDragged || undefined}
      data-grip={onGrip ? true : undefined}
      style={{ transform: `translateY(${at.start}px)` }}
      onClick={() => onPress(at.index)}
    >
      {row === undefined ? null : (
        <>
          <Circle stop={stop} onPress={onCircle && (() => onCircle(row))} />
          <RecordWordsView words={row} />
          {onGrip ? (
            // For the pointer; Alt and an arrow key move the stop, and the menu of the round.
            <span
              className={classes.grip}
              title="Drag to another place in the round"
              aria-hidden="true"
              onPointerDown={(event) => onGrip(at.index, event)}
            >
              <Icon name="grip" size={14} />
            </span>
          ) : null}
        </>
      )}
    </div>
  );
}, showSameProps);

/** The circle before a row: the number of a stop, or an empty circle. */
function Circle({ stop, onPress }: { readonly stop: number | undefined; readonly onPress: (() => void) | undefined }) {
  const ring = (
    <span className={classes.ring} data-stop={stop === undefined ? undefined : true} aria-hidden={stop === undefined}>
      {stop === undefined ? null : (
        <>
          <span className="outpost-visually-hidden">Stop </span>
          {stop}
        </>
      )}
    </span>
  );
  if (onPress === undefined) return ring;
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions -- Space does the same for the selected row
    <span
      className={classes.circle}
      title={stop === undefined ? 'Add to the round' : 'Remove from the round'}
      onClick={(event) => {
        event.stopPropagation();
        onPress();
      }}
    >
      {ring}
    </span>
  );
}
