import { type ComponentType, useCallback, useEffect, useState } from 'react';
import { Button } from '../parts/button.tsx';
import type { EChartProps } from './echart.tsx';
import { StateBlock } from '../states/state-block.tsx';
import classes from './chart-panel.module.css';

/** Loads the chart library: a quarter of a megabyte that most screens do not need. Rejects when the file is missing. */
export type LoadChart = () => Promise<ComponentType<EChartProps>>;

const loadEChart: LoadChart = async () => (await import('./echart.tsx')).EChart;

/**
 * A chart whose library is loaded on first use. When loading fails (an update has replaced the file under an open window), the
 * chart shows an error with a retry button. `loadable` would keep the failure until the window is closed.
 */
export function ChartCanvas({ load = loadEChart, ...props }: EChartProps & { readonly load?: LoadChart }) {
  const [drawn, setDrawn] = useState<{ readonly Chart: ComponentType<EChartProps> } | 'failed'>();
  const fetchChart = useCallback(() => {
    const asked = { isStill: true };
    void load().then(
      (Chart) => asked.isStill && setDrawn({ Chart }),
      () => asked.isStill && setDrawn('failed'),
    );
    return () => {
      asked.isStill = false;
    };
  }, [load]);
  useEffect(fetchChart, [fetchChart]);
  if (drawn === 'failed')
    return (
      <StateBlock
        icon="chart"
        title="This chart could not be loaded"
        isAlert
        actions={
          <>
            <Button onClick={fetchChart}>Try again</Button>
            <Button onClick={() => window.location.reload()}>Reload Outpost</Button>
          </>
        }
      >
        Outpost may have been updated while it was open. Its figures are here all the same: show them as a table.
      </StateBlock>
    );
  if (drawn) return <drawn.Chart {...props} />;
  return <div className={classes.canvas} style={props.height === undefined ? undefined : { height: props.height }} />;
}
