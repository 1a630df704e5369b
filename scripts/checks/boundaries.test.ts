import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BoundaryBreak, boundaryRules, findBoundaryBreaks } from './boundaries.ts';

const domain = 'packages/domain/src';
const desktop = 'apps/desktop/src';
const server = 'apps/sync-server/src';

/**
 * Returns the planted breaks inside one area. Each is an import from one of its folders, or from a file next to them,
 * of a file that none of those may import.
 */
const insideOf = (
  name: string,
  area: string,
  folders: readonly string[],
  last: string,
): Readonly<Record<string, readonly [from: string, to: string]>> =>
  Object.fromEntries(
    folders.map((folder) => [
      `${name}-${folder}-imports`,
      [`${area}/${folder === 'beside' ? '' : `${folder}/`}looks-behind.ts`, `${area}/${last}`],
    ]),
  );

/** For each rule, a file and an import in it that breaks the rule. */
const planted: Readonly<Record<string, readonly [from: string, to: string]>> = {
  'domain-is-pure': [`${domain}/kernel/reads-files.ts`, 'node:fs'],
  'no-pack-to-pack': [`${domain}/packs/mortgage/rules/reaches.rule.ts`, `${domain}/packs/crm/entities/deal.entity.ts`],
  'kernel-names-no-pack': [`${desktop}/replica/knows-deals.ts`, `${domain}/packs/crm/ids.ts`],
  'pack-screens-by-the-list': [
    `${desktop}/renderer/record/shows-pricing.ts`,
    `${desktop}/renderer/packs/mortgage/pricing.ts`,
  ],
  'no-pack-screens-to-others': [
    `${desktop}/renderer/packs/compliance/screens.ts`,
    `${desktop}/renderer/packs/mortgage/rates.ts`,
  ],
  'renderer-no-node': [`${desktop}/renderer/reads-files.ts`, 'node:fs'],
  'preload-only-bridge': [`${desktop}/preload/knows-domain.ts`, `${domain}/kernel/leaf.ts`],
  'main-no-domain': [`${desktop}/main/decides.ts`, `${domain}/kernel/leaf.ts`],
  'server-no-desktop': [`${server}/sync/knows-desktop.ts`, `${desktop}/bridge/leaf.ts`],
  'no-cycle': [`${domain}/kernel/comes-back.ts`, `${domain}/kernel/goes-round.ts`],
  'no-test-import': [`${server}/sync/leans-on-test.ts`, `${domain}/testing/leaf.ts`],
  'no-unresolvable': [`${server}/sync/wants-nothing.ts`, 'no-such-library'],
  'every-file-classified': [`${desktop}/elsewhere/unlisted.ts`, `${domain}/kernel/leaf.ts`],
  'kernel-imports': [`${domain}/kernel/knows-wire.ts`, `${domain}/sync/leaf.ts`],
  'wire-imports': [`${domain}/sync/knows-pack.ts`, `${domain}/packs/crm/ids.ts`],
  'engine-imports': [`${domain}/engine/knows-pack.ts`, `${domain}/packs/crm/ids.ts`],
  'links-imports': [`${domain}/packs/links/reaches.ts`, `${domain}/packs/crm/entities/deal.entity.ts`],
  'pack-imports': [`${domain}/packs/crm/rules/uses-library.rule.ts`, 'rxjs'],
  'installed-packs-imports': [`${domain}/installed-packs.ts`, `${domain}/packs/crm/ids.ts`],
  'testing-imports': [`${domain}/testing/knows-replica.ts`, `${desktop}/replica/leaf.ts`],
  'reports-imports': [`${desktop}/reports/knows-replica.ts`, `${desktop}/replica/leaf.ts`],
  'ui-imports': ['packages/ui/src/knows-bridge.ts', `${desktop}/bridge/leaf.ts`],
  ...Object.fromEntries(
    [
      'formats',
      'loading',
      'parts',
      'keys',
      'snippets',
      'markdown',
      'sync',
      'states',
      'print',
      'fields',
      'filter',
      'charts',
      'grid',
      'board',
      'calendar',
      'map',
      'record',
      'frame',
    ].map((folder) => [
      `ui-${folder}-imports`,
      [`packages/ui/src/${folder}/looks-up.ts`, 'packages/ui/src/theme/leaf.ts'],
    ]),
  ),
  'bridge-imports': [`${desktop}/bridge/knows-replica.ts`, `${desktop}/replica/leaf.ts`],
  'main-imports': [`${desktop}/main/knows-cli.ts`, `${desktop}/cli/leaf.ts`],
  'preload-imports': [`${desktop}/preload/uses-library.ts`, 'zod'],
  'replica-imports': [`${desktop}/replica/knows-electron.ts`, 'electron'],
  'renderer-imports': [`${desktop}/renderer/knows-replica.ts`, `${desktop}/replica/leaf.ts`],
  ...Object.fromEntries(
    [
      'window',
      'queries',
      'session',
      'duplicates',
      'records',
      'help',
      'slots',
      'repeats',
      'places',
      'sync',
      'notifications',
      'merging',
      'convert',
      'many',
      'grid',
      'board',
      'files',
      'pictures',
      'record',
      'queues',
      'calendar',
      'map',
      'lists',
      'reports',
      'import',
      'bin',
      'search',
      'home',
      'calculate',
      'settings',
      'settings-bar',
      'settings-frame',
      'devices',
      'people',
      'targets',
      'setup',
      'palette',
    ].map((folder) => [
      `renderer-${folder}-imports`,
      // Generic screens may not read the list of packs with screens; `app` passes it in.
      [`${desktop}/renderer/${folder}/looks-up.ts`, `${desktop}/renderer/packs/installed-screens.ts`],
    ]),
  ),
  'renderer-packs-imports': [`${desktop}/renderer/packs/mortgage/looks-up.ts`, `${desktop}/renderer/app/leaf.ts`],
  ...insideOf(
    'replica',
    `${desktop}/replica`,
    [
      'storage',
      'records',
      'device',
      'acts',
      'sync',
      'contents',
      'questions',
      'notifications',
      'rescue',
      'wiping',
      'session',
      'maps',
      'templates',
      'spreadsheets',
      'content-lines',
      'imports',
      'exports',
      'files',
      'duplicates',
      'people',
      'journal',
      'local-line',
    ],
    'leaf.ts',
  ),
  ...insideOf('engine', `${domain}/engine`, ['moves', 'reads', 'merge', 'act', 'judge'], 'leaf.ts'),
  ...insideOf('records', `${server}/records`, ['load', 'decide', 'write', 'beside', 'reseal'], 'erase/leaf.ts'),
  ...insideOf('sync', `${server}/sync`, ['naming', 'pages', 'history', 'beside'], 'streams/leaf.ts'),
  ...insideOf(
    'identity',
    `${server}/identity`,
    [
      'keys',
      'outgoing',
      'passwords',
      'beside',
      'tries',
      'mail',
      'tokens',
      'wipes',
      'sessions',
      'providers',
      'accounts',
      'passkeys',
      'factors',
      'hand-back',
      'passkey-pages',
      'sso',
    ],
    'sign-in/leaf.ts',
  ),
  ...insideOf(
    'journal',
    `${server}/journal`,
    ['events', 'retention', 'beside', 'durable', 'search', 'exports', 'reports'],
    'verifier/leaf.ts',
  ),
  ...insideOf(
    'tenancy',
    `${server}/tenancy`,
    ['beside', 'group-roles', 'registering', 'wipes', 'invites', 'organisation', 'scim'],
    'sso/leaf.ts',
  ),
  ...insideOf('files', `${server}/files`, ['beside'], 'archive/leaf.ts'),
  ...insideOf(
    'jobs',
    `${server}/jobs`,
    ['service', 'workers', 'queue', 'horizon', 'intents', 'schedules', 'reseal'],
    'leaf.ts',
  ),
  ...insideOf(
    'http',
    `${server}/http`,
    ['paths', 'bodies', 'answers', 'guards', 'routes', 'browser', 'api', 'packs', 'scim', 'local-mails'],
    'leaf.ts',
  ),
  ...insideOf('model', 'proof/model', ['domain', 'server', 'device', 'check', 'world', 'scenarios'], 'leaf.ts'),
  ...insideOf(
    'proof',
    'proof',
    [
      'builds',
      'testbed',
      'stage',
      'model',
      'model-replay',
      'torture',
      'simulation',
      'faults',
      'new-kinds',
      'server',
      'main-job',
      'accessibility',
      'screens',
      'sign-in',
      'electron',
    ],
    'workshop/leaf.ts',
  ),
  ...insideOf('torture', 'proof/torture', ['machines', 'oracles', 'worlds'], 'sessions/leaf.ts'),
  'cli-imports': [`${desktop}/cli/knows-renderer.ts`, `${desktop}/renderer/leaf.ts`],
  'browser-shell-imports': [`${desktop}/browser-shell/knows-main.ts`, `${desktop}/main/leaf.ts`],
  'http-imports': [`${server}/http/uses-database.ts`, 'pg'],
  'area-imports': [`${server}/journal/knows-http.ts`, `${server}/http/leaf.ts`],
  ...Object.fromEntries(
    [
      'catalogue',
      'access',
      'journal',
      'identity',
      'records',
      'large-works',
      'tenancy',
      'insights',
      'files',
      'sync',
      'gateway',
      'jobs',
      'integrations',
      'http',
    ].map((folder) => [`area-${folder}-imports`, [`${server}/${folder}/looks-up.ts`, `${server}/packs/leaf.ts`]]),
  ),
  'server-pack-imports': [`${server}/packs/fleet/asks-by-sql.ts`, `${server}/db/leaf.ts`],
  'pack-servers-by-the-list': [`${server}/jobs/knows-fleet.ts`, `${server}/packs/fleet/server.ts`],
  'no-pack-server-to-others': [`${server}/packs/fleet/reaches.ts`, `${server}/packs/boats/server.ts`],
  'db-imports': [`${server}/db/knows-area.ts`, `${server}/journal/leaf.ts`],
  'sharing-imports': [`${server}/sharing/knows-area.ts`, `${server}/records/leaf.ts`],
  'server-settings-imports': [`${server}/settings/settings.ts`, `${server}/db/leaf.ts`],
  'server-commands-imports': [`${server}/commands/knows-area.ts`, `${server}/records/leaf.ts`],
  'server-whole-imports': [`${server}/server.ts`, `${desktop}/bridge/leaf.ts`],
  'server-testing-imports': [`${server}/testing/knows-desktop.ts`, `${desktop}/bridge/leaf.ts`],
};

