import { useComputedColorScheme } from '@mantine/core';
import { init, use as register } from 'echarts/core';
import type { EChartsCoreOption } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { useEffect, useRef } from 'react';
import { chartParts } from './chart-parts.ts';
import { chartDark, chartLight, type ChartTheme } from './chart-theme.ts';
import classes from './chart-panel.module.css';

register([...chartParts, CanvasRenderer]);

/** An ECharts chart in our colours. `option` is called again when the colour scheme changes. */
export type EChartProps = {
  readonly label: string;
  readonly option: (theme: ChartTheme) => EChartsCoreOption;
  readonly height?: number | undefined;
  /** `series`: undefined for a row of the table, which has all of them. */
  readonly onPick?: ((category: number, series?: number) => void) | undefined;
};

/**
 * Draws on a canvas, because our policy forbids style attributes in markup. The chart resizes with its box and reports presses by
 * index.
 */
export function EChart({ label, option, height, onPick }: EChartProps) {
  const theme = useComputedColorScheme('light') === 'dark' ? chartDark : chartLight;
  const box = useRef<HTMLDivElement>(null);
  const pick = useRef(onPick);
  useEffect(() => {
    pick.current = onPick;
  }, [onPick]);
  useEffect(() => {
    if (!box.current) return undefined;
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
    // A wallboard is zoomed by its style. A canvas does not follow by itself, and would be blurred.
    const devicePixelRatio = window.devicePixelRatio * (box.current.currentCSSZoom || 1);
    const chart = init(box.current, null, { devicePixelRatio });
    chart.setOption({
      animation: !still,
      animationDuration: theme.animationDuration,
      textStyle: theme.textStyle,
      color: theme.color,
      aria: { enabled: true, label: { description: label } }, // without it ECharts replaces the name of the box by one of its own
      ...option(theme),
    });
    chart.on('click', (event) => pick.current?.(event.dataIndex, event.seriesIndex ?? 0));
    const follow = new ResizeObserver(() => chart.resize());
    follow.observe(box.current);
    return () => {
      follow.disconnect();
      chart.dispose();
    };
  }, [theme, option, label]);
  return (
    <div
      ref={box}
      className={classes.canvas}
      style={height === undefined ? undefined : { height, flex: 'none' }}
      role="img"
      aria-label={label}
    />
  );
}
