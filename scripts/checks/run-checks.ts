import { join } from 'node:path';
import { type CommandOutcome, root, runCommand, toolScript } from '../run-command.ts';
import { checkTypes } from './check-types.ts';

/** The result of a check. */
export interface CheckOutcome {
  readonly name: string;
  readonly isPassed: boolean;
  readonly seconds: number;
  /** The check's output, which is shown when it failed. */
  readonly output: string;
}

const node = (script: string, ...args: string[]): Promise<CommandOutcome> =>
  runCommand(process.execPath, [script, ...args]);

/** All checks that do not run the product. The rules of each are in its own settings. */
const checks: Readonly<Record<string, () => Promise<CommandOutcome>>> = {
  types: checkTypes,
  lint: () => node(toolScript('oxlint'), '--type-aware', '--format=unix'),
  house: () => node(join(root, 'scripts/jobs/house-checks.ts')),
  boundaries: () => node(join(root, 'scripts/jobs/boundaries.ts')),
  unused: () => node(toolScript('knip'), '--no-progress', '--no-config-hints'),
  format: () => node(toolScript('prettier'), '--check', '--log-level=warn', '.'),
};

export const checkNames: readonly string[] = Object.keys(checks);

/**
 * The number of checks that run at a time. Some are themselves parallel, and the smallest supported machine has two cores.
 */
const AT_A_TIME = 2;

/** Runs the named checks and calls `report` at the end of each. Returns the results in the order of `names`. */
export async function runChecks(
  names: readonly string[],
  report: (outcome: CheckOutcome) => void,
): Promise<CheckOutcome[]> {
  const outcomes = new Map<string, CheckOutcome>();
  const waiting = [...names];
  const worker = async (): Promise<void> => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
      const began = performance.now();
      const { exitCode, output } = (await checks[name]?.()) ?? { exitCode: 1, output: `There is no check '${name}'.` };
      const outcome = { name, isPassed: exitCode === 0, seconds: (performance.now() - began) / 1_000, output };
      outcomes.set(name, outcome);
      report(outcome);
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, worker));
  return names.flatMap((name) => outcomes.get(name) ?? []);
}