/** The rules for tests are all made by the same line of code, so one planted break is enough. */
const plantedInTest = [`${desktop}/renderer/reaches.test.ts`, 'nodemailer'] as const;
/** An import of an installed library through its dist/: the rule must see a library there, and not skip it as build output. */
const plantedLibrary = [`${desktop}/replica/uses-installed.ts`, 'vitest'] as const;
const orphan = `${server}/records/orphan.ts`;

/** Imports that the table allows: none of them may be reported. */
const allowed: readonly (readonly [from: string, to: string])[] = [
  [`${domain}/packs/mortgage/entities/loan.entity.ts`, `${domain}/packs/crm/ids.ts`],
  [`${domain}/packs/links/loan-contact.ts`, `${domain}/packs/mortgage/ids.ts`],
  [`${desktop}/renderer/packs/mortgage/screens.ts`, `${desktop}/renderer/packs/mortgage/pricing-parts.ts`],
  [`${desktop}/renderer/packs/mortgage/todays-locks.ts`, `${desktop}/renderer/home/home-section.ts`],
  [`${desktop}/renderer/app/shows-packs.ts`, `${desktop}/renderer/packs/installed-screens.ts`],
  [`${domain}/engine/uses-wire.ts`, `${domain}/sync/leaf.ts`],
  [`${domain}/kernel/uses-leaf.ts`, `${domain}/kernel/leaf.ts`],
  [`${desktop}/replica/reads-files.ts`, 'node:fs'],
  [`${desktop}/renderer/uses-leaf.tsx`, `${desktop}/bridge/leaf.ts`],
  [`${desktop}/renderer/uses-leaf.dom.test.tsx`, 'node:fs'],
  [`${server}/http/start-pull.ts`, `${server}/sync/leaf.ts`],
  [`${server}/start.ts`, `${server}/http/leaf.ts`],
  ['proof/simulation/two-devices.test.ts', `${server}/http/leaf.ts`],
];

