import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CommandOutcome, runCommand, toolScript } from '../../scripts/run-command.ts';
import { type CopiedTree, copiedTree } from './copied-tree.ts';
import { addedKinds, addKinds } from './kinds-in-tree.ts';
import { addWorkshop, removeWorkshop, workshopFolders } from './workshop-in-tree.ts';

// Kinds and a pack are added to one copy of the tree, one after the other. Then the copy is compiled, checked and tested once
// for both, which takes the most time. At the end the pack is removed again.

/** Compilers and test runners of a whole tree. */
const longMs = 900_000;

type Files = ReadonlyMap<string, string>;

let tree: CopiedTree;
let original: Files;
let withKinds: Files;
let withPack: Files;
beforeAll(async () => {
  tree = await copiedTree();
  original = await tree.files();
  addKinds(tree.folder);
  withKinds = await tree.files();
  await addWorkshop(tree.folder);
  withPack = await tree.files();
}, longMs);
afterAll(() => tree.remove());

const kindFiles = addedKinds.map(({ file }) => file);
const isOfPack = (path: string): boolean => workshopFolders.some((folder) => path.startsWith(`${folder}/`));
const isTest = (path: string): boolean => /\.test\.tsx?$/.test(path);
const inTree = (...args: readonly string[]): Promise<CommandOutcome> =>
  runCommand(process.execPath, args, { cwd: tree.folder });
/** The complaints of a command in the tree: none where it succeeds. */
const complaintOf = async (...args: readonly string[]): Promise<string> => {
  const { exitCode, output } = await inTree(...args);
  return exitCode === 0 ? '' : output;
};

/** The output of the house checks for the whole tree, run once. */
let found: Promise<readonly string[]> | undefined;
const houseFindings = (): Promise<readonly string[]> =>
  (found ??= (async () => {
    const lines: string[] = [];
    for (const job of ['boundaries', 'house-checks'])
      lines.push(...(await inTree(`scripts/jobs/${job}.ts`)).output.split('\n'));
    return lines.filter((line) => !line.includes('warning'));
  })());

let desktop: Promise<string> | undefined;
/** Compiles the window with the whole domain and all their tests, once. */
const compiledDesktop = (): Promise<string> =>
  (desktop ??= complaintOf(
    toolScript('typescript', { command: 'tsc' }),
    '-p',
    'apps/desktop/tsconfig.test.json',
    '--noEmit',
  ));

describe('a kind of chart, a kind of view and a type of field', () => {
  it('are each added by one new file and one line in one list', () => {
    const changed = [...withKinds].filter(([path, text]) => original.get(path) !== text);
    const isNew = ([path]: readonly [string, string]): boolean => !original.has(path);
    expect(changed.filter((one) => isNew(one) && !isTest(one[0])).map(([path]) => path)).toEqual(kindFiles.toSorted());
    const lists = changed.filter((one) => !isNew(one));
    expect(lists.map(([path]) => path)).toEqual(addedKinds.map(({ list }) => list).toSorted());
    for (const [path, text] of lists) {
      const added = addedKinds.find(({ list }) => list === path)?.line ?? '';
      expect(added.split('\n')).toHaveLength(2); // one line and its end
      expect(text).toBe(`${original.get(path) ?? ''}${added}`);
    }
  });

  it(
    'compile in the window with the whole domain, and pass the house checks',
    async () => {
      expect(await compiledDesktop()).toBe('');
      expect(await complaintOf(toolScript('oxlint'), '--type-aware', '--format=unix', ...kindFiles)).toBe('');
      // Selects the findings that concern the kinds and their lists: the rest is the tree's own.
      const ofKinds = (line: string): boolean =>
        addedKinds.some(({ file, list }) => line.includes(file) || line.includes(list));
      expect((await houseFindings()).filter(ofKinds)).toEqual([]);
    },
    longMs,
  );
});

