import { type ChartFrame, ChartPanel, type ChartPanelProps } from './chart-panel.tsx';
import classes from './stat-tile.module.css';

/** One number with a comparison. A falling number is shown as a warning at most, never as an error. */
export type StatTileProps = ChartFrame & {
  readonly value: string;
  readonly change?:
    | { readonly direction: 'up' | 'down' | 'same'; readonly text: string; readonly isGood?: boolean | undefined }
    | undefined;
  /** The part of a target that is reached: 0.75 is three quarters. `text`: "75 % of $1,500,000". */
  readonly reached?:
    { readonly share: number; readonly paceShare?: number | undefined; readonly text: string } | undefined;
  /** The value that the number is compared with, and the numbers beside it; a line each. */
  readonly detail?: string | undefined;
  readonly table?: ChartPanelProps['table'];
  /** Opens the records behind the number. */
  readonly onPick?: (() => void) | undefined;
};

const percentOf = (share: number): string => `${Math.max(0, Math.min(1, share)) * 100}%`;
const arrows = { up: '▲', down: '▼', same: '' } as const;

/** A tile of a dashboard. */
export function StatTile({ value, change, reached, detail, table, onPick, ...frame }: StatTileProps) {
  return (
    <ChartPanel {...frame} table={table}>
      <div className={classes.line}>
        {onPick ? (
          <button type="button" className={classes.pressed} onClick={onPick}>
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
      {reached === undefined ? null : (
        <div className={classes.reached}>
          <meter className="outpost-visually-hidden" min={0} max={1} value={Math.min(1, reached.share)}>
            {reached.text}
          </meter>
          <span className={classes.track} aria-hidden>
            <i style={{ width: percentOf(reached.share) }} />
            {reached.paceShare === undefined ? null : <b style={{ insetInlineStart: percentOf(reached.paceShare) }} />}
          </span>
          <span className={classes.note}>{reached.text}</span>
        </div>
      )}
      {detail === undefined ? null : <div className={classes.note}>{detail}</div>}
    </ChartPanel>
  );
}
