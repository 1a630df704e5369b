import { cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import '../scripts/end-with-parent.ts';
import { type BenchResult, judged, tableOf, writeResults } from './results.ts';
import { deviceRows } from './rows/device-rows.ts';
import { serverRows } from './rows/server-rows.ts';
import { syncRows } from './rows/sync-rows.ts';
import { Stage } from './stage/stage.ts';

// npm run bench [-- --only NAME] [-- --size N] [-- --profile FOLDER]: what Outpost costs beside the same by hand, in one run. The table goes to
// stdout, the same as data to bench/results.json, all else to stderr.
const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true },
    size: { type: 'string', default: '100000' },
    profile: { type: 'string' },
  },
});
const say = (line: string): void => void process.stderr.write(`bench: ${line}\n`);

const rows = [
  ...syncRows.slice(0, 2),
  ...serverRows.slice(0, 1),
  ...deviceRows,
  ...syncRows.slice(2),
  ...serverRows.slice(1),
];
const wanted = values.only ?? rows.map(({ name }) => name);
const unknown = wanted.filter((name) => !rows.some((row) => row.name === name));
const size = Number(values.size);
if (unknown.length > 0 || !Number.isInteger(size) || size < 1_000) {
  say(
    unknown.length > 0
      ? `there is no measurement '${unknown.join("', '")}': ${rows.map(({ name }) => name).join(', ')}`
      : '--size is a number of records, at least 1000',
  );
  process.exit(2);
}

const load = (): string =>
  loadavg()
    .map((value) => value.toFixed(1))
    .join(' ');
const stage = new Stage({ size, say, profileTo: values.profile });
const state = { isStopping: false };
async function stop(): Promise<void> {
  if (state.isStopping) return; // a whole process group is told, and by the bootstrap once more: the second signal must not kill
  state.isStopping = true;
  await stage.end();
  process.exit(130);
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stop());
const results: BenchResult[] = [];
let failed = false;
say(
  `${size.toLocaleString('en')} records; ${cpus().length} × ${cpus()[0]?.model ?? 'CPU'}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${process.platform}-${process.arch}, Node ${process.versions.node}, load ${load()}`,
);
try {
  for (const row of rows.filter(({ name }) => wanted.includes(name))) {
    try {
      results.push(...(await row.run(stage)).map(judged));
      say(`${row.name}: done (load ${load()})`);
    } catch (error) {
      if (state.isStopping) break; // its processes were told too
      failed = true; // the others are worth having all the same
      say(`${row.name} failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    }
  }
} finally {
  await stage.end();
}
if (state.isStopping) process.exit(130);
writeResults(join(import.meta.dirname, 'results.json'), results);
process.stdout.write(`${tableOf(results)}\n`);
process.exit(failed ? 1 : 0);
