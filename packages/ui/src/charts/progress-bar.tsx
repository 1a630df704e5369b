import { type ChartFrame, ChartPanel } from './chart-panel.tsx';
import classes from './progress-bar.module.css';

/** Parts of one whole that grow towards a target: the finished part first, then parts in falling probability. */
export type ProgressBarProps = ChartFrame & {
  readonly parts: readonly { readonly name: string; readonly value: number }[];
  /** `pace`: the value that an even pace reaches today. */
  readonly target?: { readonly amount: number; readonly pace: number | undefined } | undefined;
  readonly format: (value: number) => string;
  /** Writes a share of the target: 0.75 is three quarters. */
  readonly percent: (share: number) => string;
  readonly onPick?: ((part: number) => void) | undefined;
};

/** Draws one bar of all parts with the target as a mark, and a line for each part with the sum up to it. */
export function ProgressBar({ parts, target, format, percent, onPick, ...frame }: ProgressBarProps) {
  const sums = parts.map((_part, place) => parts.slice(0, place + 1).reduce((sum, { value }) => sum + value, 0));
  const all = sums.at(-1) ?? 0;
  const widest = Math.max(1, all, target?.amount ?? 0);
  const widthOf = (value: number) => `${(Math.max(0, value) / widest) * 100}%`;
  const shareOf = (sum: number) => (target && target.amount > 0 ? percent(sum / target.amount) : '—');
  const [first] = sums;
  const table = {
    columns: [
      { id: 'part', header: 'Part' },
      { id: 'value', header: 'Value', align: 'end' as const },
      { id: 'sum', header: 'Up to here', align: 'end' as const },
      ...(target ? [{ id: 'share', header: 'Of target', align: 'end' as const }] : []),
    ],
    rows: parts.map(({ name, value }, place) => ({
      id: String(place),
      cells: [name, format(value), format(sums[place] ?? 0), ...(target ? [shareOf(sums[place] ?? 0)] : [])],
    })),
    ...(onPick ? { onRow: (place: string) => onPick(Number(place)) } : {}),
  };
  const missing = target ? target.amount - (first ?? 0) : 0;
  return (
    <ChartPanel {...frame} table={table}>
      <div className={classes.head}>
        <strong className={classes.figure}>{format(first ?? 0)}</strong>
        {target ? (
          <span>
            {missing > 0
              ? `${shareOf(first ?? 0)} of the target ${format(target.amount)}; ${format(missing)} to go`
              : `the target ${format(target.amount)} is reached`}
          </span>
        ) : null}
      </div>
      <div className={classes.track} aria-hidden>
        {parts.map(({ name, value }, place) => (
          <i key={name} data-part={place} style={{ width: widthOf(value) }} />
        ))}
        {target ? <b style={{ insetInlineStart: widthOf(target.amount) }} /> : null}
        {target?.pace === undefined ? null : (
          <b className={classes.pace} style={{ insetInlineStart: widthOf(target.pace) }} />
        )}
      </div>
      <ul className={classes.parts}>
        {parts.map(({ name, value }, place) => (
          <li key={name}>
            <i data-part={place} aria-hidden />
            {onPick ? (
              <button type="button" className={classes.press} onClick={() => onPick(place)}>
                {name}
              </button>
            ) : (
              <span>{name}</span>
            )}
            <span className={classes.value}>{format(value)}</span>
            <span className={classes.sum}>{place === 0 ? '' : `${format(sums[place] ?? 0)} in all`}</span>
            <span className={classes.share}>{target ? shareOf(sums[place] ?? 0) : ''}</span>
          </li>
        ))}
        {target?.pace === undefined ? null : (
          <li>
            <i className={classes.dashed} aria-hidden />
            <span>Even pace today</span>
            <span className={classes.value}>{format(target.pace)}</span>
            <span />
            <span className={classes.share}>{shareOf(target.pace)}</span>
          </li>
        )}
      </ul>
    </ChartPanel>
  );
}