describe('[T-22] a pack', () => {
  it('is added by one folder and one line for each process, a pack that joins it with another (T-19), and a migration', () => {
    const changed = [...withPack].filter(([path, text]) => withKinds.get(path) !== text && !isOfPack(path));
    expect(changed.map(([path]) => path)).toEqual([
      'apps/desktop/src/renderer/packs/installed-screens.ts',
      expect.stringMatching(/^apps\/sync-server\/src\/db\/migrations\/\d+-workshop\.sql$/),
      'apps/sync-server/src/db/migrations/entities.plan.json',
      'apps/sync-server/src/packs/installed-servers.ts',
      'docs/kinds.md',
      'packages/domain/src/installed-packs.ts',
    ]);
    expect([...withPack.keys()].filter((path) => path.startsWith(`${workshopFolders[0]}/help/`))).toHaveLength(1);
    expect(workshopFolders.map((folder) => readdirSync(join(tree.folder, folder)).length > 1)).not.toContain(false);
  });

  it(
    'compiles in the programs of its processes, and passes the house checks',
    async () => {
      const tsc = toolScript('typescript', { command: 'tsc' });
      for (const program of ['packages/domain/tsconfig.pure.json', 'packages/domain', 'apps/sync-server'])
        expect(await complaintOf(tsc, '-p', program, '--noEmit')).toBe('');
      expect(await compiledDesktop()).toBe('');
      expect(await complaintOf(toolScript('oxlint'), '--type-aware', '--format=unix', ...workshopFolders)).toBe('');
      // Selects the findings that concern the pack and the lists that name it: the rest is the tree's own.
      const ofPack = (line: string): boolean => /workshop|packs\/links|installed-/.test(line);
      expect((await houseFindings()).filter(ofPack)).toEqual([]);
    },
    longMs,
  );
});

describe('kinds and a pack in one tree', () => {
  it(
    'work: kinds are offered, drawn, stored and described; the pack has its rules, its screen, and its work on the server, with the migration',
    async () => {
      // These tests check every kind of the build, so the added ones, too.
      const ofAllKinds = [
        'apps/desktop/src/renderer/reports/charts/chart-kinds.test.ts',
        'apps/desktop/src/renderer/reports/charts/every-chart.dom.test.tsx',
        'apps/desktop/src/renderer/lists/kinds/view-kinds.test.ts',
        'packages/domain/src/kernel/entities/formats/all-formats.test.ts',
      ];
      const ofPack = [...withPack.keys()].filter((path) => isOfPack(path) && isTest(path));
      const tests = [...ofAllKinds, ...addedKinds.map(({ test }) => test), ...ofPack];
      const projects = ['unit', 'dom', 'pg'].flatMap((name) => ['--project', name]);
      const { exitCode, output } = await inTree('node_modules/vitest/vitest.mjs', 'run', ...projects, ...tests);
      expect(exitCode === 0 ? '' : output).toBe('');
      // All test files ran, and none of their tests was skipped.
      const said = stripVTControlCharacters(output);
      expect(said).toMatch(new RegExp(`Test Files {2}${tests.length} passed \\(`));
      expect(said).toMatch(/Tests {2}(\d+) passed \(\1\)/);
    },
    longMs,
  );
});

describe('[T-22] a pack that is removed', () => {
  it(
    'leaves the tree as before, to the byte',
    async () => {
      await removeWorkshop(tree.folder);
      const after = await tree.files();
      const isSame = (path: string): boolean => after.get(path) === withKinds.get(path);
      expect([...new Set([...withKinds.keys(), ...after.keys()])].filter((path) => !isSame(path))).toEqual([]);
      const product = /^(apps|packages)\/[^/]+\/src\/(?!.*\.test\.)/;
      const leftovers = [...after].filter(([path, text]) => product.test(path) && /workshop/i.test(text));
      expect(leftovers.map(([path]) => path)).toEqual([]);
    },
    longMs,
  );
});
