import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root, toolScript } from '../run-command.ts';

/** For each lint rule that we rely on, code that breaks it. */
const planted: Readonly<Record<string, string>> = {
  'no-explicit-any': 'export const read = (value: any): number => Number(value);',
  'no-non-null-assertion': 'export const first = (all: readonly number[]): number => all[0]!;',
  'no-floating-promises':
    'const save = async (): Promise<void> => undefined;\nexport const close = (): void => {\n  save();\n};',
  'switch-exhaustiveness-check':
    "export function dayOf(day: 'sat' | 'sun'): number {\n  switch (day) {\n    case 'sat':\n      return 6;\n  }\n  return 0;\n}",
  'no-console': "console.log('here');\nexport {};",
  'no-default-export': 'export default 1;',
  'no-unsafe-member-access': "export const name: unknown = JSON.parse('{}').name;",
  'max-params':
    'export const sum = (a: number, b: number, c: number, d: number, e: number): number => a + b + c + d + e;',
  'prefer-node-protocol': "import { join } from 'fs';\nexport const path = join;",
  'no-unused-vars': 'const unused = 1;\nexport {};',
  'no-param-reassign': 'export function next(count: number): number {\n  count += 1;\n  return count;\n}',
  'only-throw-error': "export function stop(): never {\n  throw 'stop';\n}",
};

let folder = '';
let reported: readonly { code: string; filename: string }[] = [];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'outpost-lint-'));
  copyFileSync(join(root, '.oxlintrc.json'), join(folder, '.oxlintrc.json'));
  copyFileSync(join(root, 'tsconfig.base.json'), join(folder, 'tsconfig.json'));
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction');
  for (const [rule, text] of Object.entries(planted)) {
    const file = join(folder, 'apps', `${rule}.ts`);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `${text}\n`);
  }
  const ran = spawnSync(process.execPath, [toolScript('oxlint'), '--type-aware', '--format=json', 'apps'], {
    cwd: folder,
    encoding: 'utf8',
  });
  ({ diagnostics: reported } = JSON.parse(ran.stdout) as { diagnostics: typeof reported });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('oxlint, as it is set up', () => {
  it.each(Object.keys(planted))('reports %s', (rule) => {
    const rules = reported.filter(({ filename }) => filename.endsWith(`/${rule}.ts`)).map(({ code }) => code);
    expect(rules.join(' ')).toContain(`(${rule})`);
  });
});
