import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CommandOutcome, root, runCommand, toolScript } from './run-command.ts';

const desktop = join(root, 'apps', 'desktop');
const stamp = join(desktop, 'out', '.build-stamp');
/** All inputs of the build, including the tests: separating them would cost more than a needless build. */
const inputs = [
  'apps/desktop/{src,base-map}/**',
  'packages/*/src/**',
  'apps/desktop/*.{ts,json}',
  'packages/*/package.json',
  'pnpm-lock.yaml',
];

/**
 * Builds main, preload, replica, renderer and the base map into apps/desktop/out, unless nothing has changed since the last build. Calls
 * `onBuild` before a build.
 */
export async function buildDesktop(onBuild: () => void = () => undefined): Promise<CommandOutcome> {
  const wanted = hashOfInputs();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return { exitCode: 0, output: '' };
  onBuild();
  rmSync(stamp, { force: true }); // a build that fails halfway must not count as the last build
  const tool = toolScript('electron-vite', { workspace: 'apps/desktop' });
  const built = await runCommand(process.execPath, [tool, 'build', '--logLevel', 'warn'], { cwd: desktop });
  // The base map, from packages of npm: two seconds.
  const outcome =
    built.exitCode === 0
      ? await runCommand(process.execPath, [join(desktop, 'base-map', 'make-base-map.ts')], { cwd: desktop })
      : built;
  if (outcome.exitCode === 0) writeFileSync(stamp, wanted);
  return outcome;
}

function hashOfInputs(): string {
  const hash = createHash('sha256');
  const files = inputs.flatMap((pattern) => globSync(pattern, { cwd: root, withFileTypes: true }));
  const paths = files.filter((file) => file.isFile()).map((file) => join(file.parentPath, file.name));
  for (const path of paths.sort()) hash.update(`${path}\0`).update(readFileSync(path));
  return hash.digest('hex');
}
