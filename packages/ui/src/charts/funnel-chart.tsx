import { type ChartFrame, ChartPanel } from './chart-panel.tsx';
import { useFormats } from '../formats/formats-context.tsx';
import classes from './funnel-chart.module.css';

/** The number of records that reach each step. A record counts for each step up to the furthest that it reached. */
export type FunnelChartProps = ChartFrame & {
  readonly steps: readonly { readonly id?: string | undefined; readonly name: string; readonly count: number }[];
  /** Writes a step's value. Left out: the value is written as a count. */
  readonly format?: ((value: number) => string) | undefined;
  readonly onPick?: ((step: number) => void) | undefined;
};

/**
 * One bar for each step, with the share that continues to the next. The weakest transition is marked by shape and weight as well
 * as colour.
 */
export function FunnelChart({ steps, format, onPick, ...frame }: FunnelChartProps) {
  const formats = useFormats();
  const { percent } = formats;
  const count = format ?? formats.count;
  const most = Math.max(1, ...steps.map((step) => step.count));
  const shares = steps.map((step, place) => {
    const before = steps[place - 1]?.count ?? 0;
    return place === 0 || before === 0 ? undefined : (step.count / before) * 100;
  });
  const known = shares.filter((share) => share !== undefined);
  const weakest = known.length > 1 ? Math.min(...known) : undefined;
  const table = {
    columns: [
      { id: 'step', header: 'Step' },
      { id: 'count', header: 'Count', align: 'end' as const },
      { id: 'share', header: 'Share of the step before', align: 'end' as const },
    ],
    rows: steps.map((step, place) => ({
      id: String(place),
      cells: [step.name, count(step.count), shares[place] === undefined ? '—' : percent(Math.round(shares[place]))],
    })),
    ...(onPick ? { onRow: (place: string) => onPick(Number(place)) } : {}),
  };
  return (
    <ChartPanel {...frame} table={table}>
      <ol className={classes.funnel}>
        {steps.map((step, place) => {
          const share = shares[place];
          return (
            <li key={step.id ?? step.name} className={classes.step}>
              {onPick ? (
                <button type="button" className={classes.press} onClick={() => onPick(place)}>
                  {step.name}
                </button>
              ) : (
                <span className={classes.name}>{step.name}</span>
              )}
              <span className={classes.track}>
                <i style={{ width: `${(step.count / most) * 100}%` }} />
              </span>
              <b>{count(step.count)}</b>
              {share === undefined ? (
                <span />
              ) : (
                <span
                  className={classes.share}
                  data-weakest={share === weakest || undefined}
                  title={share === weakest ? 'The weakest step' : undefined}
                >
                  {percent(Math.round(share))}
                </span>
              )}
            </li>
          );
        })}
      </ol>
    </ChartPanel>
  );
}
