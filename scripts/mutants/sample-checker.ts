import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { type Checker, type CheckResult, CheckStatus } from '@stryker-mutator/api/check';
import type { Mutant, StrykerOptions } from '@stryker-mutator/api/core';
import { commonTokens, declareClassPlugin, PluginKind } from '@stryker-mutator/api/plugin';

/**
 * The settings that the job passes to the checker in Stryker's options. `chosenFile` passes the sample between Stryker's
 * processes. `boundFile` keeps the highest lot of the first sample for later runs.
 */
export interface SampleSettings {
  readonly size: number;
  readonly seed: number;
  readonly chosenFile: string;
  readonly boundFile: string;
}

/**
 * Returns the lot of a mutant, by which the sample is drawn. For one seed it is the same as long as the mutant's place is the
 * same.
 */
function lotOf(seed: number, { fileName, location, mutatorName, replacement }: Mutant): string {
  const place = JSON.stringify([
    seed,
    fileName.replace(/^.*?\/(packages|apps)\//, '$1/'),
    location,
    mutatorName,
    replacement,
  ]);
  return createHash('sha256').update(place).digest('hex');
}

/**
 * Passes a seeded sample of all mutants on to the tests. Stryker counts the others as not compiling, outside of the score.
 */
export class SampleChecker implements Checker {
  static readonly inject: [typeof commonTokens.options] = [commonTokens.options];
  readonly #settings: SampleSettings;

  constructor(options: StrykerOptions) {
    this.#settings = options['sample'] as SampleSettings; // written only by scripts/jobs/mutants.ts
  }

  init(): Promise<void> {
    return Promise.resolve();
  }

  group(mutants: Mutant[]): Promise<string[][]> {
    const { seed, chosenFile } = this.#settings;
    const drawn = mutants
      .map((mutant) => ({ id: mutant.id, lot: lotOf(seed, mutant) }))
      .sort((a, b) => (a.lot < b.lot ? -1 : 1));
    const bound = this.#boundOf(drawn.map(({ lot }) => lot));
    writeFileSync(chosenFile, JSON.stringify(drawn.filter(({ lot }) => lot <= bound).map(({ id }) => id)));
    return Promise.resolve([drawn.map(({ id }) => id)]);
  }

  /**
   * Returns the highest lot of the sample. Stryker asks only about mutants that no earlier run has decided. Without the kept
   * bound, each run would draw a full sample again.
   */
  #boundOf(lots: readonly string[]): string {
    const { size, seed, boundFile } = this.#settings;
    const drawing = `${seed} ${size}`;
    if (existsSync(boundFile)) {
      const earlier = JSON.parse(readFileSync(boundFile, 'utf8')) as {
        readonly drawing: string;
        readonly bound: string;
      };
      if (earlier.drawing === drawing) return earlier.bound;
    }
    const bound = lots.slice(0, size).at(-1) ?? '';
    writeFileSync(boundFile, JSON.stringify({ drawing, bound }));
    return bound;
  }

  check(mutants: Mutant[]): Promise<Record<string, CheckResult>> {
    const chosen = new Set(JSON.parse(readFileSync(this.#settings.chosenFile, 'utf8')) as string[]);
    const results = mutants.map(({ id }): [string, CheckResult] => [
      id,
      chosen.has(id)
        ? { status: CheckStatus.Passed }
        : { status: CheckStatus.CompileError, reason: 'not in the sample' },
    ]);
    return Promise.resolve(Object.fromEntries(results));
  }
}

/** The name under which Stryker finds a module's plugins. */
export const strykerPlugins = [declareClassPlugin(PluginKind.Checker, 'sample', SampleChecker)];
