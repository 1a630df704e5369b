// The allowed imports of each folder, from our folders and from libraries. An import that is not listed is refused. A
// file in no folder of the table fails too. scripts/checks/boundaries.test.ts tests the table with planted breaks.

const domain = '^packages/domain/src/';
const packs = `${domain}packs/`;
const desktop = '^apps/desktop/src/';
const server = '^apps/sync-server/src/';
const testFiles = '\\.(test|e2e)\\.tsx?$';
/** Test files, the suites that several of them run, and the folders that only they use. */
const tests = `(${testFiles}|-suite[a-z-]*\\.ts$|(?<=/)testing/)`;
/** The server's areas in their order. Each imports those before it, and none after it. */
const areaNames = ['catalogue', 'access', 'journal', 'identity', 'records', 'large-works', 'tenancy', 'insights', 'files', 'sync', 'gateway', 'jobs', 'integrations']; // prettier-ignore
const areas = `(${areaNames.join('|')})`;

/** Libraries as they come out of node_modules, or by their bare name where they can't be resolved. */
const libraries = (...names) => `(^|node_modules/(@types/)?)(${names.join('|')})(/|$)`;

const played = ['smtp-server', 'twilio']; // services that tests play
const react = ['react', 'react-dom', '@types/react', '@types/react-dom', '@mantine/.+', '@tabler/icons-react'];

/** The libraries of the kernel. They do nothing by themselves: no files, no network, no clock. */
const kernelLibraries = [
  'zod',
  'kysely',
  'csv-parse',
  'libphonenumber-js',
  'temporal-polyfill',
  '@noble/hashes',
  'ical.js',
  '@marcbachmann/cel-js',
  'liquidjs',
  'marked',
];

/**
 * `folder`: a pattern of paths; its own files may always import each other.
 * `imports`: folders of ours. `uses`: libraries. `node`: whether Node's own modules are there. `isForTests`: nothing that ships
 * imports it.
 */
