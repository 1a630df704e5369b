import { loadNow } from './machine.ts';
import { type BenchResult, judged } from './results.ts';
import type { BenchRow } from './rows/bench-row.ts';
import type { BenchStage } from './stage/stage.ts';

/** The results of measurements, and the failed ones with their reasons in one line. */
export type RowsRun = {
  readonly results: readonly BenchResult[];
  readonly failed: readonly { readonly name: string; readonly why: string }[];
};

/** Runs measurements one after another. A failure is reported and noted, and the others continue. */
export async function runRows(stage: BenchStage, rows: readonly BenchRow[], signal: AbortSignal): Promise<RowsRun> {
  const results: BenchResult[] = [];
  const failed: { name: string; why: string }[] = [];
  for (const row of rows) {
    if (signal.aborted) break;
    try {
      results.push(...(await row.run(stage, results)).map(judged));
      stage.say(`${row.name}: done (load ${loadNow()})`);
    } catch (error) {
      if (signal.aborted) break; // its processes got the signal too
      const why = error instanceof Error ? error.message : String(error);
      failed.push({ name: row.name, why: why.split('\n')[0] ?? '' });
      stage.say(`${row.name} failed: ${error instanceof Error ? (error.stack ?? why) : why}`);
    }
  }
  return { results, failed };
}
