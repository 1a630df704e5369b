import { type ChartFrame, ChartPanel, type ChartPanelProps } from './chart-panel.tsx';
import classes from './stat-tile.module.css';

/** One number with a comparison. A falling number is shown as a warning at most, never as an error. */
export type StatTileProps = ChartFrame & {
  readonly value: string;
  readonly change?:
    | { readonly direction: 'up' | 'down' | 'same'; readonly text: string; readonly isGood?: boolean | undefined }
    | undefined;
  /** What the number is compared with, and the numbers beside it. */
  readonly detail?: string | undefined;
  readonly table?: ChartPanelProps['table'];
  /** Opens the records behind the number. */
  readonly onPick?: (() => void) | undefined;
};

const arrows = { up: '▲', down: '▼', same: '' } as const;

/** A tile of a dashboard. */
export function StatTile({ value, change, detail, table, onPick, ...frame }: StatTileProps) {
  return (
    <ChartPanel {...frame} table={table}>
      <div className={classes.line}>
        {onPick ? (
          <button type="button" className={`${classes.value} ${classes.press}`} onClick={onPick}>
            {value}
          </button>
        ) : (
          <span className={classes.value}>{value}</span>
        )}
        {change ? (
          <span className={classes.change} data-good={change.isGood ?? change.direction === 'up'}>
            <span aria-hidden>{arrows[change.direction]}</span>{' '}
            <span className="outpost-visually-hidden">{change.direction === 'same' ? '' : change.direction}</span>
            {change.text}
          </span>
        ) : null}
      </div>
      {detail === undefined ? null : <div className={classes.note}>{detail}</div>}
    </ChartPanel>
  );
}
