import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, matchesGlob } from 'node:path';
import { parseArgs } from 'node:util';
import { type MutatedFolder, mutatedFolders, neverMutated } from '../mutants/mutated-folders.ts';
import type { SampleSettings } from '../mutants/sample-checker.ts';
import { reusable, scoreOf } from '../mutants/score-of-report.ts';
import { type TreeForMutants, treeForMutants } from '../mutants/tree-for-mutants.ts';
import { root, stopCommandsOnSignal } from '../run-command.ts';

// `npm run mutants -- [folder …]`: changes the source at one place at a time and runs the tests that load that place. A
// mutant without a failing test is a survivor: printed with its place. Exit code 1 when a folder has less than its least
// score (scripts/mutants/mutated-folders.ts).
const usage = `npm run mutants -- [--sample N] [--seed N] [--at-once N] [--fresh] [folder …]
  folders: ${mutatedFolders.map(({ name }) => name).join(', ')} (all when none is named)
  --sample N   how many mutants of a folder are tried (300); merge, derive, access, asker, chain, decide and tokens are tried whole
  --seed N     which of them (1)
  --at-once N  how many are tried at the same time (2)
  --fresh      forgets the results of earlier runs; otherwise only what has changed since is tried again`;

const { values, positionals } = parseArgs({
  options: {
    sample: { type: 'string', default: '300' },
    seed: { type: 'string', default: '1' },
    'at-once': { type: 'string', default: '2' },
    fresh: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
  allowPositionals: true,
});
const [sample = Number.NaN, seed = Number.NaN, atOnce = Number.NaN] = [
  values.sample,
  values.seed,
  values['at-once'],
].map(Number);
const areNumbers = [sample, seed, atOnce].every(Number.isInteger) && sample >= 1 && atOnce >= 1;
const unknown = positionals.filter((name) => !mutatedFolders.some((folder) => folder.name === name));
if (values.help || unknown.length > 0 || !areNumbers) {
  console.error(unknown.length > 0 ? `There is no folder ${unknown.join(', ')}.\n${usage}` : usage);
  process.exit(values.help ? 0 : 2);
}

stopCommandsOnSignal();
const kept = join(root, 'node_modules', '.cache', 'mutants');
mkdirSync(kept, { recursive: true });
const tree = await treeForMutants();
try {
  const folders = mutatedFolders.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
  for (const folder of folders) await measure(folder, tree);
} finally {
  tree.remove();
}

async function measure(folder: MutatedFolder, { folder: cwd }: TreeForMutants): Promise<void> {
  const report = join(kept, `${folder.name}.report.json`);
  writeFileSync(join(cwd, 'vitest.mutants.config.mjs'), vitestConfigOf(folder));
  writeFileSync(join(cwd, 'stryker.config.json'), JSON.stringify(strykerConfigOf(folder, cwd, report), undefined, 2));
  const earlier = incrementalFileOf(folder);
  // A sample is valid only with the results of its own runs.
  if (values.fresh || !existsSync(earlier))
    for (const file of [earlier, boundFileOf(folder)]) rmSync(file, { force: true });
  if (existsSync(earlier)) {
    const isMutated = (path: string): boolean =>
      existsSync(join(root, path)) && folder.mutate.some((glob) => matchesGlob(path, glob));
    writeFileSync(earlier, JSON.stringify(reusable(JSON.parse(readFileSync(earlier, 'utf8')), isMutated)));
  }
  rmSync(report, { force: true }); // a failed run must not report the figures of the last one
  const exitCode = await runStryker(cwd);
  if (exitCode !== 0 || !existsSync(report)) {
    console.log(`${folder.name.padEnd(10)} FAILED: Stryker ended with ${exitCode}`);
    process.exitCode = 1;
    return;
  }
  const { score, tried, timedOut, survivors, notSetUp } = scoreOf(JSON.parse(readFileSync(report, 'utf8')));
  const isEnough = score >= folder.leastScore;
  console.log(
    `${folder.name.padEnd(10)} ${isEnough ? 'holds ' : 'FAILED'} ${score.toFixed(1)} % of ${tried} mutants (at least ${folder.leastScore} %; ${timedOut} took too long)`,
  );
  for (const line of [...survivors, ...notSetUp]) console.log(`  ${line}`);
  if (!isEnough) process.exitCode = 1;
}

function boundFileOf({ name }: MutatedFolder): string {
  return join(kept, `${name}.bound.json`);
}

function incrementalFileOf({ name }: MutatedFolder): string {
  return join(kept, `${name}.incremental.json`);
}

/** Runs Stryker in the copied tree. Its progress goes to stderr, because stdout is for the result. */
function runStryker(cwd: string): Promise<number> {
  return new Promise((done) => {
    const script = join(cwd, 'node_modules', '@stryker-mutator', 'core', 'bin', 'stryker.js');
    const child = spawn(process.execPath, [script, 'run', 'stryker.config.json'], { cwd, stdio: ['ignore', 2, 2] });
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.once(signal, () => child.kill(signal));
    child.once('error', () => done(127));
    child.once('close', (code) => done(code ?? 1));
  });
}

/** Returns the Vitest settings of one folder: only its tests, in the projects of vitest.config.ts. */
function vitestConfigOf({ tests }: MutatedFolder): string {
  const projects = Object.entries(tests).map(([name, include]) => ({
    extends: true,
    test: {
      name,
      include,
      isolate: false, // the files share one process: a mutant spent most of its time starting processes and loading the server into each
      exclude: ['**/node_modules/**', ...(name === 'unit' ? ['**/*.{sqlite,sim,pg,dom}.test.ts'] : [])],
      ...(name === 'pg' ? { globalSetup: ['scripts/test-postgres.ts'] } : {}),
    },
  }));
  // Many mutants make a test wait for ever. Half of the suite's limit is long enough to detect that.
  const settings = { provide: { effort: 'commit' }, testTimeout: 30_000, hookTimeout: 30_000, projects };
  return `import { QuickestFirst } from './scripts/mutants/quickest-first.ts';
export default { test: { sequence: { sequencer: QuickestFirst }, ...${JSON.stringify(settings, undefined, 2)} } };\n`;
}

function strykerConfigOf(folder: MutatedFolder, cwd: string, report: string): object {
  const settings: SampleSettings = {
    size: sample,
    seed,
    chosenFile: join(cwd, 'sample-of-mutants.json'),
    boundFile: boundFileOf(folder),
  };
  return {
    mutate: [...folder.mutate, ...neverMutated],
    inPlace: true, // the tree is a copy
    incremental: true,
    incrementalFile: incrementalFileOf(folder),
    force: values.fresh,
    testRunner: 'vitest',
    vitest: {
      configFile: 'vitest.mutants.config.mjs',
      pool: Object.keys(folder.tests).join() === 'unit' ? 'threads' : 'forks',
      related: false,
    }, // the folder's settings name its tests
    plugins: ['@stryker-mutator/vitest-runner', join(cwd, 'scripts/mutants/sample-checker.ts')],
    ...(folder.isWhole ? {} : { checkers: ['sample'], sample: settings }),
    mutator: { excludedMutations: ['StringLiteral'] }, // texts are tested where they are shown
    coverageAnalysis: 'perTest',
    ignoreStatic: true, // a mutant of code that runs while a module loads would need every test of the folder
    concurrency: atOnce,
    timeoutMS: 60_000, // as long as a test may take, so that a busy machine is not mistaken for an endless loop
    allowConsoleColors: false,
    disableTypeChecks: false, // nothing is type-checked: Vitest strips types
    reporters: ['json', 'progress-append-only'],
    jsonReporter: { fileName: report },
    warnings: { unknownOptions: false, slow: false },
    checkerNodeArgs: ['--disable-warning=ExperimentalWarning'],
    thresholds: { high: 85, low: 75, break: null }, // the job compares the score itself
  };
}