const house = [
  {
    name: 'kernel',
    folder: `${domain}kernel/`,
    uses: kernelLibraries,
  },
  { name: 'wire', folder: `${domain}sync/`, imports: [`${domain}kernel/`], uses: ['zod'] },
  {
    name: 'engine',
    folder: `${domain}engine/`,
    imports: [`${domain}kernel/`, `${domain}sync/`],
    uses: ['zod'],
  },
  { name: 'links', folder: `${packs}links/`, imports: [`${domain}kernel/`, `${packs}[^/]+/(ids|pack)\\.ts$`] },
  {
    name: 'pack',
    folder: `${packs}(?!links/)([^/]+)/`,
    imports: [`${domain}kernel/`, `${packs}$1/`, `${packs}(crm|platform)/ids\\.ts$`],
  },
  {
    name: 'installed-packs',
    folder: `${domain}installed-packs\\.ts$`,
    imports: [`${packs}[^/]+/pack\\.ts$`, `${packs}links/`, `${domain}kernel/`],
  },
  {
    name: 'testing',
    isForTests: true,
    folder: `${domain}testing/`,
    imports: [domain],
    uses: ['fast-check', 'zod', 'temporal-polyfill', 'kysely', 'pg', 'better-sqlite3(-multiple-ciphers)?', 'vitest'],
    node: true,
  },
  {
    name: 'ui',
    folder: '^packages/ui/src/',
    imports: [`${domain}kernel/`],
    uses: [
      ...react,
      '@tanstack/react-virtual',
      '@fontsource-variable/inter',
      '@codemirror/[a-z-]+',
      '@types/geojson',
      'dayjs',
      'echarts',
      'get-nonce',
      'maplibre-gl',
      'marked',
      'pmtiles',
      'turndown',
    ],
  },
  { name: 'bridge', folder: `${desktop}bridge/`, imports: [domain], uses: ['zod'] },
  { name: 'reports', folder: `${desktop}reports/`, imports: [`${desktop}bridge/`, domain] },
  { name: 'main', folder: `${desktop}main/`, imports: [`${desktop}bridge/`], uses: ['electron', 'zod'], node: true },
  { name: 'preload', folder: `${desktop}preload/`, imports: [`${desktop}bridge/`], uses: ['electron'] },
  {
    name: 'replica',
    folder: `${desktop}replica/`,
    imports: [`${desktop}bridge/`, domain],
    uses: [
      'rxdb',
      'rxjs',
      'better-sqlite3',
      'better-sqlite3-multiple-ciphers',
      'kysely',
      'zod',
      'jose',
      '@node-rs/argon2',
      'yazl',
      'yauzl',
      'saxes',
      'ical.js',
      'file-type',
      'mjml-browser',
    ],
    node: true,
  },
  {
    name: 'renderer',
    folder: `${desktop}renderer/`,
    imports: [`${desktop}bridge/`, `${desktop}reports/`, domain, '^packages/ui/src/'],
    uses: [
      ...react,
      '@tanstack/.+',
      'dayjs',
      'get-nonce',
      'image-dimensions',
      'marked',
      'pdfjs-dist',
      'pdfmake',
      'uqr',
      'zod',
      'vite',
    ],
  },
  {
    name: 'cli',
    folder: `${desktop}cli/`,
    imports: [`${desktop}bridge/`, `${desktop}reports/`, `${desktop}replica/`, domain],
    uses: ['zod', 'pdfmake'],
    node: true,
  },
  {
    name: 'browser-shell',
    folder: `${desktop}browser-shell/`,
    imports: [`${desktop}bridge/`, `${desktop}replica/`],
    uses: ['ws', 'zod'],
    node: true,
  },
  {
    name: 'http',
    folder: `${server}http/`,
    imports: [server, domain],
    uses: ['hono', '@hono/.+', 'zod', 'pino', '@tus/server', 'rate-limiter-flexible'],
    node: true,
  },
  {
    name: 'area',
    folder: `${server}${areas}/`,
    imports: [`${server}${areas}/`, `${server}(db|sharing)/`, domain],
    uses: [
      'cockatiel',
      '@nats-io/.+',
      '@platformatic/kafka',
      'kysely',
      'pg',
      'pg-boss',
      'zod',
      'jose',
      'openid-client',
      '@node-saml/node-saml',
      '@xmldom/xmldom',
      '@node-rs/argon2',
      '@simplewebauthn/server',
      '@zxcvbn-ts/.+',
      'nodemailer',
      '@sendgrid/client',
      'otpauth',
      'pino',
      '@tus/.+',
      '@aws-sdk/.+',
      'file-type',
      'htmlparser2',
      'imapflow',
      'mailparser',
      'pdfmake',
      'scim2-parse-filter',
      's3rver',
      'twilio',
      'web-push',
      'yazl',
    ],
    node: true,
  },
  {
    name: 'server-pack',
    folder: `${server}packs/`,
    imports: [`${server}(http/packs|jobs|integrations)/`, `${server}access/service-account\\.ts$`, domain],
    uses: ['zod'],
    node: true,
  },
  {
    name: 'db',
    folder: `${server}db/`,
    imports: [`${domain}kernel/`, `${server}sharing/`],
    uses: ['kysely', 'pg', 'zod', 'pino'],
    node: true,
  },
  { name: 'sharing', folder: `${server}sharing/`, node: true },
  { name: 'server-settings', folder: `${server}settings/`, uses: ['zod'], node: true },
  {
    name: 'server-commands',
    folder: `${server}commands/`,
    imports: [`${server}(settings|db)/`],
    node: true,
  },
  {
    name: 'server-whole',
    folder: `${server}(server|start)[.a-z]*\\.ts$`,
    imports: [server, domain],
    uses: ['hono', '@hono/.+', 'kysely', 'pg', 'pino', 'zod'],
    node: true,
  },
  {
    name: 'server-testing',
    folder: `${server}testing/`,
    imports: [server, domain, '^scripts/'],
    uses: ['kysely', 'pg', '@electric-sql/.+', '@simplewebauthn/server', 'zod', 'pino', 'imapflow', 'jose', ...played, 'vitest'], // prettier-ignore
    node: true,
    isForTests: true,
  },
];

