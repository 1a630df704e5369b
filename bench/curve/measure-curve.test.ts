import { expect, it } from 'vitest';
import { curvePanels } from './curve-file.ts';
import { curveFiguresOf } from './measure-curve.ts';

const linesOfTheTable = (crowd: string): readonly string[] => [
  'first sync',
  'first sync (raw with three indexes a kind)',
  'file size a record',
  'file size a record (raw with three indexes a kind)',
  'memory after the first sync, of caches + 150',
  'memory at its peak in the first sync',
  'list of 50, filtered and sorted: first window',
  'list of 50, filtered and sorted: next window',
  'exact count and sum over a filter',
  'search as one types',
  'start to the first list answered (both with their process)',
  `edit seen among ${crowd} at an act a second, p99 of the raw median`,
  `edit seen among ${crowd}, median`,
  `acts decided of ${crowd} at an act a second (of as many asked)`,
  `pull rate of ${crowd === '1 device' ? crowd : `${crowd} at once`}, over HTTP`,
];

it.each(['1 device', '50 devices'])('each panel is found in one line of the table, among %s', (crowd) => {
  const lines = linesOfTheTable(crowd);
  const figures = curveFiguresOf(lines.map((name, place) => ({ name, ours: place, raw: 100 })));
  expect(Object.keys(figures).sort()).toEqual(curvePanels.map(({ name }) => name).sort());
  const owners = Object.values(figures).map(({ ours }) => lines[ours]);
  expect(owners).not.toContainEqual(expect.stringMatching(/three indexes|peak|next window/));
});

it('figures that only have a limit get no counterpart', () => {
  const [memory] = Object.values(
    curveFiguresOf([{ name: 'memory after the first sync, of caches + 150', ours: 1, raw: 2 }]),
  );
  expect(memory).toEqual({ ours: 1, raw: null });
});
