const font = '"Inter Variable", system-ui, -apple-system, "Segoe UI", sans-serif';

type Palette = {
  readonly ink: string;
  readonly ink2: string;
  readonly ink3: string;
  readonly line: string;
  readonly surface: string;
  readonly raised: string;
  readonly color: readonly string[];
};

const chart = (palette: Palette) => {
  const text = { color: palette.ink2, fontFamily: font, fontSize: 12 };
  const axis = { axisLine: { show: false }, axisTick: { show: false } };
  return {
    palette,
    color: [...palette.color],
    backgroundColor: 'transparent',
    textStyle: text,
    animationDuration: 160,
    animationEasing: 'cubicOut' as const,
    categoryAxis: { ...axis, splitLine: { show: false }, axisLabel: { ...text, color: palette.ink3 } },
    valueAxis: {
      ...axis,
      min: 0,
      splitNumber: 3,
      splitLine: { lineStyle: { color: palette.line } },
      axisLabel: { ...text, color: palette.ink3 },
    },
    bar: {
      barMaxWidth: 40,
      itemStyle: { borderColor: palette.surface, borderWidth: 1 },
      label: { ...text, color: palette.ink },
    },
    legend: {
      type: 'scroll' as const,
      bottom: 0,
      left: 0,
      itemWidth: 12,
      itemHeight: 12,
      icon: 'roundRect',
      textStyle: text,
      pageIconColor: palette.ink2,
      pageTextStyle: text,
    },
    // richText: ECharts' HTML tooltips write style attributes into markup, which our Content Security Policy refuses.
    tooltip: {
      renderMode: 'richText' as const,
      backgroundColor: palette.raised,
      borderColor: palette.line,
      borderRadius: 6,
      padding: [8, 12],
      textStyle: { ...text, color: palette.ink },
    },
  };
};

/**
 * The style of charts in one colour scheme. The colours repeat those of tokens.css because a canvas cannot read CSS variables.
 */
export type ChartTheme = ReturnType<typeof chart>;

/** The style of charts in the light colour scheme. */
export const chartLight: ChartTheme = chart({
  ink: '#1F1D1A',
  ink2: '#57534C',
  ink3: '#6B675F',
  line: '#E5E2DC',
  surface: '#FFFFFF',
  raised: '#FFFFFF',
  color: ['#2F5FD6', '#A6531C', '#479C9B', '#7D2B7E', '#B38C03', '#2C2927'],
});
/** The style of charts in the dark colour scheme. */
export const chartDark: ChartTheme = chart({
  ink: '#EDEBE6',
  ink2: '#B5B0A7',
  ink3: '#979288',
  line: '#2F2D2A',
  surface: '#1C1B19',
  raised: '#232120',
  color: ['#6F96F7', '#D0792A', '#67D6CF', '#A14680', '#EBC878', '#8F8983'],
});
