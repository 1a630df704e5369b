import { machine } from '../machine.ts';
import type { BenchResult } from '../results.ts';
import { benchRows } from '../rows/all-rows.ts';
import type { BenchRow } from '../rows/bench-row.ts';
import { crowdRow } from '../rows/sync-rows.ts';
import { pullRow } from '../rows/server-rows.ts';
import { runRows } from '../run-rows.ts';
import type { BenchStage } from '../stage/stage.ts';
import type { CurveFigure, CurveName, CurvePoint, MeasuredCurve } from './curve-file.ts';

/** The table line of each curve. */
const lines: readonly { readonly line: RegExp; readonly is: CurveName }[] = [
  { line: /^first sync$/, is: 'first sync' },
  { line: /first window$/, is: 'list, first window' },
  { line: /^exact count and sum/, is: 'count and sum' },
  { line: /^search as one types$/, is: 'search' },
  { line: /^file size a record$/, is: 'file' },
  { line: /^memory after the first sync/, is: 'memory after it' },
  { line: /^start to the first list/, is: 'start' },
  { line: /^edit seen among \d+ devices? .*p99/, is: 'edit seen, p99' },
  { line: /^edit seen among \d+ devices?, median$/, is: 'edit seen, median' },
  { line: /^acts decided of \d+ devices?/, is: 'acts decided' },
  { line: /^pull rate of \d+ devices?/, is: 'pull rate' },
];
const byRecords = ['first-sync', 'list', 'sum', 'search', 'start'];
/** Devices are measured on a tenant of this size, or of the curve's smallest size if that is larger. */
const recordsOfDevices = 10_000;
const crowdSeconds = 20;

export type CurveOptions = {
  readonly sizes: readonly number[];
  readonly devices: readonly number[];
  /** Runs work on a separate stage of that size. */
  readonly withStage: <T>(size: number, work: (stage: BenchStage) => Promise<T>) => Promise<T>;
  readonly signal: AbortSignal;
};

/**
 * Measures the figures that grow with a device's records, each size on a separate server, and those that grow with the
 * devices of one tenant.
 */
export async function measureCurve({ sizes, devices, withStage, signal }: CurveOptions): Promise<MeasuredCurve> {
  const broke: { at: string; name: string; why: string }[] = [];
  const pointOf = async (
    stage: BenchStage,
    rows: readonly BenchRow[],
    { at, unit }: { at: number; unit: string },
  ): Promise<CurvePoint> => {
    const { results, failed } = await runRows(stage, rows, signal);
    broke.push(...failed.map((one) => ({ at: `${at.toLocaleString('en')} ${unit}`, ...one })));
    return { at, figures: curveFiguresOf(results) };
  };
  const records: CurvePoint[] = [];
  const rows = benchRows.filter(({ name }) => byRecords.includes(name));
  for (const at of sizes) {
    signal.throwIfAborted();
    records.push(await withStage(at, (stage) => pointOf(stage, rows, { at, unit: 'records' })));
  }
  signal.throwIfAborted();
  const points = await withStage(Math.max(recordsOfDevices, Math.min(...sizes)), async (stage) => {
    const found: CurvePoint[] = [];
    for (const at of devices) {
      const both = [crowdRow({ devices: at, seconds: crowdSeconds }), pullRow({ devices: at })];
      found.push(await pointOf(stage, both, { at, unit: 'devices' }));
    }
    return found;
  });
  return { date: new Date().toISOString(), machine: machine(), records, devices: points, broke };
}

/** Goals without a raw counterpart are not drawn as curves. */
const bounds: ReadonlySet<CurveName> = new Set(['memory after it', 'acts decided']);

/** Returns the curves' figures from the lines of a table. */
export function curveFiguresOf(
  results: readonly Pick<BenchResult, 'name' | 'ours' | 'raw'>[],
): Readonly<Record<string, CurveFigure>> {
  return Object.fromEntries(
    results.flatMap(({ name, ours, raw }) => {
      const found = lines.find(({ line }) => line.test(name));
      return found ? [[found.is, { ours, raw: bounds.has(found.is) ? null : raw }] as const] : [];
    }),
  );
}
