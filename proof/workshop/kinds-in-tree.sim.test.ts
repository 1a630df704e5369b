import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CommandOutcome, runCommand, toolScript } from '../../scripts/run-command.ts';
import { type CopiedTree, copiedTree } from './copied-tree.ts';
import { addedKinds, addKinds } from './kinds-in-tree.ts';

/** A compiler and a test runner of a whole tree. */
const longMs = 900_000;

let tree: CopiedTree;
let before: ReadonlyMap<string, string>;
beforeAll(async () => {
  tree = await copiedTree();
  before = await tree.files();
  addKinds(tree.folder);
}, longMs);
afterAll(() => tree.remove());

const inTree = (...args: readonly string[]): Promise<CommandOutcome> =>
  runCommand(process.execPath, args, { cwd: tree.folder });
const files = addedKinds.map(({ file }) => file);

describe('a kind of chart, a kind of view and a type of field', () => {
  it(
    'are each added by one new file and one line in one list',
    async () => {
      const after = await tree.files();
      const changed = [...after].filter(([path, text]) => before.get(path) !== text);
      const isNew = ([path]: readonly [string, string]): boolean => !before.has(path);
      const isTest = ([path]: readonly [string, string]): boolean => /\.test\.tsx?$/.test(path);
      expect(changed.filter((one) => isNew(one) && !isTest(one)).map(([path]) => path)).toEqual(files.toSorted());
      const lists = changed.filter((one) => !isNew(one));
      expect(lists.map(([path]) => path)).toEqual(addedKinds.map(({ list }) => list).toSorted());
      for (const [path, text] of lists) {
        const added = addedKinds.find(({ list }) => list === path)?.line ?? '';
        expect(added.split('\n')).toHaveLength(2); // one line and its end
        expect(text).toBe(`${before.get(path) ?? ''}${added}`);
      }
    },
    longMs,
  );

  it(
    'compile in the window with the whole domain, and pass the house checks',
    async () => {
      const compiled = await inTree(
        toolScript('typescript', { command: 'tsc' }),
        '-p',
        'apps/desktop/tsconfig.test.json',
        '--noEmit',
      );
      expect(compiled.exitCode === 0 ? '' : compiled.output).toBe('');
      const linted = await inTree(toolScript('oxlint'), '--type-aware', '--format=unix', ...files);
      expect(linted.exitCode === 0 ? '' : linted.output).toBe('');
      // Selects the findings of the whole tree's checks that concern the kinds and their lists: the rest is the tree's own.
      const ofKinds = (line: string): boolean =>
        addedKinds.some(({ file, list }) => line.includes(file) || line.includes(list)) && !line.includes('warning');
      for (const job of ['boundaries', 'house-checks'])
        expect((await inTree(`scripts/jobs/${job}.ts`)).output.split('\n').filter(ofKinds)).toEqual([]);
    },
    longMs,
  );

  it(
    'work: they are offered, drawn, stored and described, and the checks of all kinds accept them',
    async () => {
      const ofAllKinds = [
        'apps/desktop/src/renderer/reports/charts/chart-kinds.test.ts',
        'apps/desktop/src/renderer/reports/charts/every-chart.dom.test.tsx',
        'apps/desktop/src/renderer/lists/kinds/view-kinds.test.ts',
        'packages/domain/src/kernel/entities/formats/all-formats.test.ts',
      ];
      const tests = [...addedKinds.map(({ test }) => test), ...ofAllKinds];
      const vitest = 'node_modules/vitest/vitest.mjs';
      const { exitCode, output } = await inTree(vitest, 'run', '--project', 'unit', '--project', 'dom', ...tests);
      expect(exitCode === 0 ? '' : output).toBe('');
      expect(stripVTControlCharacters(output)).toMatch(new RegExp(`Test Files {2}${tests.length} passed \\(`));
      expect(stripVTControlCharacters(output)).toMatch(/Tests {2}(\d+) passed \(\1\)/);
    },
    longMs,
  );
});
