import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root, runCommand, toolScript } from './run-command.ts';

/** The result of a suite of tests. */
export interface SuiteOutcome {
  readonly name: string;
  readonly passed: number;
  readonly failed: number;
  readonly seconds: number;
  /** The runner's output, for suites with a failure. */
  readonly output: string;
}

interface Counts {
  readonly passed: number;
  readonly failed: number;
}

/** Suites whose replicas and databases commit thousands of times. */
const committing: readonly string[] = ['sqlite', 'simulation', 'pg', 'browser', 'electron'];
/** The projects of suites that have more than one. */
const projectsOf: Readonly<Record<string, readonly string[]>> = { pg: ['pg', 'pg-turns'] };
const linuxMemory = { folder: '/dev/shm', enoughBytes: 2 * 1024 ** 3 };

/**
 * Makes the folder for the files of a suite that mostly waits for the disk. It is in memory, where the system has such
 * a folder with enough space, so that the sync of a commit costs no time. This does not change the tests. A killed
 * process leaves the system's memory as it is, and power cuts are simulated from the written and synced bytes. The
 * folder is new, and the caller removes it. Postgres runs as another user, who may pass through the folder.
 */
export function folderInMemory(suite: string, { folder, enoughBytes } = linuxMemory): string | undefined {
  if (!committing.includes(suite) || !existsSync(folder)) return undefined;
  const { bavail, bsize } = statfsSync(folder);
  if (bavail * bsize < enoughBytes) return undefined;
  const made = mkdtempSync(join(folder, 'outpost-tests-'));
  chmodSync(made, 0o711);
  return made;
}

/** Runs one suite of vitest.config.ts. */
export function runVitest(name: string, env: NodeJS.ProcessEnv): Promise<SuiteOutcome> {
  return runSuite(name, async (report, folder) => {
    const projects = (projectsOf[name] ?? [name]).flatMap((project) => ['--project', project]);
    const args = ['run', ...projects, '--silent=passed-only', '--reporter=default', '--reporter=json'];
    const { exitCode, output } = await runCommand(
      process.execPath,
      [toolScript('vitest'), ...args, `--outputFile.json=${report}`],
      { env: { ...env, ...folder, NO_COLOR: '1' } },
    );
    return { exitCode, output, counts: countVitest };
  });
}

/** Runs one project of playwright.config.ts. `command` is put before it, for example to give it a display. */
export function runPlaywright(name: string, env: NodeJS.ProcessEnv, command: readonly string[]): Promise<SuiteOutcome> {
  return runSuite(name, async (report, folder) => {
    const tool = toolScript('@playwright/test', { command: 'playwright' });
    const options = ['test', '--project', name, '--reporter=list,json', '--pass-with-no-tests'];
    const [program = '', ...args] = [...command, process.execPath, tool, ...options];
    const settings = {
      ...env,
      ...folder,
      NO_COLOR: '1',
      PLAYWRIGHT_JSON_OUTPUT_NAME: report,
      PLAYWRIGHT_HTML_OPEN: 'never',
    };
    const { exitCode, output } = await runCommand(program, args, { cwd: root, env: settings });
    return { exitCode, output, counts: countPlaywright };
  });
}

interface Run {
  readonly exitCode: number;
  readonly output: string;
  readonly counts: (report: unknown) => Counts;
}

/**
 * Runs a suite. The counts come from the runner's report file, not from its output. A runner that fails without a failed test (a
 * file that can't be loaded, a crash) counts as one failure, because tests that did not run have not passed.
 */
async function runSuite(
  name: string,
  run: (reportFile: string, folderOfFiles: { readonly TMPDIR?: string }) => Promise<Run>,
): Promise<SuiteOutcome> {
  const began = performance.now();
  const inMemory = folderInMemory(name);
  const folder = mkdtempSync(join(tmpdir(), 'outpost-report-'));
  const reportFile = join(folder, 'report.json');
  try {
    const { exitCode, output, counts } = await run(reportFile, inMemory === undefined ? {} : { TMPDIR: inMemory });
    const hasReport = existsSync(reportFile);
    const { passed, failed } = hasReport
      ? counts(JSON.parse(readFileSync(reportFile, 'utf8')))
      : { passed: 0, failed: 0 };
    const seconds = (performance.now() - began) / 1_000;
    return { name, passed, failed: exitCode !== 0 && failed === 0 ? 1 : failed, seconds, output };
  } finally {
    rmSync(folder, { recursive: true, force: true });
    if (inMemory !== undefined) rmSync(inMemory, { recursive: true, force: true });
  }
}

/**
 * Returns the counts of Vitest's JSON report. A file that can't be loaded has no tests in the report and counts as one
 * failure.
 */
export function countVitest(report: unknown): Counts {
  const { numPassedTests, numFailedTests, testResults } = report as {
    readonly numPassedTests: number;
    readonly numFailedTests: number;
    readonly testResults: readonly { readonly status: string; readonly assertionResults: readonly unknown[] }[];
  };
  const unloadable = testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && !assertionResults.length,
  );
  return { passed: numPassedTests, failed: numFailedTests + unloadable.length };
}

/**
 * Returns the counts of Playwright's JSON report. Retries are off, so no test is `flaky`. Such a test would count as
 * failed.
 */
export function countPlaywright(report: unknown): Counts {
  const { stats, errors } = report as {
    readonly stats: { readonly expected: number; readonly unexpected: number; readonly flaky: number };
    readonly errors: readonly unknown[];
  };
  return { passed: stats.expected, failed: stats.unexpected + stats.flaky + errors.length };
}