let root = '';
let breaks: readonly BoundaryBreak[] = [];

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

beforeAll(async () => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'outpost-boundaries-')));
  symlinkSync(join(import.meta.dirname, '../../node_modules'), join(root, 'node_modules'), 'junction');
  const edges = [...Object.values(planted), plantedInTest, plantedLibrary, ...allowed];
  for (const [, to] of edges) if (to.endsWith('.ts')) write(to, 'export const leaf = 1;\n');
  write(`${domain}/kernel/goes-round.ts`, "import './comes-back.ts';\n");
  for (const [from, to] of edges) write(from, `import '${to.endsWith('.ts') ? pathBetween(from, to) : to}';\n`);
  write(orphan, 'export const alone = 1;\n');
  ({ breaks } = await findBoundaryBreaks(root));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const pathBetween = (from: string, to: string): string => `${'../'.repeat(from.split('/').length - 1)}${to}`;
const brokenBy = (from: string): string[] => breaks.filter((each) => each.from === from).map(({ rule }) => rule);

describe('the check of imports', () => {
  it.each(Object.entries(planted))('reports %s for %o', (rule, [from]) => {
    expect(brokenBy(from)).toContain(rule);
  });

  it('no-orphan: a file that no other file imports', () => {
    expect(brokenBy(orphan)).toEqual(['no-orphan']);
  });

  it('applies the rules of a folder to its tests too', () => {
    expect(brokenBy(plantedInTest[0])).toContain('renderer-test-imports');
  });

  it('finds a library that is really installed', () => {
    expect(brokenBy(plantedLibrary[0])).toContain('replica-imports');
  });

  it.each(allowed)('allows %s to import %s', (from) => {
    expect(brokenBy(from)).toEqual([]);
  });

  it('has a planted break for every rule', () => {
    const untested = boundaryRules.filter((rule) => !(rule in planted) && !rule.endsWith('-test-imports'));
    expect(untested).toEqual(['no-orphan']);
  });
});
