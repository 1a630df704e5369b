import { writeFileSync } from 'node:fs';

/** The direction of improvement. */
export type Better = 'higher' | 'lower';
/**
 * One line of `bench/results.json`: ours and the raw counterpart of the same run; `ratio` = ours ÷ raw. `goal` limits the ratio.
 * A missing counterpart is null, and `note` gives the reason.
 */
export type BenchResult = {
  readonly name: string;
  readonly ours: number;
  readonly raw: number | null;
  readonly unit: string;
  readonly ratio: number | null;
  readonly better: Better;
  readonly goal: number | null;
  readonly met: boolean | null;
  readonly note?: string;
};
/** A measured row before it is judged. `goal` null: listed without a goal. */
export type Measured = Pick<BenchResult, 'name' | 'ours' | 'raw' | 'unit' | 'better' | 'goal' | 'note'>;

const rounded = (value: number): number => (Number.isFinite(value) ? Number(value.toPrecision(4)) : 0);

/** Judges a measured row. */
export function judged({ ours, raw, goal, ...measured }: Measured): BenchResult {
  const ratio = raw === null ? null : ours / raw;
  const met = goal === null || ratio === null ? null : measured.better === 'higher' ? ratio >= goal : ratio <= goal;
  return {
    ...measured,
    ours: rounded(ours),
    raw: raw === null ? null : rounded(raw),
    ratio: ratio === null ? null : rounded(ratio),
    goal: goal === null ? null : rounded(goal),
    met,
  };
}

/** Returns the median of a list of numbers; for an even count the lower middle. */
export const median = (values: readonly number[]): number => quantile(values, 0.5);

/** Returns a percentile: this share of the values is below it. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(sorted.length * share) - 1))] ?? Number.NaN;
}

/** Writes the results for programs. */
export const writeResults = (file: string, results: readonly BenchResult[]): void =>
  writeFileSync(file, `${JSON.stringify(results, null, 2)}\n`);

/** Returns the results as a table in Markdown, as `docs/performance.md` has it. */
export function resultsTable(results: readonly BenchResult[]): string {
  const cells = [
    ['what', 'ours', 'raw', 'unit', 'ours ÷ raw', 'goal', 'met'],
    ['---', '---:', '---:', '---', '---:', '---', '---'],
    ...results.map((one) => [
      one.name,
      shown(one.ours),
      shown(one.raw),
      one.unit,
      shown(one.ratio),
      one.goal === null ? '' : `${one.better === 'higher' ? '≥' : '≤'} ${shown(one.goal)}`,
      one.met === null ? (one.note ?? '') : one.met ? 'yes' : 'no',
    ]),
  ];
  return cells.map((line) => `| ${line.join(' | ')} |`).join('\n');
}

const shown = (value: number | null): string =>
  value === null ? '–' : value >= 1_000 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(3)));
