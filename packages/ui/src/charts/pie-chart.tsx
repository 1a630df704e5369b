import { useCallback } from 'react';
import { useFormats } from '../formats/formats-context.tsx';
import { ChartCanvas } from './chart-canvas.tsx';
import { type ChartFrame, ChartPanel } from './chart-panel.tsx';
import type { ChartTheme } from './chart-theme.ts';

/** The parts of a whole. Negative values have no part of a circle and are in the table only. */
export type PieChartProps = ChartFrame & {
  readonly categoryName?: string | undefined;
  readonly valueName: string;
  readonly parts: readonly { readonly name: string; readonly value: number | null }[];
  readonly format: (value: number) => string;
  readonly onPick?: ((part: number) => void) | undefined;
  readonly height?: number | undefined;
};

/** A ring of parts, each labelled with its name and its share. The table has the values. */
export function PieChart(props: PieChartProps) {
  const { question, span, initially, actions, note, parts, format, onPick } = props;
  const { percent } = useFormats();
  const whole = parts.reduce((sum, { value }) => sum + Math.max(0, value ?? 0), 0);
  const option = useCallback(
    (theme: ChartTheme) => ({
      tooltip: {
        ...theme.tooltip,
        trigger: 'item' as const,
        valueFormatter: (of: unknown) => (typeof of === 'number' ? format(of) : '—'),
      },
      series: [
        {
          type: 'pie' as const,
          radius: ['45%', '70%'],
          itemStyle: { borderColor: theme.palette.surface, borderWidth: 2 },
          label: {
            color: theme.palette.ink,
            fontSize: 12,
            fontFamily: theme.textStyle.fontFamily,
            formatter: ({ name, percent: share }: { readonly name: string; readonly percent?: number }) =>
              `${name}, ${percent(share ?? 0, 1)}`,
          },
          labelLine: { lineStyle: { color: theme.palette.line } },
          data: parts.map(({ name, value }) => ({ name, value: Math.max(0, value ?? 0) })),
        },
      ],
    }),
    [parts, format, percent],
  );
  const table = {
    columns: [
      { id: 'part', header: props.categoryName ?? '' },
      { id: 'value', header: props.valueName, align: 'end' as const },
      { id: 'share', header: 'Share', align: 'end' as const },
    ],
    rows: parts.map(({ name, value }, place) => ({
      id: String(place),
      cells: [
        name,
        value === null ? '—' : format(value),
        value === null || value < 0 || whole === 0 ? '—' : percent((value / whole) * 100, 1),
      ],
    })),
    ...(onPick ? { onRow: (place: string) => onPick(Number(place)) } : {}),
  };
  return (
    <ChartPanel {...{ question, span, initially, actions, note }} table={table}>
      <ChartCanvas
        label={span === undefined ? question : `${question} ${span}`}
        option={option}
        height={props.height}
        onPick={onPick}
      />
    </ChartPanel>
  );
}
