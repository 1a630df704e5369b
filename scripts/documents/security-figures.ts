import { countCases, type CountedElements } from './counted-cases.ts';

/** Returns the text of a source by its path from the root. */
export type ReadSource = (path: string) => string;

/** A list or table of cases in a test, by its name there. `listed`: the file of the list, where several tests go through it. */
type Cases = {
  readonly what: string;
  readonly path: string;
  readonly listed?: string;
  readonly names: readonly string[];
  readonly counted?: CountedElements;
};

const server = 'apps/sync-server/src';
const bugs = 'proof/torture/bugs';

/** Forged inputs, by family. Their tests try each of them. */
export const forgedInputs: readonly Cases[] = [
  { what: 'Access tokens', path: `${server}/identity/tokens/forged-tokens.pg.test.ts`, names: ['forged'] },
  { what: 'Proofs of a device (DPoP)', path: `${server}/identity/tokens/proofs.pg.test.ts`, names: ['forged'] },
  { what: 'Answers of OpenID Connect', path: `${server}/http/browser/sso.pg.test.ts`, names: ['forged'] },
  { what: 'Answers of SAML', path: `${server}/http/browser/saml.pg.test.ts`, names: ['forged'] },
  { what: 'Passkeys', path: `${server}/http/browser/passkeys/forged-passkeys.pg.test.ts`, names: ['cases'] },
  { what: 'API keys, tokens and signatures', path: `${server}/http/api/api-keys.pg.test.ts`, names: ['keys', 'signatures'] }, // prettier-ignore
  { what: 'Reports about text messages', path: `${server}/http/routes/texts/sms-report-route.pg.test.ts`, names: ['forgeries'] }, // prettier-ignore
  { what: 'Reports about texts of records, and incoming texts', path: `${server}/http/routes/texts/text-routes.pg.test.ts`, names: ['forgeries', 'ofReports'] }, // prettier-ignore
];

const urls = `${server}/identity/testing/refused-urls.ts`;

/** Addresses inside of a network, other schemes, spellings, and where redirects lead. */
export const refusedAddresses: readonly Cases[] = [
  { what: 'Addresses, by spelling and range', path: `${server}/identity/outgoing/refused-addresses.test.ts`, listed: urls, names: ['refusedUrls'], counted: 'elements of lists' }, // prettier-ignore
  { what: 'Targets of redirects, each with seven statuses', path: `${server}/identity/outgoing/refused-addresses.test.ts`, listed: urls, names: ['redirectTargets'] }, // prettier-ignore
];

const bugsOfSessions: readonly Cases[] = [
  {
    what: 'Planted bugs of sessions and sealed fields',
    path: `${bugs}/bugs-of-sessions.ts`,
    names: ['bugsOfSessions'],
  },
  { what: 'Planted bugs of lost devices', path: `${bugs}/bugs-of-lost-devices.ts`, names: ['bugsOfLostDevices'] },
];

/** Returns the number of cases. Throws where a test does not go through one of the lists, or it has none. */
export function caseCountOf({ path, listed = path, names, counted }: Cases, read: ReadSource): number {
  const text = read(path);
  const counts = names.map((name) => {
    const count = countCases(listed, read(listed), name, counted);
    const isTried = new RegExp(String.raw`(?:\.each|\.keys|\.entries)\(\s*(?:Object\.keys\()?${name}\b`).test(text);
    if (count === 0 || !(isTried || path.startsWith(bugs))) throw new Error(`${path}: no test goes through ${name}`);
    return count;
  });
  return counts.reduce((sum, count) => sum + count, 0);
}

/** Returns the number of cases of several lists. */
export const totalCaseCount = (all: readonly Cases[], read: ReadSource): number =>
  all.reduce((sum, cases) => sum + caseCountOf(cases, read), 0);

function tableOf(all: readonly Cases[], read: ReadSource): string {
  const rows = all.map((cases) => `| ${cases.what} | ${caseCountOf(cases, read)} | \`${cases.path}\` |`);
  return ['| What | Number | Test |', '| --- | --- | --- |', ...rows, `| all | ${totalCaseCount(all, read)} |  |`].join(
    '\n',
  );
}

