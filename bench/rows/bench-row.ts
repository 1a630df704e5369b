import type { BenchResult, Measured } from '../results.ts';
import type { BenchStage } from '../stage/stage.ts';

/**
 * One measurement: its name for `--only`, and the function that returns its table lines; `soFar` are those of the measurements
 * before it.
 */
export type BenchRow = {
  readonly name: string;
  readonly run: (stage: BenchStage, soFar: readonly BenchResult[]) => Promise<readonly Measured[]>;
};

/** Runs a measurement `times` times, one after another. */
export async function repeated<T>(times: number, run: (turn: number) => Promise<T>): Promise<readonly T[]> {
  const values: T[] = [];
  for (let turn = 0; turn < times; turn += 1) values.push(await run(turn));
  return values;
}

/** Returns records (or acts) a second. */
export const perSecond = (count: number, ms: number): number => (count / ms) * 1_000;
