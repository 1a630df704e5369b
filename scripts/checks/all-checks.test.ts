import { describe, expect, it } from 'vitest';
import { allChecks } from './all-checks.ts';
import { sourceFile } from './source-file.ts';

/** Returns the findings of a check about files, given as path → text. Each is `path:line`; warnings are marked. */
function findings(name: string, files: Readonly<Record<string, string>>): string[] {
  const check = allChecks.find((each) => each.name === name);
  if (!check) throw new Error(`no check named ${name}`);
  const sources = Object.entries(files).map(([path, text]) => sourceFile(path, text));
  return check.run(sources).map(({ path, line, isWarning }) => `${path}:${line}${isWarning ? ' (warning)' : ''}`);
}

const kernel = 'packages/domain/src/kernel/due.ts';
const replica = 'apps/desktop/src/replica/due.ts';
/** Returns `[S-4]`, composed so that this file does not cite the rule itself. */
const cite = (id: string): string => `[${id}]`;
const lines = (count: number): string => 'export {};\n'.repeat(count);

describe('the house checks find planted breaks', () => {
  it.each([
    'export const due = () => Date.now();',
    'export const due = () => new Date();',
    'export const due = () => Math.random();',
    'export const due = () => crypto.randomUUID();',
    'export const due = () => performance.now();',
    'export const due = () => process.pid;',
    'export const due = () => setTimeout(() => undefined, 1);',
    "export const due = () => console.log('due');",
    'export const due = () => Temporal.Now.instant();',
  ])('domain-purity: %s', (text) => {
    expect(findings('domain-purity', { [kernel]: text })).toEqual([`${kernel}:1`]);
    expect(findings('domain-purity', { [replica]: text })).toEqual([]);
    expect(findings('domain-purity', { 'packages/domain/src/testing/due.ts': text })).toEqual([]);
  });

  it('domain-purity allows a date made from a number, and a parameter with a global name', () => {
    const text = 'export const due = (at: number) => new Date(at);\nexport const ids = (crypto: Ids) => crypto.next();';
    expect(findings('domain-purity', { [kernel]: text })).toEqual([]);
  });

  it('composed-styles: a composed style sheet with rules outside of the layer', () => {
    const said = (text: string) =>
      findings('composed-styles', {
        'apps/desktop/src/renderer/bin/bin.module.css': ".line { composes: line from '../window/rows.module.css'; }",
        'apps/desktop/src/renderer/window/rows.module.css': text,
        'apps/desktop/src/renderer/window/frame.module.css': '.frame { gap: 0; }',
      });
    const layer = '/* Lines. */\n@layer shared {\n  .line { gap: 0; }\n  @media print { .line { gap: 1px; } }\n}\n';
    expect(said(layer)).toEqual([]);
    for (const text of ['.line { gap: 0; }', `${layer}.line { gap: 0; }`, `.line { gap: 0; }\n${layer}`])
      expect(said(text)).toEqual(['apps/desktop/src/renderer/window/rows.module.css:1']);
  });

  it('no-has-selector: a style sheet with :has()', () => {
    const sheet = 'apps/desktop/src/renderer/bin/bin.module.css';
    const said = (text: string) => findings('no-has-selector', { [sheet]: text });
    expect(said('.card {\n  gap: 0;\n}\n.card:has(time) > * {\n  gap: 0;\n}\n')).toEqual([`${sheet}:4`]);
    expect(said('.card[data-dated] > * {\n  gap: 0;\n}\n')).toEqual([]);
  });

  it('environment: read outside start.ts', () => {
    const text = "export const home = process.env['HOME'];";
    expect(findings('environment', { [replica]: text, 'apps/desktop/src/cli/start.ts': text })).toEqual([
      `${replica}:1`,
    ]);
  });

  it('explained-exceptions: a TODO without its issue, a rule switched off without a reason', () => {
    const text = [
      '// TODO later',
      '// TODO(#12): later',
      '// oxlint-disable-next-line no-console',
      '// oxlint-disable-next-line no-console -- the answer goes to stdout',
    ].join('\n');
    expect(findings('explained-exceptions', { [replica]: text })).toEqual([`${replica}:1`, `${replica}:3`]);
  });

  it('explained-settings: one that is only in the code, one that is only in .env.example', () => {
    const files = {
      '.env.example': '# What it does.\n# OUTPOST_PORT=8420\n# OUTPOST_COLOUR=red\n',
      [replica]: "const names = ['OUTPOST_PORT', 'OUTPOST_SHAPE'];",
    };
    expect(findings('explained-settings', files)).toEqual([`${replica}:1`, '.env.example:3']);
  });

  it('file-length: warns at 350, fails at 500, tests at 800', () => {
    const test = 'apps/desktop/src/replica/due.test.ts';
    expect(findings('file-length', { [replica]: lines(350) })).toEqual([]);
    expect(findings('file-length', { [replica]: lines(351) })).toEqual([`${replica}:350 (warning)`]);
    expect(findings('file-length', { [replica]: lines(501) })).toEqual([`${replica}:500`]);
    expect(findings('file-length', { [test]: lines(800) })).toEqual([]);
    expect(findings('file-length', { [test]: lines(801) })).toEqual([`${test}:800`]);
  });

  it.each([
    'apps/desktop/src/replica/string-utils.ts',
    'apps/desktop/src/common/money.ts',
    'apps/desktop/src/replica/sessionManager.ts',
    'apps/desktop/src/Replica/session.ts',
    'packages/domain/src/packs/crm/entities/deal.ts',
    'packages/domain/src/packs/crm/entities/sales/deal.ts',
    'packages/domain/src/packs/crm/rules/deal.entity.ts',
    'packages/domain/src/kernel/deal.entity.ts',
  ])('file-names: %s', (path) => {
    expect(findings('file-names', { [path]: '' })).toEqual([`${path}:1`]);
  });

  it('file-names: a file with one export has its name', () => {
    const entity = 'packages/domain/src/packs/crm/entities/deal.entity.ts';
    expect(findings('file-names', { [entity]: 'export const lead = 1;' })).toEqual([`${entity}:1`]);
    expect(findings('file-names', { [entity]: 'export const deal = 1;' })).toEqual([]);
    expect(findings('file-names', { [replica]: 'export const sum = 1;' })).toEqual([`${replica}:1`]);
    expect(findings('file-names', { [replica]: 'export function readDue() {}' })).toEqual([]);
    expect(findings('file-names', { [replica]: 'export type Due = 1;\nexport const sum = 1;' })).toEqual([]);
    expect(findings('file-names', { 'packages/domain/src/packs/crm/permissions/manager.role.ts': '' })).toEqual([]);
  });

  it('folder-size: more than 22 sources next to each other, tests not counted', () => {
    const many = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, n) => [`proof/big/part-${n}.ts`, 'export {};']));
    const tests = { 'proof/big/part-1.test.ts': '', 'proof/big/deeper/part.ts': '' };
    expect(findings('folder-size', { ...many(22), ...tests })).toEqual([]);
    expect(findings('folder-size', many(23))).toHaveLength(1);
  });

  it('kind-names: a kind, a table or a file of a pack in code outside of packs/', () => {
    const ids = {
      'packages/domain/src/packs/fleet/ids.ts':
        "export const VanId = idOf('fleet/van');\nexport const TripId = idOf('fleet/long-trip');",
      'packages/domain/src/packs/platform/ids.ts':
        "export const PersonId = idOf('platform/person');\nexport const FileId = idOf('platform/file');",
    };
    const said = (path: string, text: string) => findings('kind-names', { ...ids, [path]: text });
    expect(said(replica, "export const due = 'fleet/van';")).toEqual([`${replica}:1`]);
    expect(said(replica, "export const due = 'fleet/long-trip:read@org';")).toEqual([`${replica}:1`]);
    expect(said(replica, "export const due = 'platform/file';")).toEqual([`${replica}:1`]);
    expect(said('apps/sync-server/src/sync/due.ts', 'export const due = `\nselect id from store.fleet_long_trip`;')).toHaveLength(1); // prettier-ignore
    expect(said('packages/ui/src/grid/due.ts', "import { van } from '@outpost/domain/packs/fleet/van';")).toHaveLength(
      1,
    );
    for (const fine of ["'fleet/vans'", "'a/fleet/van'", "'platform/person'", "'packs/fleet'"])
      expect(said(replica, `export const due = ${fine};`)).toEqual([]);
    expect(said('apps/desktop/src/renderer/packs/fleet/due.ts', "export const due = 'fleet/van';")).toEqual([]);
    expect(said('apps/desktop/src/renderer/due.test.ts', "export const due = 'fleet/van';")).toEqual([]);
  });

  it.each(['select * from journal', 'select distinct j.* from journal j', 'insert into t values (1) returning *'])(
    'listed-columns: %s',
    (sql) => {
      expect(findings('listed-columns', { [replica]: `export const due = \`${sql}\`;` })).toEqual([`${replica}:1`]);
      expect(findings('listed-columns', { 'apps/sync-server/src/db/due.sql': sql })).toHaveLength(1);
    },
  );

  it('listed-columns: selectAll of Kysely, but not count(*)', () => {
    expect(findings('listed-columns', { [replica]: "db.selectFrom('t').selectAll();" })).toEqual([`${replica}:1`]);
    expect(findings('listed-columns', { [replica]: "export const due = 'select count(*) from t';" })).toEqual([]);
    const listed = "export const due = 'select * from (select id from t limit 1)';";
    expect(findings('listed-columns', { [replica]: listed })).toEqual([]);
  });

  it('machine-paths: a home folder, a registry', () => {
    const path = 'docs/set-up.md';
    expect(findings('machine-paths', { [path]: `see ${['', 'root', 'notes'].join('/')}` })).toEqual([`${path}:1`]);
    expect(findings('machine-paths', { [path]: `from https://registry.${'npmjs'}.org` })).toEqual([`${path}:1`]);
    expect(findings('machine-paths', { [path]: 'GET /api/work/items' })).toEqual([]);
  });

  it('module-state: a top-level let', () => {
    expect(findings('module-state', { [replica]: 'export let due = 1;' })).toEqual([`${replica}:1`]);
    expect(findings('module-state', { [replica]: 'export function due() { let sum = 0; sum += 1; }' })).toEqual([]);
  });

  it('must-use-result: a refusal dropped, by function and by method, awaited or not', () => {
    const owner = 'export function lockRate(): Result<Lock> {}\ninterface Desk { fund(): Promise<Result<void>>; }';
    const caller = `import { lockRate } from '../../../../packages/domain/src/kernel/due.ts';
      lockRate();
      await desk.fund();
      void desk.fund();
      const lock = lockRate();
      if (!(await desk.fund()).ok) stop();`;
    const dropped = [2, 3, 4].map((line) => `${replica}:${line}`);
    expect(findings('must-use-result', { [kernel]: owner, [replica]: caller })).toEqual(dropped);
    const byPackage = caller.replace('../../../../packages/domain/src/kernel/due.ts', '@outpost/domain/kernel/due');
    expect(findings('must-use-result', { [kernel]: owner, [replica]: byPackage })).toEqual(dropped);
  });

  it('must-use-result: ignores another value of the same name', () => {
    const owner = 'export function report(): Result<Sum> {}\ninterface Desk { fund(): Promise<Result<void>>; }';
    const caller = 'const report = (): void => undefined;\ninterface Till { fund(): void; }\nreport();\ntill.fund();';
    expect(findings('must-use-result', { [kernel]: owner, [replica]: caller })).toEqual([]);
  });

  // In two parts, so that a plain text search for muted tests does not find this one.
  it.each([
    ['it', 'skip'],
    ['it', 'only'],
    ['describe', 'only'],
    ['it', 'todo'],
    ['test', 'fixme'],
    ['it', 'skipIf(true)'],
    ['it', 'only.each([1])'],
  ])('muted-tests: %s %s', (runner, mute) => {
    const path = 'apps/desktop/src/replica/due.test.ts';
    expect(findings('muted-tests', { [path]: `${runner}.${mute}('is due', () => undefined);` })).toEqual([`${path}:1`]);
    expect(findings('muted-tests', { [path]: `${runner}('is due', () => undefined);` })).toEqual([]);
    expect(findings('muted-tests', { [path]: `x${runner}('is due', () => undefined);` })).toHaveLength(1);
  });

  it('raw-ipc: a second file that listens, or one outside main', () => {
    const text = "import { ipcMain } from 'electron';";
    const door = 'apps/desktop/src/main/open-port.ts';
    expect(findings('raw-ipc', { [door]: text })).toEqual([]);
    expect(findings('raw-ipc', { [door]: text, 'apps/desktop/src/main/other.ts': text })).toHaveLength(2);
    expect(findings('raw-ipc', { [replica]: text })).toEqual([`${replica}:1`]);
  });

  it('folder-circles: two subfolders, or a file and a subfolder, that import each other', () => {
    const folder = 'apps/desktop/src/replica/due';
    const files = (more: Readonly<Record<string, string>>) => ({
      [`${folder}/high/first.ts`]: "import { low } from '../low/second.ts';\nimport { other } from '../low/third.ts';",
      [`${folder}/low/second.ts`]: 'export const low = 1;',
      [`${folder}/low/third.ts`]: 'export const other = 1;',
      ...more,
    });
    expect(findings('folder-circles', files({}))).toEqual([]);
    const back = { [`${folder}/low/back.ts`]: "\nimport type { First } from '../high/first.ts';" };
    expect(findings('folder-circles', files(back))).toEqual([`${folder}/low/back.ts:2`]);
    const through = {
      [`${folder}/between.ts`]: "import { first } from './high/first.ts';",
      [`${folder}/low/back.ts`]: "const later = () => import('../between.ts');",
    };
    expect(findings('folder-circles', files(through))).toHaveLength(1);
    const test = { [`${folder}/low/back.test.ts`]: "import type { First } from '../high/first.ts';" };
    expect(findings('folder-circles', files(test))).toEqual([]);
  });

  it.each([
    'export const due = 1;',
    'export function due() {}',
    'export type due = 1;',
    'export interface due {}',
    'export class due {}',
    'const due = 1;\nexport { due };',
    'export const [first, due] = [1, 2];',
    'export const { at: due } = { at: 1 };',
  ])('one-name: another file exports the name, too: %s', (text) => {
    const line = text.split('\n').length;
    const mine = 'export const due = () => true;';
    expect(findings('one-name', { [kernel]: mine, [replica]: text })).toEqual([`${replica}:${line}`]);
    expect(findings('one-name', { [kernel]: mine, 'proof/testbed/due.ts': text })).toEqual([
      `proof/testbed/due.ts:${line}`,
    ]);
    expect(findings('one-name', { [kernel]: mine, 'proof/model/due.mjs': text })).toEqual([]);
    expect(findings('one-name', { [kernel]: mine, 'apps/desktop/src/replica/due.d.ts': text })).toEqual([]);
    expect(findings('one-name', { [kernel]: mine, 'apps/desktop/src/replica/due.test.ts': text })).toEqual([]);
  });

  it('one-name allows a value and its type in one file, overloads, and names that are not exported', () => {
    const id = "export const DealId = idOf('crm/deal');\nexport type DealId = Id<'crm/deal'>;";
    const overloads = 'export function dueOf(at: number): Due;\nexport function dueOf(at: string): Due {}';
    const own = 'type DealId = string;\nconst dueOf = 1;\nexport const byDue = (due: { dueOf: 1 }) => due;';
    expect(findings('one-name', { [kernel]: `${id}\n${overloads}`, [replica]: own })).toEqual([]);
  });

  it('re-exports: a barrel', () => {
    expect(findings('re-exports', { [replica]: "export * from './other.ts';" })).toEqual([`${replica}:1`]);
    expect(findings('re-exports', { [replica]: "export { other } from './other.ts';" })).toEqual([`${replica}:1`]);
  });

  it('re-exports allows a list of kinds, which is imported as a whole only', () => {
    const charts = 'apps/desktop/src/renderer/reports/charts';
    const list = { [`${charts}/all-charts.ts`]: "export { pieChart } from './pie-chart.tsx';" };
    const kinds = `${charts}/chart-kinds.ts`;
    expect(findings('re-exports', { ...list, [kinds]: "import * as listed from './all-charts.ts';" })).toEqual([]);
    expect(findings('re-exports', { ...list, [kinds]: "import { pieChart } from './all-charts.ts';" })).toEqual([
      `${kinds}:1`,
    ]);
    const pie = { [`${charts}/pie-chart.tsx`]: 'export const pieChart = 1;' };
    expect(findings('one-name', { ...list, ...pie })).toEqual([]);
  });

  it('rule-ids: a test cites an unknown rule, and a claimed rule has no test', () => {
    const rules = '| S-4 | merge by field | holds |\n| S-5 | nothing is lost | holds |\n| S-8 | snapshot | later |\n';
    const test = 'apps/desktop/src/replica/due.test.ts';
    const text = `it('${cite('S-4')} keeps both', () => undefined);\nit('${cite('X-9')} is new', () => undefined);`;
    expect(findings('rule-ids', { 'docs/rules.md': rules, [test]: text })).toEqual([`${test}:2`, 'docs/rules.md:2']);
    const pack = { 'packages/domain/src/packs/crm/README.md': '| CRM-1 | stages in order | rules/stage.rule.ts |' };
    expect(findings('rule-ids', { ...pack, [test]: `it('${cite('CRM-1')} moves', () => undefined);` })).toEqual([]);
  });
});
