import { expect, it } from 'vitest';
import { readOptions, usage } from './options.ts';
import { benchRows } from './rows/all-rows.ts';

it('the benchmark measures everything except the peers by default', () => {
  expect(readOptions([])).toMatchObject({
    job: 'table',
    size: 100_000,
    hasPeers: false,
    wanted: benchRows.map(({ name }) => name),
  });
});

it('the benchmark also runs the measurements with which the peers are compared', () => {
  expect(readOptions(['--peers', '--only', 'sum'])).toMatchObject({
    hasPeers: true,
    wanted: ['first-sync', 'catch-up', 'push', 'sum'],
  });
});

it('the points of a curve are read', () => {
  expect(readOptions(['--curve', '--sizes', '1000,10000', '--devices', '1,10'])).toMatchObject({
    job: 'curve',
    sizes: [1_000, 10_000],
    devices: [1, 10],
  });
});

it('the cost of many kinds is measured on request', () => {
  expect(readOptions(['--kinds', '90'])).toMatchObject({ job: 'kinds', kinds: 90 });
});

it.each([
  [['--kinds', 'many'], '--kinds takes a number of kinds'],
  [['--only', 'speed'], "there is no measurement 'speed'"],
  [['--size', 'many'], 'a size is a number of records'],
  [['--size', '1000,2000'], 'a size is a number of records'],
  [['--curve', '--devices', '0'], '--devices takes numbers of devices'],
  [['--fast'], "Unknown option '--fast'"],
])('the error of %j is reported in one line', (args, line) => {
  const answer = readOptions(args);
  expect(answer).toContain(line);
  expect(answer).not.toContain('\n');
});

it('each measurement is explained by its name', () => {
  for (const { name } of benchRows) expect(usage).toContain(name);
});