/** The folders of the components, in their order: each imports those before it, and none behind it. */
const uiFolders = ['formats', 'loading', 'parts', 'keys', 'snippets', 'markdown', 'sync', 'states', 'print', 'fields', 'filter', 'charts', 'grid', 'board', 'calendar', 'map', 'record', 'frame', 'theme']; // prettier-ignore

/** In a list of folders: the files beside them. */
const beside = 'beside';
const filesOf = (folder) => (folder === beside ? '[^/]+$' : `${folder}/`);

/** One rule for each folder of an ordered list but the last: it imports none of those behind it. */
const oneWay = (name, root, folders) =>
  folders.slice(0, -1).map((folder, place) => ({
    name: `${name}-${folder}-imports`,
    comment: 'These folders import one another in the order of their list in .dependency-cruiser.cjs.',
    severity: 'error',
    from: { path: `${root}${filesOf(folder)}`, pathNot: tests },
    to: {
      path: `${root}(${folders
        .slice(place + 1)
        .map(filesOf)
        .join('|')})`,
    },
  }));

/**
 * The renderer's folders in their order. Generic screens show the parts that packs put into their `slots`, and import
 * no pack: only `app` reads
 * the list in `packs`, and hands it in.
 */
const rendererFolders = ['window', 'queries', 'settings-bar', 'session', 'duplicates', 'records', 'help', 'slots', 'repeats', 'places', 'files', 'sync', 'notifications', 'merging', 'convert', 'many', 'grid', 'board', 'pictures', 'record', 'queues', 'calendar', 'map', 'lists', 'reports', 'import', 'bin', 'search', 'calculate', 'settings', 'devices', 'people', 'settings-frame', 'home', 'setup', 'targets', 'palette', 'packs', 'app']; // prettier-ignore

/** The replica's folders in their order; the files beside them are its entries, the table of calls and `openReplica`. */
const replicaFolders = ['storage', 'records', 'device', 'acts', 'sync', 'contents', 'questions', 'notifications', 'rescue', 'wiping', 'session', 'maps', 'templates', 'spreadsheets', 'content-lines', 'imports', 'exports', 'files', 'duplicates', 'people', 'journal', 'local-line', beside]; // prettier-ignore

/** Identity's folders in their order; the files beside them are its ports. */
const identityFolders = ['keys', 'outgoing', 'passwords', beside, 'tries', 'mail', 'tokens', 'wipes', 'sessions', 'providers', 'accounts', 'passkeys', 'factors', 'hand-back', 'passkey-pages', 'sso', 'sign-in']; // prettier-ignore

/** The rooms of the proof in their order: builds and servers below, histories above, tests of the parts last. */
const proofFolders = ['builds', 'testbed', 'stage', 'model', 'model-replay', 'torture', 'simulation', 'faults', 'new-kinds', 'server', 'main-job', 'accessibility', 'screens', 'sign-in', 'electron', 'workshop']; // prettier-ignore

/** Free to import anything of their own workspace: each process' entry, and the settings of tools. */
const entries = ['/start\\.tsx?$', '\\.config\\.(ts|cjs|mjs)$'];
/** Free to import everything; nothing imports them. */
const programs = '^(bench|proof|scripts|packages/ui/gallery|apps/desktop/(dev|base-map))/';
const outside = ['^vitest\\.config\\.ts$', '^playwright\\.config\\.ts$', '\\.d\\.m?ts$'];
/**
 * The imports that a test may use beside those of its folder. Counterparts among them: `mailauth` verifies signatures of e-mails as
 * their receiver does, `cloudevents` parses events as a consumer does, `jose` reads tokens as a client does, `twilio` signs reports as the
 * service does, `@sendgrid/eventwebhook` verifies what our local SendGrid signs, and `web-push` makes keys as an operator does.
 */
const testTools = ['vitest', 'pg', 'fast-check', 'jsdom', '@testing-library/.+', '@playwright/test', '@axe-core/playwright', '@electric-sql/pglite', 'smtp-server', 'mailauth', 'standardwebhooks', 'cloudevents', 'oidc-provider', 'xml-crypto', '@seriousme/openapi-schema-validator', 'exceljs', 'yauzl', 'jose', 'twilio', '@sendgrid/eventwebhook', 'web-push', 'yazl']; // prettier-ignore

