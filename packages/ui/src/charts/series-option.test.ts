import { init, use as register } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { describe, expect, it } from 'vitest';
import { chartParts } from './chart-parts.ts';
import { chartLight } from './chart-theme.ts';
import { seriesOption } from './series-option.ts';

register([...chartParts, SVGRenderer]);

type Label = { readonly text: string; readonly x: number; readonly y: number };

/** Draws columns with a label on each, 560 pixels wide, and returns the labels of the bars by their centres. */
function labelsOf(
  count: number,
  more: { readonly target?: readonly number[]; readonly isRows?: boolean } = {},
): readonly Label[] {
  const categories = Array.from({ length: count }, (_none, place) => `Q${(place % 4) + 1}`);
  const values = categories.map((_category, place) => 1_000_000 + (place % 3) * 10_000);
  const series = [{ name: 'Won', values }];
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: 560, height: 200 });
  const props = {
    question: 'How much did we win each quarter?',
    categories,
    series,
    format: (value: number) => `$${(value / 1_000_000).toFixed(2)}M`,
    ...(more.isRows === true ? { orientation: 'rows' as const } : {}),
    ...(more.target ? { target: { name: 'Target', values: more.target } } : {}),
  };
  chart.setOption({ animation: false, ...seriesOption('bar', props, series, chartLight) });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return [...svg.matchAll(/<text([^>]*) transform="translate\(([\d.]+) ([\d.]+)\)"[^>]*>([^<]*)<\/text>/g)].flatMap(
    ([, style = '', x = '', y = '', text = '']) => {
      const above = Number(/ y="([-\d.]+)"/.exec(style)?.[1] ?? 0);
      return /^\$1\.0\dM$/.test(text) ? [{ text, x: Number(x), y: Number(y) + above }] : [];
    },
  );
}
/** Draws two rows in a width, and returns the names of the rows as they are written. */
function namesOf(names: readonly string[], width: number): readonly string[] {
  const series = [{ name: 'Lost', values: names.map((_name, place) => 7 - place) }];
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height: 200 });
  const props = {
    question: 'Why do we lose?',
    categories: names,
    series,
    format: String,
    orientation: 'rows' as const,
  };
  chart.setOption({ animation: false, ...seriesOption('bar', props, series, chartLight) });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].flatMap(([, text = '']) =>
    /[a-z]/i.test(text) ? [text] : [],
  );
}
/** The width of a label of six characters at twelve pixels. */
const labelPx = 36;

describe('the labels of bars', () => {
  it('are all shown where they have room', () => {
    expect(labelsOf(8).length).toBe(8);
  });

  it('do not overlap where there are more bars than room: some are left out', () => {
    const labels = labelsOf(40);
    expect(labels.length).toBeGreaterThan(3);
    expect(labels.length).toBeLessThan(40);
    const onOneLine = labels.flatMap((one, place) =>
      labels.slice(place + 1).filter((other) => Math.abs(one.y - other.y) < 12 && Math.abs(one.x - other.x) < labelPx),
    );
    expect(onOneLine).toEqual([]);
  });

  it('are past the mark of a target that is close beyond the end of its bar, which would cross them', () => {
    const [far, near, reached] = [2_000_000, 1_100_000, 900_000];
    const at = (target: number, isRows: boolean) =>
      labelsOf(2, { target: [target, far], isRows }).findLast(({ text }) => text === '$1.00M') ?? { x: 0, y: 0 };
    // The last text: the axis of columns has one of the same words.
    expect(at(near, true).x).toBeGreaterThan(at(reached, true).x + 10);
    expect(at(far, true).x).toBeGreaterThan(at(near, true).x + 100); // also in a narrow chart, where "far" is a few pixels
    expect(at(far, false).y).toBe(at(reached, false).y); // the mark is far from the label
    expect(at(near, false).y).toBeLessThan(at(reached, false).y - 4);
  });
});

describe('the names of rows', () => {
  it('are shortened in a narrow chart, and whole where they have room', () => {
    const names = ['Chose a competitor', 'Price'];
    expect(namesOf(names, 560)).toEqual(names);
    const [long = '', short] = namesOf(names, 200);
    expect(long).toMatch(/^Chose a.*(…|\.\.\.)$/);
    expect(short).toBe('Price');
  });
});
