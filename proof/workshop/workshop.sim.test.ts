import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CommandOutcome, runCommand, toolScript } from '../../scripts/run-command.ts';
import { type CopiedTree, copiedTree } from './copied-tree.ts';
import { addWorkshop, removeWorkshop, workshopFolders } from './workshop-in-tree.ts';

/** Compilers and test runners of a whole tree. */
const longMs = 900_000;

let tree: CopiedTree;
let before: ReadonlyMap<string, string>;
beforeAll(async () => {
  tree = await copiedTree();
  before = await tree.files();
}, longMs);
afterAll(() => tree.remove());

const inTree = (...args: readonly string[]): Promise<CommandOutcome> =>
  runCommand(process.execPath, args, { cwd: tree.folder });
const passed = async (...args: readonly string[]): Promise<string> => {
  const { exitCode, output } = await inTree(...args);
  return exitCode === 0 ? '' : output;
};

describe('[T-22] a pack', () => {
  it(
    'is added by one folder and one line for each process, a pack that joins it with another (T-19), and a migration',
    async () => {
      await addWorkshop(tree.folder);
      const after = await tree.files();
      const isOfPack = (path: string): boolean => workshopFolders.some((folder) => path.startsWith(`${folder}/`));
      const changed = [...after].filter(([path, text]) => before.get(path) !== text && !isOfPack(path));
      expect(changed.map(([path]) => path)).toEqual([
        'apps/desktop/src/renderer/packs/installed-screens.ts',
        expect.stringMatching(/^apps\/sync-server\/src\/db\/migrations\/\d+-workshop\.sql$/),
        'apps/sync-server/src/db/migrations/entities.plan.json',
        'apps/sync-server/src/packs/installed-servers.ts',
        'docs/kinds.md',
        'packages/domain/src/installed-packs.ts',
      ]);
      expect([...after.keys()].filter((path) => path.startsWith(`${workshopFolders[0]}/help/`))).toHaveLength(1);
      expect(workshopFolders.map((folder) => readdirSync(join(tree.folder, folder)).length > 1)).not.toContain(false);
    },
    longMs,
  );

  it(
    'compiles in the programs of its processes, and passes the house checks',
    async () => {
      const tsc = toolScript('typescript', { command: 'tsc' });
      for (const program of [
        'packages/domain/tsconfig.pure.json',
        'packages/domain',
        'apps/sync-server',
        'apps/desktop/tsconfig.test.json',
      ])
        expect(await passed(tsc, '-p', program, '--noEmit')).toBe('');
      expect(await passed(toolScript('oxlint'), '--type-aware', '--format=unix', ...workshopFolders)).toBe('');
      // Selects the findings of the whole tree's checks that concern the pack and the lists that name it: the rest is the tree's
      // own.
      const ofPack = (line: string): boolean =>
        /workshop|packs\/links|installed-/.test(line) && !line.includes('warning');
      for (const job of ['boundaries', 'house-checks'])
        expect((await inTree(`scripts/jobs/${job}.ts`)).output.split('\n').filter(ofPack)).toEqual([]);
    },
    longMs,
  );

  it(
    'works: its rules, its screen, and its work on the server, with the migration',
    async () => {
      const vitest = 'node_modules/vitest/vitest.mjs';
      const projects = ['unit', 'dom', 'pg'].flatMap((name) => ['--project', name]);
      const { exitCode, output } = await inTree(vitest, 'run', ...projects, ...workshopFolders);
      expect(exitCode === 0 ? '' : output).toBe('');
      // All its test files ran, and none of their tests was skipped.
      const testFiles = [...(await tree.files()).keys()].filter(
        (path) => workshopFolders.some((folder) => path.startsWith(`${folder}/`)) && /\.test\.tsx?$/.test(path),
      );
      expect(stripVTControlCharacters(output)).toMatch(new RegExp(`Test Files {2}${testFiles.length} passed \\(`));
      expect(stripVTControlCharacters(output)).toMatch(/Tests {2}(\d+) passed \(\1\)/);
    },
    longMs,
  );

  it(
    'is removed again, and the tree is as before, to the byte',
    async () => {
      await removeWorkshop(tree.folder);
      const after = await tree.files();
      const isSame = (path: string): boolean => after.get(path) === before.get(path);
      expect([...new Set([...before.keys(), ...after.keys()])].filter((path) => !isSame(path))).toEqual([]);
      const product = /^(apps|packages)\/[^/]+\/src\/(?!.*\.test\.)/;
      expect([...after].filter(([path, text]) => product.test(path) && /workshop/i.test(text)).map(([path]) => path)).toEqual([]); // prettier-ignore
    },
    longMs,
  );
});
