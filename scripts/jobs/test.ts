import { existsSync, globSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { buildDesktop } from '../build-desktop.ts';
import { checkNames, runChecks } from '../checks/run-checks.ts';
import { fetchChromium, findChromium } from '../find-chromium.ts';
import { findElectron } from '../find-electron.ts';
import { root, stopCommandsOnSignal } from '../run-command.ts';
import { writeContactSheet } from '../contact-sheet.ts';
import { runPlaywright, runVitest, type SuiteOutcome } from '../suites.ts';

// `npm test`: every check, every suite, each with its time, and as the last line `N passed, N failed`. A check counts
// as one test. `--fast` leaves the browser and Electron out. `--long` lets randomised tests try much harder, inspects
// the screens in three widths and in Electron, and shows their pictures on one page.
const isFast = process.argv.includes('--fast');
const isLong = process.argv.includes('--long');
const env: NodeJS.ProcessEnv = {
  ...process.env,
  OUTPOST_TEST_EFFORT: isLong ? 'long' : 'commit',
};
const totals = { passed: 0, failed: 0 };
/** Suites that can't run on this machine. They are named at the end and not counted. */
const notRun: string[] = [];

stopCommandsOnSignal();
const began = performance.now();

await runChecks(checkNames, ({ name, isPassed, seconds, output }) => {
  const outcome = { name, passed: isPassed ? 1 : 0, failed: isPassed ? 0 : 1, seconds, output };
  report(outcome, isPassed ? 'holds' : 'FAILED');
});
for (const project of ['unit', 'sqlite', 'dom', 'simulation', 'pg']) report(await runVitest(project, env));
if (isFast) notRun.push('browser and Electron tests were not run: --fast leaves them out');
else await runEndToEnd();
if (isLong && !isFast) console.log(`every screen: ${writeContactSheet()}`);

const minutes = (performance.now() - began) / 60_000;
console.log(`\n${minutes.toFixed(1)} minutes`);
for (const line of notRun) console.log(line);
console.log(`${totals.passed} passed, ${totals.failed} failed`);
process.exit(totals.failed > 0 ? 1 : 0);

function report(suite: SuiteOutcome, verdict = `${suite.passed} passed, ${suite.failed} failed`): void {
  totals.passed += suite.passed;
  totals.failed += suite.failed;
  console.log(`${suite.name.padEnd(10)} ${verdict.padEnd(24)} ${suite.seconds.toFixed(1)} s`);
  if (suite.failed > 0) console.log(`${suite.output.trimEnd()}\n`);
}

/** Runs the end-to-end tests of the built app in a browser and in Electron, if they are on this machine. */
async function runEndToEnd(): Promise<void> {
  const inElectron = globSync('{proof,apps/desktop}/**/*.electron.e2e.ts', { cwd: root, exclude: isForeign });
  const inBrowser = globSync('{proof,apps/desktop}/**/*.e2e.ts', { cwd: root, exclude: isForeign });
  if (inBrowser.length === 0) return;
  if (!(await build())) return;
  const chromium = findChromium() ?? fetchChromium();
  if (chromium) report(await runPlaywright('browser', env, []));
  else
    notRun.push(
      'browser tests were not run: there is no Chromium here, and none could be downloaded (name one in CHROMIUM)',
    );
  if (inElectron.length === 0) return;
  const display = displayCommand();
  if (!findElectron())
    notRun.push('Electron tests were not run: there is no Electron here (name one in ELECTRON_OVERRIDE_DIST_PATH)');
  else if (!display) notRun.push('Electron tests were not run: there is neither a display here nor xvfb-run');
  else report(await runPlaywright('electron', env, display));
}

function isForeign(path: string | { readonly name: string }): boolean {
  const name = typeof path === 'string' ? path : path.name;
  return /(^|[\\/])(node_modules|out|release)$/.test(name);
}

/**
 * Builds the programs that the end-to-end tests start. A successful build does not count as a test. A failed one counts
 * as a failure.
 */
async function build(): Promise<boolean> {
  const start = performance.now();
  const { exitCode, output } = await buildDesktop();
  const seconds = (performance.now() - start) / 1_000;
  const isBuilt = exitCode === 0;
  report({ name: 'build', passed: 0, failed: isBuilt ? 0 : 1, seconds, output }, isBuilt ? 'built' : 'FAILED');
  return isBuilt;
}

/** Returns the prefix for a command that opens windows; undefined where there is no display. */
function displayCommand(): readonly string[] | undefined {
  const isUnix = process.platform !== 'win32' && process.platform !== 'darwin';
  if (!isUnix || process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY']) return [];
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.some((folder) => existsSync(join(folder, 'xvfb-run'))) ? ['xvfb-run', '-a'] : undefined;
}