/** Returns the number behind a name in a source: `const name = 10` or `? 10 : 5` as "10 / 5". */
function numberIn(path: string, pattern: RegExp, read: ReadSource): readonly string[] {
  const [, ...found] = pattern.exec(read(path)) ?? [];
  if (found.length === 0) throw new Error(`${path}: nothing matches ${String(pattern)}`);
  return found;
}

function matrixRows(read: ReadSource): string {
  const testing = `${server}/testing/matrix`;
  const count = (file: string, name: string): number => {
    const found = countCases(file, read(`${testing}/${file}`), name);
    if (found === 0) throw new Error(`${testing}/${file}: ${name} has no cases that are written there`);
    return found;
  };
  const tens = (number: number): string => `${Math.floor(number / 10) * 10} and more`;
  const rows = [
    ['Routes with a line', tens(count('api-lines.ts', 'apiLines') + count('app-lines.ts', 'appLines'))],
    [
      'Routes of other protocols or for everybody, with a reason or a line',
      tens(count('open-routes.ts', 'openRoutes')),
    ],
    ['Callers: roles, another organisation, nobody', String(count('matrix-world.ts', 'callers'))],
    ['Callers: an API key, its token, a directory', String(count('matrix-world.ts', 'programs'))],
    ['Places', String(count('matrix-world.ts', 'places'))],
  ];
  return ['| What | Number |', '| --- | --- |', ...rows.map((row) => `| ${row.join(' | ')} |`)].join('\n');
}

function boundRows(read: ReadSource): string {
  const [guesses = ''] = numberIn(`${server}/identity/tries/lockout.ts`, /mostInAnHour = (\d+)/, read);
  const [long = '', usual = ''] = numberIn(`${server}/identity/sessions/lossy-refresh.pg.test.ts`, /histories = [^?]*\? (\d+) : (\d+)/, read); // prettier-ignore
  const [steps = ''] = numberIn(`${server}/identity/sessions/lossy-refresh.pg.test.ts`, /stepsEach = (\d+)/, read);
  const exchanges = (histories: string): string => (2 * Number(histories) * Number(steps)).toLocaleString('en');
  return [
    '| What | Number | Test |',
    '| --- | --- | --- |',
    `| Guesses in an hour at the password of an account from unknown devices, at most | ${guesses} | \`${server}/identity/tries/lockout.pg.test.ts\` |`,
    `| Exchanges of refresh tokens in \`npm test\`, at least | ${exchanges(usual)} | \`${server}/identity/sessions/lossy-refresh.pg.test.ts\` |`,
    `| Exchanges of refresh tokens in the long form, at least | ${exchanges(long)} | \`${server}/identity/sessions/lossy-refresh.pg.test.ts\` |`,
  ].join('\n');
}

function tortureRows(read: ReadSource): string {
  const [long = '', usual = ''] = numberIn(
    'proof/simulation/sessions.sim.test.ts',
    /histories = [^?]*\? (\d+) : (\d+)/,
    read,
  );
  return [
    '| What | Number | Test |',
    '| --- | --- | --- |',
    `| Histories in \`npm test\` / in the long form | ${usual} / ${long} | \`proof/simulation/sessions.sim.test.ts\` |`,
    ...bugsOfSessions.map((cases) => `| ${cases.what}, each found | ${caseCountOf(cases, read)} | \`${cases.path}\` |`),
  ].join('\n');
}

/** Returns the document with the tables that the sources give, in place of those between its marks. */
export function withSecurityFigures(document: string, read: ReadSource): string {
  const parts: Readonly<Record<string, (read: ReadSource) => string>> = {
    forged: (sources) => tableOf(forgedInputs, sources),
    addresses: (sources) => tableOf(refusedAddresses, sources),
    matrix: matrixRows,
    bounds: boundRows,
    torture: tortureRows,
  };
  return Object.entries(parts).reduce(
    (text, [name, table]) =>
      text.replace(new RegExp(`(<!-- ${name} -->\\n)[^]*?(<!-- /${name} -->)`), (_all, before: string, after: string) => `${before}${table(read)}\n${after}`), // prettier-ignore
    document,
  );
}
