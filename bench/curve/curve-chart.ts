import { writeFileSync } from 'node:fs';
import { LineChart } from 'echarts/charts';
import { GridComponent, LegendComponent, TitleComponent } from 'echarts/components';
import { type EChartsCoreOption, init, use as register } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { type CurvePoint, curvePanels, type MeasuredCurve } from './curve-file.ts';

register([LineChart, GridComponent, LegendComponent, TitleComponent, SVGRenderer]);

const columns = 4;
const panel = { width: 240, height: 190 };
const top = 40;
/** The light colours and their replacements on a dark page: the contrast of text is at least 4.5, of lines 3. */
const colours = {
  text: { light: '#3d4450', dark: '#c9d1d9' },
  grid: { light: '#d8dde4', dark: '#3b424c' },
  ours: { light: '#1f5fd0', dark: '#79aaff' },
  raw: { light: '#8a5a00', dark: '#e0b05c' },
} as const;

const short = (value: number): string =>
  value >= 1_000_000
    ? `${value / 1_000_000}M`
    : value >= 1_000
      ? `${value / 1_000}k`
      : String(Number(value.toPrecision(3)));
const spoken = (value: number | undefined): string =>
  value === undefined
    ? 'not measured'
    : value >= 1_000
      ? Math.round(value).toLocaleString('en')
      : String(Number(value.toPrecision(3)));
const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/**
 * Draws the curves as one SVG: a panel for each figure, ours and raw, readable on light and dark pages, with a text description.
 */
export function curveSvg(curve: MeasuredCurve): string {
  const height = top + Math.ceil(curvePanels.length / columns) * panel.height;
  const size = { width: columns * panel.width, height };
  const chart = init(null, null, { renderer: 'svg', ssr: true, ...size });
  chart.setOption(optionOf(curve));
  const drawn = chart.renderToSVGString();
  chart.dispose();
  const body = drawn
    .replace(/^<svg[^>]*>|<\/svg>\s*$/g, '')
    .replace(/<style[^>]*>.*?<\/style>/gs, '') // styles for hover: a picture in a document has none
    .replace(/ (class|pointer-events|ecmeta_\w+)="[^"]*"/g, '')
    .replace(/<path[^>]*fill-opacity="0"[^>]*><\/path>\n?/g, '') // the boxes behind titles
    .replaceAll('fill="#000" stroke="', 'fill="none" stroke="') // lines have no area
    .trim();
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.width} ${size.height}" width="${size.width}" height="${size.height}" role="img" aria-labelledby="title words">
<title id="title">Outpost by records and by devices</title>
<desc id="words">${escaped(wordsOf(curve))}</desc>
<style>${darkStyle}</style>
${body}
</svg>
`;
}

/** Writes the curves' chart into a file. */
export const drawCurve = (curve: MeasuredCurve, file: string): void => writeFileSync(file, curveSvg(curve));

/** The renderer writes colours as attributes, which a style overrides. */
const darkStyle = `@media (prefers-color-scheme: dark) {${Object.values(colours)
  .map(({ light, dark }) => `[fill="${light}"]{fill:${dark}}[stroke="${light}"]{stroke:${dark}}`)
  .join('')}}`;

const pointsOf = (curve: MeasuredCurve, by: 'records' | 'devices'): readonly CurvePoint[] => curve[by];

function optionOf(curve: MeasuredCurve): EChartsCoreOption {
  const places = curvePanels.map((_, place) => ({
    left: (place % columns) * panel.width,
    top: top + Math.floor(place / columns) * panel.height,
  }));
  const text = { color: colours.text.light, fontFamily: 'system-ui, sans-serif' };
  const line = { lineStyle: { color: colours.grid.light } };
  return {
    animation: false,
    textStyle: text,
    legend: {
      top: 6,
      left: 12,
      borderColor: 'transparent',
      data: ['Outpost', 'by hand'],
      textStyle: { ...text, fontSize: 13 },
    },
    title: curvePanels.map(({ name, unit, by }, place) => ({
      text: name,
      subtext: `${unit}, by ${by}`,
      left: (places[place]?.left ?? 0) + 12,
      top: places[place]?.top ?? 0,
      itemGap: 2,
      textStyle: { ...text, fontSize: 13 },
      subtextStyle: { ...text, fontSize: 11 },
    })),
    grid: places.map((place) => ({
      left: place.left + 48,
      top: place.top + 46,
      width: panel.width - 72,
      height: panel.height - 84,
    })),
    xAxis: curvePanels.map(({ by }, gridIndex) => ({
      gridIndex,
      type: 'category',
      data: pointsOf(curve, by).map(({ at }) => short(at)),
      axisLabel: { ...text, fontSize: 11, interval: 0 },
      axisLine: line,
      axisTick: { show: false },
    })),
    yAxis: curvePanels.map((_, gridIndex) => ({
      gridIndex,
      type: 'value',
      splitNumber: 3,
      axisLabel: { ...text, fontSize: 11, formatter: short },
      splitLine: line,
    })),
    series: curvePanels.flatMap((of, place) =>
      (['ours', 'raw'] as const).map((side) => ({
        type: 'line',
        name: side === 'ours' ? 'Outpost' : 'by hand',
        xAxisIndex: place,
        yAxisIndex: place,
        // Distinguished by more than colour.
        symbol: side === 'ours' ? 'circle' : 'rect',
        symbolSize: 6,
        lineStyle: { color: colours[side].light, width: 2, type: side === 'ours' ? 'solid' : 'dashed' },
        itemStyle: { color: colours[side].light },
        data: pointsOf(curve, of.by).map(({ figures }) => figures[of.name]?.[side] ?? null),
      })),
    ),
  };
}

/** Returns every drawn figure as text. */
function wordsOf(curve: MeasuredCurve): string {
  const panels = curvePanels.map(({ name, unit, by }) => {
    const points = pointsOf(curve, by);
    const of = (side: 'ours' | 'raw'): string =>
      points.map(({ figures }) => spoken(figures[name]?.[side] ?? undefined)).join(', ');
    const hasRaw = points.some(({ figures }) => (figures[name]?.raw ?? null) !== null);
    const at = points.map((point) => point.at.toLocaleString('en')).join(', ');
    return `${name} in ${unit} at ${at} ${by}: Outpost ${of('ours')}${hasRaw ? `; by hand ${of('raw')}` : ''}.`;
  });
  return `${panels.join(' ')} Measured ${curve.date.slice(0, 10)} on ${curve.machine}.`;
}
