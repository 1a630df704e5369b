import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import '../scripts/end-with-parent.ts';
import { drawCurve } from './curve/curve-chart.ts';
import { curveTable, readCurve, writeCurve } from './curve/curve-file.ts';
import { measureCurve } from './curve/measure-curve.ts';
import { loadNow, machine } from './machine.ts';
import { type BenchOptions, readOptions, usage } from './options.ts';
import { judged, resultsTable, writeResults } from './results.ts';
import { benchRows } from './rows/all-rows.ts';
import { measureKinds } from './rows/kinds-rows.ts';
import { peerRow } from './rows/peer-rows.ts';
import { runRows } from './run-rows.ts';
import { buildChild } from './stage/built-child.ts';
import { BenchStage } from './stage/stage.ts';

// npm run bench: its options are in options.ts.
const say = (line: string): void => void process.stderr.write(`bench: ${line}\n`);
const curveFile = join(import.meta.dirname, 'results-curve.json');
const chartFile = join(import.meta.dirname, '../docs/performance-curves.svg');

const stopping = new AbortController();
const stages = new Set<BenchStage>();
async function stop(): Promise<void> {
  if (stopping.signal.aborted) return; // a signal reaches the whole process group, and the bootstrap sends it again: the second signal must not kill
  stopping.abort();
  for (const stage of stages) await stage.end();
  process.exit(130);
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stop());

/** Runs `work` on a separate stage, which ends with it. */
async function onStage<T>(
  options: ConstructorParameters<typeof BenchStage>[0],
  work: (stage: BenchStage) => Promise<T>,
): Promise<T> {
  const stage = new BenchStage(options);
  stages.add(stage);
  try {
    return await work(stage);
  } finally {
    await stage.end();
    stages.delete(stage);
  }
}

async function table({ size, wanted, hasPeers, profileTo, keepIn }: BenchOptions): Promise<number> {
  await buildChild();
  say(`${size.toLocaleString('en')} records; ${machine()}, load ${loadNow()}`);
  const rows = [...benchRows.filter(({ name }) => wanted.includes(name)), ...(hasPeers ? [peerRow] : [])];
  const { results, failed } = await onStage({ size, say, profileTo, keepIn, isFollowed: hasPeers }, (stage) =>
    runRows(stage, rows, stopping.signal),
  );
  writeResults(join(import.meta.dirname, 'results.json'), results);
  process.stdout.write(`${resultsTable(results)}\n`);
  return failed.length > 0 ? 1 : 0;
}

async function curve({ sizes, devices, keepIn }: BenchOptions): Promise<number> {
  await buildChild();
  say(`${sizes.join(', ')} records and ${devices.join(', ')} devices; ${machine()}, load ${loadNow()}`);
  const measured = await measureCurve({
    sizes,
    devices,
    withStage: (size, work) => onStage({ size, say, keepIn }, work),
    signal: stopping.signal,
  });
  writeCurve(curveFile, measured);
  drawCurve(measured, chartFile);
  process.stdout.write(`${curveTable(measured)}\n`);
  return measured.broke.length > 0 ? 1 : 0;
}

async function kinds({ kinds: count }: BenchOptions): Promise<number> {
  say(`${count} kinds; ${machine()}, load ${loadNow()}`);
  await buildChild();
  const folder = mkdtempSync(join(tmpdir(), 'outpost-kinds-'));
  try {
    const results = (await measureKinds(count, { folder, say })).map(judged);
    process.stdout.write(`${resultsTable(results)}\n`);
    return results.every(({ met }) => met !== false) ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function run(options: BenchOptions): Promise<number> {
  switch (options.job) {
    case 'help':
      process.stdout.write(`${usage}\n`);
      return 0;
    case 'chart':
      drawCurve(readCurve(curveFile), chartFile);
      return 0;
    case 'curve':
      return curve(options);
    case 'kinds':
      return kinds(options);
    case 'table':
      return table(options);
  }
}

const options = readOptions(process.argv.slice(2));
if (typeof options === 'string') {
  say(options);
  process.exit(2);
}
// After a signal, `stop` ends the process once everything is removed.
try {
  const code = await run(options);
  if (!stopping.signal.aborted) process.exit(code);
} catch (error) {
  if (!stopping.signal.aborted) {
    say(error instanceof Error ? error.message : String(error));
    process.exit(1);
  }
}
