import type { ReactNode } from 'react';
import classes from './stat-tile.module.css';

/** One number with a title and a comparison. A falling number is shown as a warning at most, never as an error. */
export type StatTileProps = {
  readonly title: string;
  readonly value: string;
  readonly change?:
    | { readonly direction: 'up' | 'down' | 'same'; readonly text: string; readonly isGood?: boolean | undefined }
    | undefined;
  readonly note?: ReactNode;
  /** Opens the records behind the number. */
  readonly onPress?: (() => void) | undefined;
};

const arrows = { up: '▲', down: '▼', same: '' } as const;

/** A tile of a dashboard. */
export function StatTile({ title, value, change, note, onPress }: StatTileProps) {
  const inside = (
    <>
      <h2 className={classes.title}>{title}</h2>
      <div className={classes.line}>
        <span className={classes.value}>{value}</span>
        {change ? (
          <span className={classes.change} data-good={change.isGood ?? change.direction === 'up'}>
            <span aria-hidden>{arrows[change.direction]}</span>{' '}
            <span className="outpost-visually-hidden">{change.direction === 'same' ? '' : change.direction}</span>
            {change.text}
          </span>
        ) : null}
      </div>
      {note === undefined ? null : <div className={classes.note}>{note}</div>}
    </>
  );
  return onPress ? (
    <button type="button" className={classes.tile} onClick={onPress}>
      {inside}
    </button>
  ) : (
    <section className={classes.tile}>{inside}</section>
  );
}
