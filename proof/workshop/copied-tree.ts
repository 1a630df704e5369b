import {
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { root, runCommand } from '../../scripts/run-command.ts';

/** A copy of the working tree whose workspaces import each other, and libraries from this tree's `node_modules`. */
export type CopiedTree = {
  readonly folder: string;
  /** All its files but libraries, by path. */
  readonly files: () => Promise<ReadonlyMap<string, string>>;
  readonly remove: () => void;
};

/** Copies the working tree, with uncommitted changes, into a temporary folder. */
export async function copiedTree(): Promise<CopiedTree> {
  const folder = mkdtempSync(join(tmpdir(), 'outpost-tree-'));
  const listed = await runCommand('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard']);
  if (listed.exitCode !== 0) throw new Error(listed.output);
  const paths = listed.output.split('\0').filter((path) => path !== '' && existsSync(join(root, path)));
  for (const path of paths) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    copyFileSync(join(root, path), join(folder, path));
  }
  for (const manifest of paths.filter((path) => /(^|\/)package\.json$/.test(path))) {
    const own = join(dirname(manifest), 'node_modules');
    if (existsSync(join(root, own))) linkLibraries(join(root, own), join(folder, own));
  }
  return {
    folder,
    files: async () => {
      const now = await runCommand('find', ['.', '-name', 'node_modules', '-prune', '-o', '-type', 'f', '-print'], { cwd: folder }); // prettier-ignore
      const names = now.output.split('\n').filter(Boolean).sort();
      return new Map(names.map((name) => [name.slice(2), readFileSync(join(folder, name), 'latin1')]));
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Links of pnpm are relative: those of workspaces lead into the copy, those of libraries to the store of the original. */
function linkLibraries(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const name of readdirSync(from)) {
    if (name.startsWith('.vite')) continue; // caches of tools
    const [source, copy] = [join(from, name), join(to, name)];
    if (lstatSync(source).isSymbolicLink()) symlinkSync(readlinkSync(source), copy);
    else if (name.startsWith('@')) linkLibraries(source, copy);
    else symlinkSync(source, copy);
  }
}
