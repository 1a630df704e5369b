import { expect, it } from 'vitest';
import { curveSvg } from './curve-chart.ts';
import { curveTable, type MeasuredCurve } from './curve-file.ts';

const curve: MeasuredCurve = {
  date: '2026-11-20T12:00:00.000Z',
  machine: '2 × A <processor>',
  records: [1_000, 10_000].map((at) => ({
    at,
    figures: { 'first sync': { ours: at + 1, raw: at * 2 }, 'memory after it': { ours: 200, raw: null } },
  })),
  devices: [1, 50].map((at) => ({ at, figures: { 'edit seen, median': { ours: at * 2, raw: 4 } } })),
  broke: [{ at: '50 devices', name: 'pulls', why: 'the server hung up' }],
};

it('the chart also describes every figure in words', () => {
  const svg = curveSvg(curve);
  expect(svg).toMatch(/^<svg [^>]*role="img" aria-labelledby="title words">/);
  expect(svg).toContain(
    'first sync in records/s at 1,000, 10,000 records: Outpost 1,001, 10,001; by hand 2,000, 20,000.',
  );
  expect(svg).toContain('memory after it in MiB at 1,000, 10,000 records: Outpost 200, 200.');
  expect(svg).toContain('2 × A &lt;processor>');
});

it('the chart has a dark replacement for each of its colours', () => {
  const svg = curveSvg(curve);
  const style = /<style>(.*?)<\/style>/s.exec(svg)?.[1] ?? '';
  const visible = svg.replace(/<style>.*?<\/style>|<clipPath.*?<\/clipPath>/gs, '');
  const drawn = new Set([...visible.matchAll(/(?:fill|stroke)="(#[0-9a-f]+)"/g)].map(([, colour]) => colour));
  expect(drawn.size).toBeGreaterThan(2);
  for (const colour of drawn) expect(style).toContain(`"${colour}"`);
});

it('the chart lists the figures for the document, and failed measurements', () => {
  const table = curveTable(curve);
  expect(table).toContain('| first sync | records/s | 1,001 (2,000) | 10,001 (20,000) |');
  expect(table).toContain('| memory after it | MiB | 200 | 200 |');
  expect(table).toContain('Failed at 50 devices: pulls (the server hung up)');
});
