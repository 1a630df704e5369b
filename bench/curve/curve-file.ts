import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';

/** One figure at one point of a curve; `raw` is null where there is no counterpart. */
export type CurveFigure = { readonly ours: number; readonly raw: number | null };
/** The figures at a number of records or of devices, by the names of `curvePanels`. */
export type CurvePoint = { readonly at: number; readonly figures: Readonly<Record<string, CurveFigure>> };
/** Measured curves, as stored in `bench/results-curve.json`; `broke`: failed measurements with their reasons. */
export type MeasuredCurve = {
  readonly date: string;
  readonly machine: string;
  readonly records: readonly CurvePoint[];
  readonly devices: readonly CurvePoint[];
  readonly broke: readonly { readonly at: string; readonly name: string; readonly why: string }[];
};

/** The drawn and listed figures in this order: name, unit, and the horizontal axis. */
export const curvePanels = [
  { name: 'first sync', unit: 'records/s', by: 'records' },
  { name: 'list, first window', unit: 'ms', by: 'records' },
  { name: 'count and sum', unit: 'ms', by: 'records' },
  { name: 'search', unit: 'ms', by: 'records' },
  { name: 'file', unit: 'bytes a record', by: 'records' },
  { name: 'memory after it', unit: 'MiB', by: 'records' },
  { name: 'start', unit: 'ms', by: 'records' },
  { name: 'edit seen, median', unit: 'ms', by: 'devices' },
  { name: 'edit seen, p99', unit: 'ms', by: 'devices' },
  { name: 'acts decided', unit: 'acts/s', by: 'devices' },
  { name: 'pull rate', unit: 'records/s', by: 'devices' },
] as const;
export type CurveName = (typeof curvePanels)[number]['name'];

export const writeCurve = (file: string, curve: MeasuredCurve): void =>
  writeFileSync(file, `${JSON.stringify(curve, null, 2)}\n`);

/** Reads the file of `writeCurve`. Throws where nothing was measured yet. */
export function readCurve(file: string): MeasuredCurve {
  if (!existsSync(file)) throw new Error(`${basename(file)} is missing: run with --curve first`);
  return JSON.parse(readFileSync(file, 'utf8')) as MeasuredCurve; // written by writeCurve
}

const shown = (value: number): string =>
  value >= 1_000 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(3)));
const cell = (figure: CurveFigure | undefined): string =>
  figure === undefined ? '–' : `${shown(figure.ours)}${figure.raw === null ? '' : ` (${shown(figure.raw)})`}`;

/** Returns the curves as tables for docs/performance.md: ours, and raw in brackets. */
export function curveTable({ records, devices, broke }: MeasuredCurve): string {
  const tableBy = (by: 'records' | 'devices', points: readonly CurvePoint[]): readonly string[] => [
    `| ours (raw) | unit | ${points.map(({ at }) => at.toLocaleString('en')).join(' | ')} |`,
    `| --- | --- |${' ---: |'.repeat(points.length)}`,
    ...curvePanels.flatMap((panel) =>
      panel.by === by
        ? [`| ${panel.name} | ${panel.unit} | ${points.map(({ figures }) => cell(figures[panel.name])).join(' | ')} |`]
        : [],
    ),
  ];
  return [
    ...tableBy('records', records),
    '',
    ...tableBy('devices', devices),
    ...broke.map(({ at, name, why }) => `\nFailed at ${at}: ${name} (${why})`),
  ].join('\n');
}
