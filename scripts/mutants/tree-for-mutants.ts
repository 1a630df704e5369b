import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { root, runCommand } from '../run-command.ts';

/** A copy of the working tree in which Stryker may change files in place. `remove()` deletes it. */
export interface TreeForMutants {
  readonly folder: string;
  remove(): void;
}

/**
 * Copies the working tree, with uncommitted and untracked files, and installs its packages from pnpm's store. Stryker's own
 * sandbox does not work here: its workspaces import each other from the original tree, which has no mutants.
 */
export async function treeForMutants(): Promise<TreeForMutants> {
  const folder = mkdtempSync(join(tmpdir(), 'outpost-mutants-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    const listed = await must('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], root);
    for (const path of listed.split('\0').filter((name) => name !== '' && existsSync(join(root, name)))) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      copyFileSync(join(root, path), join(folder, path));
    }
    const manifest = readFileSync(join(folder, 'package.json'), 'utf8');
    const pnpm = /"packageManager": "(?<name>[^"+]+)/.exec(manifest)?.groups?.['name'] ?? 'pnpm';
    await must('npx', ['--yes', '--prefer-offline', pnpm, 'install', '--frozen-lockfile', '--prefer-offline'], folder);
    const cache = join(root, 'node_modules', '.cache');
    if (existsSync(cache)) symlinkSync(cache, join(folder, 'node_modules', '.cache'));
    return { folder, remove };
  } catch (error) {
    remove();
    throw error;
  }
}

async function must(command: string, args: readonly string[], cwd: string): Promise<string> {
  const { exitCode, output } = await runCommand(command, args, { cwd });
  if (exitCode !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${exitCode}:\n${output}`);
  return output;
}