/** One rule for each line of the table, and one for the tests beside its files. */
const tableRules = house.flatMap(({ name, folder, imports = [], uses = [], node = false, isForTests = false }) => {
  const own = folder.includes('([^/]+)') ? [] : [folder];
  const core = node ? { dependencyTypesNot: ['core'] } : {};
  return [
    {
      name: `${name}-imports`,
      comment: `What ${name} may import is listed in .dependency-cruiser.cjs.`,
      severity: 'error',
      from: { path: folder, pathNot: [isForTests ? testFiles : tests, ...entries] },
      to: { pathNot: [...own, ...imports, ...(uses.length ? [libraries(...uses)] : [])], ...core },
    },
    {
      name: `${name}-test-imports`,
      comment: 'Tests follow their folder, and may use the test tools and the rest of their workspace.',
      severity: 'error',
      from: { path: [`${folder}.*${tests}`] },
      to: {
        pathNot: [...own, ...imports, folder.replace(/\/src\/.*/, '/src/'), domain, libraries(...uses, ...testTools)],
        dependencyTypesNot: ['core'],
      },
    },
  ];
});

module.exports = {
  forbidden: [
    ...oneWay('ui', '^packages/ui/src/', uiFolders),
    ...oneWay('area', server, [...areaNames, 'http', 'packs']),
    ...oneWay('renderer', `${desktop}renderer/`, rendererFolders),
    ...oneWay('replica', `${desktop}replica/`, replicaFolders),
    // The folders inside of the larger areas.
    ...oneWay('engine', `${domain}engine/`, ['moves', 'reads', 'merge', 'act', 'judge', beside]),
    ...oneWay('records', `${server}records/`, ['load', 'decide', 'write', beside, 'reseal', 'erase']),
    ...oneWay('sync', `${server}sync/`, ['naming', 'pages', 'history', beside, 'streams']),
    ...oneWay('identity', `${server}identity/`, identityFolders),
    ...oneWay('journal', `${server}journal/`, ['events', 'retention', beside, 'durable', 'search', 'exports', 'reports', 'verifier']), // prettier-ignore
    ...oneWay('tenancy', `${server}tenancy/`, [beside, 'group-roles', 'registering', 'wipes', 'invites', 'organisation', 'scim', 'sso']), // prettier-ignore
    ...oneWay('files', `${server}files/`, [beside, 'archive']),
    ...oneWay('jobs', `${server}jobs/`, [
      'service',
      'workers',
      'queue',
      'horizon',
      'intents',
      'schedules',
      'reseal',
      beside,
    ]),
    ...oneWay('http', `${server}http/`, ['paths', 'bodies', 'answers', 'guards', 'routes', 'browser', 'api', 'packs', 'scim', 'local-mails', beside]), // prettier-ignore
    ...oneWay('model', '^proof/model/', ['domain', 'server', 'device', 'check', 'world', 'scenarios', beside]),
    ...oneWay('proof', '^proof/', proofFolders),
    ...oneWay('torture', '^proof/torture/', ['machines', 'oracles', 'worlds', 'sessions']),
    {
      name: 'domain-is-pure',
      comment: 'The domain runs in every process: no app, no component, no Node, no library that does I/O.',
      severity: 'error',
      from: { path: domain, pathNot: tests },
      to: {
        pathNot: [domain, libraries(...kernelLibraries)],
      },
    },
    {
      name: 'no-pack-to-pack',
      comment:
        'platform and crm are the base packs: all packs may import their ids.ts. Other code that joins two packs is in packs/links.',
      severity: 'error',
      from: { path: `${packs}(?!links/)([^/]+)/` },
      to: { path: packs, pathNot: [`${packs}$1/`, `${packs}(crm|platform)/ids\\.ts$`] },
    },
    {
      name: 'kernel-names-no-pack',
      comment: 'Kernel, wire, engine, replica, store and components compile without the packs.',
      severity: 'error',
      from: {
        path: [`${domain}(kernel|sync|engine)/`, `${desktop}replica/`, `${server}db/`, '^packages/ui/src/'],
        pathNot: [tests, ...entries],
      },
      to: { path: [packs, `${domain}installed-packs`] },
    },
    {
      name: 'pack-screens-by-the-list',
      comment: 'T-21: only the one list of screens imports those of a pack, so a pack can be removed.',
      severity: 'error',
      from: { path: `${desktop}renderer/`, pathNot: [`${desktop}renderer/packs/`, tests] },
      to: { path: `${desktop}renderer/packs/[^/]+/` },
    },
    {
      name: 'no-pack-screens-to-others',
      comment: 'T-21: screens of a pack import only their own pack and the generic screens.',
      severity: 'error',
      from: { path: `${desktop}renderer/packs/([^/]+)/` },
      to: { path: `${desktop}renderer/packs/[^/]+/`, pathNot: `${desktop}renderer/packs/$1/` },
    },
    {
      name: 'pack-servers-by-the-list',
      comment: 'T-22: only the one list of server work imports that of a pack, so a pack can be removed.',
      severity: 'error',
      from: { path: server, pathNot: [`${server}packs/`, tests] },
      to: { path: `${server}packs/[^/]+/` },
    },
    {
      name: 'no-pack-server-to-others',
      comment: 'T-22: server work of a pack imports only its own pack, and uses records only through its service.',
      severity: 'error',
      from: { path: `${server}packs/([^/]+)/`, pathNot: tests },
      to: { path: [`${server}packs/[^/]+/`, `${server}access/`], pathNot: `${server}packs/$1/` },
    },
    {
      name: 'renderer-no-node',
      comment: 'A window has no Node. Code that needs Node calls the bridge.',
      severity: 'error',
      from: { path: [`${desktop}renderer/`, '^packages/ui/src/'], pathNot: tests },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'preload-only-bridge',
      comment: 'The preload script hands one port to the renderer. It imports only the bridge and Electron.',
      severity: 'error',
      from: { path: `${desktop}preload/`, pathNot: tests },
      to: { pathNot: [`${desktop}(preload|bridge)/`, libraries('electron')] },
    },
    {
      name: 'main-no-domain',
      comment: "Electron's main process has windows, menus and the key store, and no business rules.",
      severity: 'error',
      from: { path: `${desktop}main/`, pathNot: tests },
      to: { path: [domain, '^packages/ui/', `${desktop}(replica|renderer)/`] },
    },
    {
      name: 'server-no-desktop',
      comment: 'Server and device share the domain, and exchange messages over the wire.',
      severity: 'error',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'no-cycle',
      comment: 'Two files that import each other belong in one file, or need a third one.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-orphan',
      comment: 'No file imports it and it imports none: delete it, or use it.',
      severity: 'error',
      from: {
        orphan: true,
        pathNot: [
          tests,
          ...entries,
          ...outside,
          '/packs/[^/]+/(migrations|fixtures)/',
          '^scripts/end-with-parent\\.ts$',
        ],
      },
      to: {},
    },
    {
      name: 'no-test-import',
      comment:
        'Shipped code imports neither tests nor code for tests only, and nothing imports the programs around it.',
      severity: 'error',
      from: { pathNot: [tests, programs, ...outside] },
      to: { path: [tests, programs] },
    },
    {
      name: 'no-unresolvable',
      comment: 'The imported file does not exist, or the package is not in the manifest.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'every-file-classified',
      comment: 'Each file must be in a folder of the table.',
      severity: 'error',
      from: {},
      module: {
        path: '^(apps|packages|bench|proof|scripts)/.*\\.(ts|tsx|mts|cts|mjs|cjs|js)$',
        pathNot: [...house.map(({ folder }) => folder), ...entries, programs, ...outside, 'node_modules'],
        numberOfDependentsLessThan: 100, // "any number": the tool allows no more here
      },
    },
    ...tableRules,
  ],
  options: {
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    // Only folders of ours: most libraries are entered through their dist/.
    // Sources of the proof's pack and kinds: their imports are right where they are added.
    exclude: {
      path: '^(?!.*node_modules/).*/(out|dist|release)/|\\.css$|^proof/workshop/(domain|kinds|links|renderer|server)/',
    },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.d.ts', '.js', '.mjs', '.cjs', '.json'],
    },
  },
};
